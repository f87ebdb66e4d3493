"""Texts as our fonts can print them: no paper is refused for an emoji in a name."""

import json
import unicodedata
from collections.abc import Callable
from typing import Any, Final

from koubo.papers.glyphs import NO_SIGNS, unprintable

GETA: Final = "〓"
"""What printers set where a type is missing."""


def printable(values: Any) -> tuple[Any, str]:
    """Give values with every text in them as it can be printed, and a line on what is lacking.

    Signs that leave no mark are left out; what no font of ours has becomes 〓. The line is empty
    where nothing is lacking.
    """
    plain = _each_text(values, _signs_only)
    lacking = unprintable(json.dumps(plain, ensure_ascii=False))
    table = str.maketrans(dict.fromkeys(lacking, GETA))
    codes = "、".join(f"U+{ord(one):04X}" for one in lacking)
    told = f"{GETA}は、印字できない文字です（{codes}）。" if lacking else ""
    return _each_text(plain, lambda text: text.translate(table)), told


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_each_text(one, change) for one in value]
    if isinstance(value, dict):
        return {name: _each_text(one, change) for name, one in value.items()}
    return value


def _signs_only(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(one for one in lines if one == "\n" or unicodedata.category(one) not in NO_SIGNS)
