"""How a field of a scheme file is written, in the words of programme staff."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from marshmallow import fields, missing

from koubo.fields import Date, Rate, Text, Whole, Yen, YesNo
from koubo.money import Rounding
from koubo.schemes.amounts.steps import ROUNDING_NAMES
from koubo.schemes.budget import INCOME_NAMES, IncomeKind
from koubo.schemes.eligibility.case import GATE_NAMES, Day, Gate
from koubo.schemes.eligibility.years import CountUnit
from koubo.schemes.figures import Figure
from koubo.schemes.file.fields import Figured, Name, Number, OneWord, Words

WORDS: Mapping[type[Enum], Mapping[Any, str]] = {
    CountUnit: {CountUnit.YEARS: "年数", CountUnit.TIMES: "回数"},
    Gate: GATE_NAMES,
    IncomeKind: INCOME_NAMES,
    Rounding: ROUNDING_NAMES,
}
"""What the words of closed lists are called in Japanese."""


def how_to_write(field: fields.Field[Any]) -> str:
    """Say in Japanese what may stand there; KeyError for a kind of field that nobody described."""
    if isinstance(field, Figured):
        return how_to_write(field.inner)
    return WAYS[type(field)](field)


def carries_a_source(field: fields.Field[Any]) -> bool:
    """Say whether what is written there may have a source, or wait for the city's word."""
    return isinstance(getattr(field, "inner", None) if _is_list(field) else field, Figured)


def default_text(field: fields.Field[Any]) -> str:
    """Say what holds where nothing is written; 必須 where something must be."""
    if field.required:
        return "必須"
    value = field.load_default
    value = value() if callable(value) else value
    value = value.value if isinstance(value, Figure) else value
    if isinstance(value, Enum):
        return f"`{value.value}`"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return "―" if value in (None, missing) or not value else str(value)


def _is_list(field: fields.Field[Any]) -> bool:
    return isinstance(field, fields.List)


def _whole(field: Any) -> str:
    return f"数（{field.minimum:,}以上）" if field.minimum else "数"


def _listed(field: Any) -> str:
    return f"{how_to_write(field.inner)}の一覧"


def _one_word(field: Any) -> str:
    if field.enum is Day:
        return "[日の名前](courses.md#いつの日で数えるか)"
    names = WORDS[field.enum]
    return "、".join(f"`{one.value}`（{names[one]}）" for one in field.enum)


def _always(text: str) -> Callable[[Any], str]:
    return lambda _: text


WAYS: Mapping[type[Any], Callable[[Any], str]] = {
    Date: _always("日"),
    Name: _always("名札"),
    OneWord: _one_word,
    Number: _always("数（小数や分数も）"),
    Rate: _always("割合"),
    Text: _always("文字"),
    Whole: _whole,
    Words: _always("ことばの一覧"),
    Yen: _always("金額（円）"),
    YesNo: _always("はい・いいえ"),
    fields.List: _listed,
    fields.Nested: _always("項目"),
}
