"""The days of the sample city: in order and in the past, whatever day it is."""

import itertools
from dataclasses import fields
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.calendar import JST, day_in_japan, fiscal_year_end, fiscal_year_start
from koubo_web.sample.timetable import CallTimes, Timetable, office_day

moments = st.datetimes(datetime(2026, 4, 1), datetime(2032, 3, 31)).map(
    lambda moment: moment.replace(tzinfo=JST)
)


def steps_of(call: CallTimes) -> list[date]:
    """Give what happens to a call after its closing, as far as it has happened."""
    days = [
        getattr(call, one.name)
        for one in fields(call)
        if one.name.endswith(("_on", "_start", "_end"))
    ]
    return [day for day in days if day is not None]


@given(moments)
def test_the_steps_of_a_call_are_some_days_apart(now: datetime) -> None:
    for call in Timetable(now).calls().values():
        days = [day_in_japan(call.opens_at), day_in_japan(call.closes_at), *steps_of(call)]
        assert all(later - day >= timedelta(days=2) for day, later in itertools.pairwise(days))


@given(moments)
def test_whatever_has_happened_was_before_today(now: datetime) -> None:
    times = Timetable(now)

    assert max(day for call in times.calls().values() for day in steps_of(call)) < times.today


@given(moments)
def test_a_share_of_the_year_is_in_the_year_and_past(now: datetime) -> None:
    times = Timetable(now)
    shares = [times.in_year(times.running_year, share / 100) for share in range(1, 96)]

    assert shares == sorted(shares)
    assert day_in_japan(shares[0]) >= fiscal_year_start(times.running_year)
    assert shares[-1] < now


@given(moments)
def test_a_project_lies_in_its_year(now: datetime) -> None:
    times = Timetable(now)
    for key, call in times.calls().items():
        begins, ends = times.period_of(key, call)
        assert (
            fiscal_year_start(call.fiscal_year)
            <= begins
            <= ends
            <= fiscal_year_end(call.fiscal_year)
        )


@given(moments)
def test_money_is_voted_before_it_is_applied_for(now: datetime) -> None:
    times = Timetable(now)

    assert times.ago(50) <= times.candidates_vote <= times.ago(10)
    assert times.candidates_year >= times.year


@pytest.mark.parametrize(
    ("day", "earliest", "expected"),
    [
        (date(2026, 11, 20), None, date(2026, 11, 20)),
        (date(2026, 11, 22), None, date(2026, 11, 20)),
        (date(2028, 4, 1), date(2028, 4, 1), date(2028, 4, 3)),
    ],
)
def test_work_is_done_on_weekdays(day: date, earliest: date | None, expected: date) -> None:
    assert office_day(day, earliest=earliest) == expected
