"""What a picture is: a chart, one sentence that says what it shows, and the same as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NARROW, WIDE = 340, 720
"""How wide a picture is drawn (px): on a telephone, and on anything larger."""

Spec = Mapping[str, Any]
"""Vega-Lite, with its data in it."""
Say = Callable[[str], str]
"""Gives a text of ours in the language of whoever looks."""
Draw = Callable[[int, Say], Spec]
"""Gives a chart of a width (px), with its texts in a language."""
FULL_WIDTH, HALF_WIDTH = 15, 9


@dataclass(frozen=True)
class Picture:
    """A chart with its text and its table; the figures of all three are the same."""

    key: str
    """Its name in addresses."""
    title: str
    text: str
    """One sentence: what somebody who does not see the chart would be told."""
    columns: Sequence[tuple[str, str]]
    """Label and kind, as the macro `data_table` has them."""
    rows: Sequence[Sequence[str]]
    draw: Draw | None
    """None where there is nothing to be drawn."""
    notes: Sequence[str] = ()
    """What has to be known about the figures, below the table."""
    is_long: bool = False
    """Whether a row of the table is a card of its own on a telephone."""


def picture_named(pictures: Sequence[Picture], key: str) -> Draw | None:
    """Give how to draw the picture of a name; None where there is none."""
    return next((one.draw for one in pictures if one.key == key), None)


def extent(text: str) -> int:
    """Give about how much room a text takes in a picture (px)."""
    return sum(HALF_WIDTH if one.isascii() else FULL_WIDTH for one in text)
