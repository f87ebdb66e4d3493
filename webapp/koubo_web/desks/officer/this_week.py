"""What is due within seven days, for the officer's home: the city's own days and the organisations'."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for

from koubo.calendar import day_in_japan, format_date
from koubo.lifecycle.office import WEEK, OfficeWait
from koubo.review.queries.stage import stage_of
from koubo.schemes.rules import CallState
from koubo_web.desks.officer.office import Office
from koubo_web.desks.todo import URGENT_DAYS

WEEKDAYS = "月火水木金土日"
TODAY = ("今日", "red")
Shown = tuple[str, str, str, str, str, str]
"""Day, how long there is, what, which call, where, tone: as the macro ``days`` takes it."""


@dataclass(frozen=True)
class Due:
    """What is due on a day (JST)."""

    on: date
    title: str
    note: str
    url: str


def week_of(office: Office) -> list[Shown]:
    """Give what is due in the week that begins today, the nearest day first."""
    titles = {one.id: one.title for one in office.calls}
    found = [*_of_calls(office), *_of_waiting(office, titles)]
    return [_shown(one, office.today) for one in sorted(found, key=lambda one: one.on)]


def _shown(due: Due, today: date) -> Shown:
    days = (due.on - today).days
    left, tone = (
        TODAY if not days else (f"あと{days}日", "yellow" if days < URGENT_DAYS else "neutral")
    )
    day = f"{format_date(due.on)}（{WEEKDAYS[due.on.weekday()]}）"
    return day, left, due.title, due.note, due.url, tone


def _of_calls(office: Office) -> Iterator[Due]:
    """Give the openings and the ends of calls."""
    for call in office.calls:
        url = url_for("officer.call", call_id=call.id)
        moments: list[tuple[datetime, str]] = []
        if call.state is CallState.PLANNED:
            moments = [(call.opens_at, "受付開始（公開がまだです）")]
        elif call.state is CallState.PUBLISHED:
            ends = [(one, "応募の締切") for one in call.deadlines.distinct()]
            moments = [(call.opens_at, "受付開始"), *ends]
        for moment, title in moments:
            # A deadline at midnight ends the day before it.
            day = day_in_japan(moment - timedelta(microseconds=1))
            if moment > office.now and day <= office.today + WEEK:
                yield Due(day, title, call.title, url)


def _of_waiting(office: Office, titles: dict[int, str]) -> Iterator[Due]:
    """Give what departments and organisations owe, and the presentation days."""
    for wait, word, endpoint in (
        (OfficeWait.CORRECTION_DUE, "補正の期限", "officer.applications"),
        (OfficeWait.OPINION_DUE, "担当課の意見の期限", "officer.opinions"),
        (OfficeWait.APPLICATION_DUE, "交付申請の期限", "officer.call"),
    ):
        counted: dict[tuple[date, int], int] = {}
        for one in office.waiting.of(wait):
            if one.on is not None and one.on >= office.today:
                key = (one.on, one.number)
                counted[key] = counted.get(key, 0) + one.count
        for (on, call_id), count in counted.items():
            url = url_for(endpoint, call_id=call_id)
            yield Due(on, f"{word}：{count}件", titles.get(call_id, ""), url)
    for one in office.waiting.of(OfficeWait.PRESENTATION):
        if one.on is not None:
            url = url_for("officer.presentations", call_id=one.number, stage_id=one.note)
            title = stage_of(office.scheme(one.number), one.note).title
            yield Due(one.on, f"発表の日：{title}", titles.get(one.number, ""), url)
    for one in office.waiting.of(OfficeWait.REPAYMENT):
        if one.on is not None and office.today <= one.on <= office.today + WEEK:
            url = url_for("officer.award_claims", _anchor="repayments-heading")
            yield Due(one.on, f"返還の期限：{one.count}件", "", url)
