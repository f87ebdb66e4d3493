"""Every figure of a scheme, with where it was read and what the city has yet to confirm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from koubo.money import format_rate, format_yen
from koubo.schemes.amount import UNIT_NAMES, Funding
from koubo.schemes.eligibility.conditions import Condition
from koubo.schemes.figures import Figure
from koubo.schemes.letters import LetterTemplate
from koubo.schemes.questions import Question
from koubo.schemes.review_words import Aggregate, Allocation, SelectionRule
from koubo.schemes.rules import Course, Scheme

NAMES: Mapping[str, str] = {
    "rate": "補助率",
    "cap": "上限額",
    "unit": "端数の単位",
    "minimum": "下限額",
    "members.at_least": "構成員の人数（以上）",
    "activity_months.at_least": "活動の月数（以上）",
    "first_time.scheme": "初めての申込みに限る制度",
    "years.at_most": "補助を受けられる年数（まで）",
    "years.running_year": "実施中の年度を年数に数える",
    "prerequisite.years": "先に必要な年数（以上）",
    "prerequisite.running_year": "実施中の年度を実績に数える",
    "base_in_city.city": "活動拠点の市",
    "staff_check.title": "職員が確かめること",
    "law": "根拠の要綱",
    "report_due_days": "実績報告の期限（年度末からの日数）",
    "advance_share": "概算払の割合",
    "aggregate": "採点の集計の方法",
    "allocation": "予算の割り当て方",
    "pass_share": "合格の基準（満点に対する割合）",
    "form_number": "様式番号",
    "statement": "誓約の文",
}
WORDS: Mapping[StrEnum, str] = {
    Aggregate.SUM_OF_ITEM_MEANS: "項目ごとの平均点の合計",
    Aggregate.SUM_OF_POINTS: "全委員の点の合計",
    Allocation.WHILE_MONEY_LASTS: "順位の順に、予算があるかぎり",
    Allocation.CUT_LINE: "予算を超えた順位から打ち切り",
}
YEN = frozenset({"cap", "minimum"})


@dataclass(frozen=True)
class ListedFigure:
    """A figure as the page of schemes lists it."""

    where: str
    """The course, form or letter that it belongs to; empty for the scheme as a whole."""
    name: str
    text: str
    source: str
    to_confirm: str


def figures_of(scheme: Scheme) -> list[ListedFigure]:
    """Give all figures of a scheme in the order of its file."""
    return list(_walk(scheme, where="", key=""))


def grouped_figures(scheme: Scheme) -> dict[str, list[ListedFigure]]:
    """Give all figures by what they belong to, in the order of the file."""
    groups: dict[str, list[ListedFigure]] = {}
    for one in figures_of(scheme):
        groups.setdefault(one.where, []).append(one)
    return groups


def to_confirm_of(scheme: Scheme) -> list[ListedFigure]:
    """Give the figures that the city has not confirmed yet."""
    return [one for one in figures_of(scheme) if one.to_confirm]


def _walk(value: Any, *, where: str, key: str) -> Iterator[ListedFigure]:
    if isinstance(value, Figure):
        name = NAMES.get(key) or NAMES.get(key.rpartition(".")[2], key)
        yield ListedFigure(where, name, _text(key, value.value), value.source, value.to_confirm)
    elif is_dataclass(value) and not isinstance(value, type):
        where = _where(value, where)
        yield from _note(value, where)
        for field in fields(value):
            prefix = f"{value.word}." if isinstance(value, Condition) else ""
            yield from _walk(getattr(value, field.name), where=where, key=prefix + field.name)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _walk(inner, where=where, key=key)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _walk(inner, where=where, key=key)


def _where(value: Any, where: str) -> str:
    if isinstance(value, Course | LetterTemplate):
        return value.title
    if isinstance(value, Question):
        return f"{where} {value.label}".strip()
    if isinstance(value, SelectionRule):
        return "審査と選定"
    return where


def _note(value: Any, where: str) -> Iterator[ListedFigure]:
    """Give the marks that stand on a whole part rather than on one figure."""
    if isinstance(value, SelectionRule):
        notes = (("足切りのきまり", value.vetoes_note), ("同点のときの順", value.tie_breakers_note))
        for name, note in notes:
            if note:
                yield ListedFigure(where, name, "", "", note)
    elif not isinstance(value, Funding) and (note := getattr(value, "to_confirm", "")):
        allowed = "、".join(getattr(value, "allowed", ()))
        yield ListedFigure(where, "対象経費の費目", allowed, "", note)


def _text(key: str, value: Any) -> str:
    name = key.rpartition(".")[2]
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, Fraction):
        return format_rate(value) if value else "なし"
    if isinstance(value, StrEnum):
        return WORDS.get(value, value.value)
    if name == "unit":
        return f"{UNIT_NAMES.get(value, format_yen(value))}未満"
    if name in YEN:
        return format_yen(value)
    return str(value)
