"""Cutting texts so that together they fit a given number of lines, the short ones whole."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

LINE = 51.0
"""Full-width characters on a line of a booklet's page."""
NARROW = 0.58
"""What a half-width one takes of that, on average with some to spare."""
ON_SCREEN = "……（つづきは画面で）"
LABEL = 1.6
"""Lines that a label takes, with the room above it."""
LEAST = 2
"""Lines that even the shortest cut leaves."""


@dataclass(frozen=True)
class Piece:
    """A labelled text, and whether it was cut."""

    label: str
    text: str
    cut: bool = False

    @cached_property
    def lines(self) -> int:
        """Give how many lines the text takes."""
        return lines_of(self.text)


def lines_of(text: str, line: float = LINE) -> int:
    """Give how many lines a text takes at most."""
    return sum(max(1, ceil(width(one) / line)) for one in text.split("\n"))


def width(text: str) -> float:
    """Give how wide a text is, in full-width characters."""
    return sum(1.0 if unicodedata.east_asian_width(one) in "WFA" else NARROW for one in text)


def fit(pieces: Sequence[Piece], lines: int) -> list[Piece]:
    """Give texts cut so that all of them, each below its label, take so many lines at most.

    The short ones stay whole; what is left is shared evenly among the long ones. Where there are
    more texts than lines, the last ones keep two lines each, and the page sets them smaller.
    """
    room = lines - len(pieces) * LABEL
    taken = [one.lines for one in pieces]
    most = min(max(taken, default=0), max(lines, LEAST))
    while most > LEAST and sum(min(one, most) for one in taken) > room:
        most -= 1
    return [cut_to(one, most) for one in pieces]


def cut_to(piece: Piece, lines: int) -> Piece:
    """Give a text cut to so many lines, with a word that the rest is on screen."""
    if piece.lines <= lines:
        return piece
    low, high = 0, min(len(piece.text), ceil(lines * LINE / NARROW))
    while low < high:
        middle = (low + high + 1) // 2
        if lines_of(piece.text[:middle].rstrip() + ON_SCREEN) <= lines:
            low = middle
        else:
            high = middle - 1
    return replace(piece, text=piece.text[:low].rstrip() + ON_SCREEN, cut=True)
