"""How far one award has come, as every desk shows it: one line from 採択 to 精算."""

from collections.abc import Mapping
from dataclasses import dataclass

from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.calendar import format_date

STEPS = ("採択", "交付申請", "交付決定", "実績報告", "額の確定", "精算")
NOW: Mapping[AwardState, int] = {
    AwardState.CANDIDATE: 2,
    AwardState.APPLIED: 3,
    AwardState.GRANTED: 4,
    AwardState.DISCONTINUED: 4,
    AwardState.REPORTED: 5,
    AwardState.SETTLED: 6,
    AwardState.CLOSED: 7,
}
"""The step that is taken now, from 1; an award that ended before stands nowhere on the line."""


@dataclass(frozen=True)
class Progress:
    """The steps with the days that are known, and which one is taken now."""

    names: tuple[tuple[str, str], ...]
    current: int


def award_progress(award: Award) -> Progress | None:
    """Give the line of an award; None for one that ended before its 精算."""
    current = NOW.get(award.state)
    if current is None:
        return None
    days = {"交付決定": award.granted_on}
    if award.state is AwardState.CANDIDATE:
        days["交付申請"] = award.apply_by
    told = {name: format_date(day) for name, day in days.items() if day is not None}
    if award.state is AwardState.CANDIDATE and award.apply_by is not None:
        told["交付申請"] += "まで"
    return Progress(tuple((name, told.get(name, "")) for name in STEPS), current)
