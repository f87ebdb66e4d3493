"""Last year's call as the plan of the next: dates, years and title moved by a year.

A date keeps its month and day: 募集要項 and councils name days of the year, and 52 weeks would
carry the 1st of April into the 年度 before. Where that day falls on a weekend or into 年末年始, and
the earlier one did not, the next open day is taken; an opening stays within its 年度.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from koubo.calendar import (
    ERAS,
    day_in_japan,
    fiscal_year,
    format_date,
    format_fiscal_year,
    start_of_day,
)
from koubo.money import half_width
from koubo.people.rules import Actor, SeatKind, require
from koubo.schemes.actions.calls import plan_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.deadline_queries import course_deadlines
from koubo.schemes.deadlines import CourseDeadlines
from koubo.schemes.eligibility.case import DAY_NAMES, GATE_NAMES
from koubo.schemes.offering import offered_scheme
from koubo.schemes.plans import CLOSED_DAYS, NEW_YEAR_HOLIDAY, SATURDAY, CallPlan, last_day
from koubo.schemes.policy import load_call
from koubo.schemes.rules import Scheme

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
YEAR_IN_TITLE = re.compile(
    rf"(?P<era>{'|'.join(one.name for one in ERAS)})(?P<count>[0-9０-９]{{1,2}}|元)年度"
    r"|(?P<year>[0-9０-９]{4})年度"
)


@dataclass(frozen=True)
class Cloned:
    """A plan made from an earlier call, and what an officer has to look at in it."""

    plan: CallPlan
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Moved:
    """A day of the year after, and why it is another than the same day."""

    day: date
    same: date
    because: str = ""


def clone_plan(session: Session, catalog: Catalog, actor: Actor, call_id: int) -> Cloned:
    """Give the plan of the next year's call, on the scheme as it is offered now; no themes.

    Nothing is saved: the officer sees it in the form first.

    :raises Refused: where the scheme is offered no longer
    """
    require(actor, SeatKind.OFFICER)
    call = load_call(session, actor, call_id)
    scheme = offered_scheme(session, catalog, call.scheme_id)
    before = plan_of(call, course_deadlines(session, [call_id]).get(call_id, ()))
    return next_plan(before, scheme)


def next_plan(before: CallPlan, scheme: Scheme) -> Cloned:
    """Give the plan a year after another, with what fell away or was moved."""
    kept = {one.id for one in scheme.open_courses}
    course_ids = tuple(one for one in before.course_ids if one in kept)
    days = set(scheme.asked_days())
    gates = set(scheme.asked_gates())
    opens, closes = _next_opening(before.opens_at)[0], _next_deadline(before.closes_at)[0]
    if closes <= opens:  # both fell on one weekend and were moved to the same day
        closes = opens + (before.closes_at - before.opens_at)
    plan = CallPlan(
        scheme_id=scheme.id,
        title=next_title(before.title, before),
        intake_year=before.intake_year + 1,
        fiscal_year=before.fiscal_year + 1,
        opens_at=opens,
        closes_at=closes,
        budget=before.budget,
        course_ids=course_ids,
        briefing=before.briefing,
        closes=tuple(_next_closes(one) for one in before.closes if one.course_id in kept),
        days={name: next_day(day).day for name, day in before.days.items() if name in days},
        gates={name: _next_deadline(at)[0] for name, at in before.gates.items() if name in gates},
    )
    return Cloned(plan, tuple(_notes(before, plan, scheme)))


def next_day(day: date) -> _Moved:
    """Give the same day of the next year, or the next open day where that one is closed."""
    same = date(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else _year_later(day)
    if not _closed(same) or _closed(day):
        return _Moved(same, same)
    found = same
    while _closed(found):
        found += timedelta(days=1)
    return _Moved(found, same, _closed(same))


def next_title(title: str, before: CallPlan) -> str:
    """Give a title with its 年度 moved on, written as they were: 令和8年度, 令和８年度, 2026年度."""
    years = {before.intake_year, before.fiscal_year}

    def moved(found: re.Match[str]) -> str:
        year = _year_of(found)
        if year not in years:
            return found[0]
        wide = any("０" <= one <= "９" for one in found[0])
        text = f"{year + 1}年度" if found["year"] else format_fiscal_year(year + 1)
        return text.translate(WIDE) if wide else text

    return YEAR_IN_TITLE.sub(moved, title)


def _year_of(found: re.Match[str]) -> int:
    if found["year"]:
        return int(half_width(found["year"]))
    first = next(one.first_day.year for one in ERAS if one.name == found["era"])
    count = 1 if found["count"] == "元" else int(half_width(found["count"]))
    return first + count - 1


def _year_later(day: date) -> date:
    return day.replace(year=day.year + 1)


def _closed(day: date) -> str:
    """Say why the city hall is closed on a day; empty where it is open."""
    if (day.month, day.day) in NEW_YEAR_HOLIDAY:
        return "年末年始"
    return CLOSED_DAYS[day.weekday() - SATURDAY] if day.weekday() >= SATURDAY else ""


def _next_opening(at: datetime) -> tuple[datetime, _Moved]:
    day = day_in_japan(at)
    moved = next_day(day)
    if fiscal_year(moved.day) != fiscal_year(day) + 1:
        moved = _Moved(moved.same, moved.same)  # the 31st of March stays in its 年度
    return start_of_day(moved.day) + (at - start_of_day(day)), moved


def _next_deadline(at: datetime) -> tuple[datetime, _Moved]:
    """Move a deadline by the last day on which people may hand in; midnight belongs to it."""
    day = last_day(at)
    moved = next_day(day)
    return start_of_day(moved.day) + (at - start_of_day(day)), moved


def _next_closes(own: CourseDeadlines) -> CourseDeadlines:
    closes, theme = own.closes_at, own.theme_closes_at
    return CourseDeadlines(
        own.course_id,
        _next_deadline(closes)[0] if closes else None,
        _next_deadline(theme)[0] if theme else None,
    )


def _notes(before: CallPlan, plan: CallPlan, scheme: Scheme) -> Iterator[str]:
    if plan.title == before.title:
        yield "募集の名前に年度が見つかりません。前の募集と同じ名前のままです。"
    yield from _moved_notes(before)
    if gone := [one for one in before.course_ids if one not in plan.course_ids]:
        titles = {one.id: one.title for one in scheme.courses}
        told = "、".join(f"「{titles.get(one, one)}」" for one in gone)
        yield f"{told}は、今の制度では募集できないため外しました。"
    opened = {*before.course_ids}
    if added := [one.title for one in scheme.open_courses if one.id not in opened]:
        told = "、".join(f"「{one}」" for one in added)
        yield f"前の募集になかったコースがあります（{told}）。募集するときは選んでください。"
    if before.briefing:
        yield "「説明会・事前相談」は前の募集の文のままです。日付と場所を直してください。"
    yield "予算額は前の募集と同じです。テーマは引き継いでいません。"


def _moved_notes(before: CallPlan) -> Iterator[str]:
    yield from _told("受付の開始", _next_opening(before.opens_at)[1])
    yield from _told("締切", _next_deadline(before.closes_at)[1])
    for own in before.closes:
        for at in (own.closes_at, own.theme_closes_at):
            if at is not None:
                yield from _told("コースの締切", _next_deadline(at)[1])
    for gate, at in before.gates.items():
        yield from _told(f"{GATE_NAMES[gate]}の期限", _next_deadline(at)[1])
    for name, day in before.days.items():
        yield from _told(DAY_NAMES[name], next_day(day))


def _told(name: str, moved: _Moved) -> Iterator[str]:
    if moved.because:
        yield (
            f"{name}は、同じ日（{format_date(moved.same)}）が{moved.because}にあたるため、"
            f"{format_date(moved.day)}にしました。"
        )
