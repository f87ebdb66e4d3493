"""What judges a simulation that comes in from an address: every field may be left empty."""

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from koubo.money import half_width, parse_rate, parse_yen
from koubo.problems import Problem, Problems
from koubo.review.simulation import PassMark, Variation
from koubo.schemes.review_words import (
    Aggregate,
    Allocation,
    Recusal,
    SelectionRule,
    Stage,
    TieBreak,
    TieBreaker,
)

E = TypeVar("E", bound=StrEnum)
NO_MARK = ("なし", "0")
POINTS = "点"
POINTS_TYPED = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
WRONG_MARK = (
    "「基準点」は「60%」（満点に対する割合）か「12点」のように入力してください。"
    "基準点を設けないときは「なし」と入力します。"
)


def tie_breakers_of(stage: Stage, rule: SelectionRule) -> tuple[TieBreaker, ...]:
    """Give the links that may be tried first: those of the scheme, then all others."""
    others = (
        *(TieBreaker(TieBreak.CRITERION, one.id) for one in stage.criteria),
        *(TieBreaker(one) for one in TieBreak if one is not TieBreak.CRITERION),
    )
    return tuple(dict.fromkeys((*rule.tie_breakers.value, *others)))


def tie_breaker_key(one: TieBreaker) -> str:
    """Name a link in a form: criterion-priority."""
    return f"{one.by.value}-{one.criterion}" if one.criterion else one.by.value


def read_variation(stage: Stage, rule: SelectionRule, raw: Mapping[str, str]) -> Variation:
    """Give what is tried.

    :raises Problems: with everything that cannot be read, by field
    """
    problems: list[Problem] = []
    links = {tie_breaker_key(one): one for one in tie_breakers_of(stage, rule)}
    variation = Variation(
        aggregate=_choice(Aggregate, raw.get("aggregate", "")),
        recusal=_choice(Recusal, raw.get("recusal", "")),
        allocation=_choice(Allocation, raw.get("allocation", "")),
        first_tie_breaker=links.get(raw.get("tie_breaker", "")),
    )
    try:
        if (typed := raw.get("budget", "")).strip():
            variation = replace(variation, budget=parse_yen(typed))
    except ValueError as wrong:
        problems.append(Problem("budget", str(wrong), "budget"))
    try:
        if (typed := raw.get("pass_mark", "")).strip():
            variation = replace(variation, pass_mark=_pass_mark(half_width(typed)))
    except ValueError:
        problems.append(Problem("pass_mark", WRONG_MARK, "pass_mark"))
    if problems:
        raise Problems(problems)
    return variation


def _choice(kind: type[E], typed: str) -> E | None:
    """Give what was chosen; whatever is none of the choices leaves the rule as it is."""
    return next((one for one in kind if one.value == typed), None)


def _pass_mark(typed: str) -> PassMark:
    if typed in NO_MARK:
        return PassMark()
    if typed.endswith(POINTS):
        number = typed.removesuffix(POINTS).strip()
        if POINTS_TYPED.fullmatch(number) is None:
            raise ValueError(WRONG_MARK)
        return PassMark(points=Fraction(number))
    return PassMark(share=parse_rate(typed))
