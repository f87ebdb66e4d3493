"""What a plugin shows of a panel's marks: a table that can be sorted, and a chart beside it.

Such views explain the panel to its officers. They never change a score.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    title: str
    numeric: bool = False


@dataclass(frozen=True)
class ViewCell:
    """What stands in a cell, and by what it is sorted; without a value it stands last."""

    text: str
    value: int | Fraction | float | None = None


@dataclass(frozen=True)
class ViewRow:
    """One line: of a reviewer, or of an application, whose page it then leads to."""

    cells: tuple[ViewCell, ...]
    application_id: int | None = None
    marked: str = ""
    """Why the line deserves a look, in a few words; empty for most."""


@dataclass(frozen=True)
class Chart:
    """A drawing of the table beside it, as Vega-Lite says it; its data stand in it."""

    text: str
    """What it shows, for whoever does not see it."""
    spec: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PanelView:
    """One way to look at the panel."""

    key: str
    """Its name within an address: small letters, digits and hyphens."""
    title: str
    lines: tuple[str, ...]
    """How it was computed and what it means, in sentences."""
    columns: tuple[Column, ...] = ()
    rows: tuple[ViewRow, ...] = ()
    chart: Chart | None = None


def is_sound_view(answer: PanelView) -> bool:
    """Say whether a view can be shown: titled, its lines as wide as its head, its data its own."""
    return (
        bool(answer.title.strip())
        and answer.key.replace("-", "").isalnum()
        and answer.key.isascii()
        and all(isinstance(one, str) for one in answer.lines)
        and all(len(row.cells) == len(answer.columns) for row in answer.rows)
        and (answer.chart is None or not any(_fetches(answer.chart.spec)))
    )


def _fetches(spec: Any) -> Iterator[bool]:
    """Find what would be loaded from elsewhere when the chart is drawn."""
    if isinstance(spec, Mapping):
        yield from ("url" in spec, *(found for one in spec.values() for found in _fetches(one)))
    elif isinstance(spec, list | tuple):
        yield from (found for one in spec for found in _fetches(one))


def sorted_rows(view: PanelView, column: int, *, falling: bool) -> tuple[ViewRow, ...]:
    """Give the lines by one column; what has no value there stands last either way."""
    if not 0 <= column < len(view.columns):
        return view.rows
    with_value = [one for one in view.rows if one.cells[column].value is not None]
    without = [one for one in view.rows if one.cells[column].value is None]
    by_value = sorted(with_value, key=lambda one: one.cells[column].value or 0, reverse=falling)
    return (*by_value, *without)
