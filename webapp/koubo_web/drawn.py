"""Pieces of pages that are the same for everybody: drawn once in a process, found by all they say.

A piece is kept under everything that it was drawn from, so that it never is out of date; the ones
that were not asked for longest make room.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from flask import Flask, current_app
from markupsafe import Markup

DRAWN = "koubo_drawn"
MOST = 64


class Drawn:
    """The pieces that were drawn, by their keys."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._pieces: OrderedDict[str, Markup] = OrderedDict()

    def find(self, key: str) -> Markup | None:
        """Give a piece; None where it was not drawn yet, or made room."""
        with self._lock:
            if key in self._pieces:
                self._pieces.move_to_end(key)
            return self._pieces.get(key)

    def keep(self, key: str, piece: Markup) -> None:
        """Keep a piece; the one that was not asked for longest goes."""
        with self._lock:
            self._pieces[key] = piece
            while len(self._pieces) > self._most:
                self._pieces.popitem(last=False)


def drawn_once(key: str, draw: Callable[[], tuple[Markup, bool]]) -> Markup:
    """Give the piece that a key stands for, drawn now where it was not.

    :param key: all that the piece depends on, written out
    :param draw: gives the piece, and whether it may be kept
    """
    pieces: Drawn = current_app.extensions[DRAWN]
    found = pieces.find(key)
    if found is None:
        found, is_sound = draw()
        if is_sound:
            pieces.keep(key, found)
    return found


def serve_drawn(app: Flask) -> None:
    """Give the app a place for its pieces."""
    app.extensions[DRAWN] = Drawn()
