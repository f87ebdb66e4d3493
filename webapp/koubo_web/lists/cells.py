"""Cells of lists that are more than text; lists are long, so that no macro is asked for each."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from flask import get_template_attribute
from markupsafe import Markup, escape

State = TypeVar("State")


def link(url: str, text: str, note: str = "") -> Markup:
    """Give the link that names a row, with a second line below it.

    :param url: an address that Flask made
    """
    below = f'<span class="k-cell-note">{escape(note)}</span>' if note else ""
    return Markup(f'<a class="k-cell-link" href="{escape(url)}">{escape(text)}</a>{below}')


def tags(words: Callable[[State], tuple[str, str]]) -> Callable[[State], str]:
    """Give what draws states as tags, each state once.

    :param words: gives a state's words and tone
    """
    draw = get_template_attribute("parts/tags.html", "state_tag")
    return cache(lambda state: draw(*words(state)))
