"""Cells of lists that are more than text; lists are long, so that no macro is asked for each."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, TypeVar

from flask import get_template_attribute
from markupsafe import Markup, escape

State = TypeVar("State")


def link(url: str, text: str, note: str = "") -> Markup:
    """Give the link that names a row, with a second line below it.

    :param url: an address that Flask made
    """
    below = f'<span class="k-cell-note">{escape(note)}</span>' if note else ""
    return Markup(f'<a class="k-cell-link" href="{escape(url)}">{escape(text)}</a>{below}')


def in_tags(cells: Iterable[Any], around: Iterable[tuple[Markup, Markup]]) -> Markup:
    """Give a row's cells, each escaped, between the tags that its column puts around it.

    Filter of the tables' templates. They would escape what stands around each cell anew.
    """
    pieces = (
        piece
        for cell, (begin, end) in zip(cells, around, strict=False)
        for piece in (begin, escape(cell), end)
    )
    return Markup("".join(pieces))


def tags(words: Callable[[State], tuple[str, str]]) -> Callable[[State], str]:
    """Give what draws states as tags, each state once.

    :param words: gives a state's words and tone
    """
    draw = get_template_attribute("parts/tags.html", "state_tag")
    return cache(lambda state: draw(*words(state)))
