"""A call, a deadline and a vote are read as officers write them."""

from datetime import date, datetime
from typing import Any

import pytest

from koubo.calendar import JST
from koubo.plugins import load
from koubo.problems import Problems
from koubo.schemes.call_schemas import read_call_plan, read_deadline
from koubo.schemes.deadlines import Target, TargetKind
from koubo.schemes.plans import last_day, plan_warnings
from schemes.calling import (
    CLOSES,
    OPENS,
    a_plan,
)

SCHEME = load().catalog.installed("kurashiki")


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "scheme_id": "kurashiki",
        "title": "市民企画提案事業",
        "intake_year": "2026",
        "fiscal_year": "2027",
        "opens_on": {"year": "R8", "month": "10", "day": "1"},
        "opens_time": "9:00",
        "closes_on": {"year": "令和8", "month": "12", "day": "8"},
        "closes_time": "１７時",
        "budget": "３，０００，０００円",
        "course_ids": ["kurashiki.collab_prep"],
        "briefing": "",
        "csrf_token": "…",
        **changes,
    }


def test_a_call_is_read_as_officers_write_it() -> None:
    plan = read_call_plan(typed(), SCHEME)

    assert (plan.opens_at, plan.closes_at, plan.budget) == (OPENS, CLOSES, 3_000_000)


@pytest.mark.parametrize("hour", ["24:00", "２４：００", "24時", "24時00分", "24:00:00"])
def test_midnight_is_the_end_of_the_day(hour: str) -> None:
    plan = read_call_plan(typed(closes_time=hour), SCHEME)

    assert plan.closes_at == datetime(2026, 12, 9, 0, 0, tzinfo=JST)
    assert last_day(plan.closes_at) == date(2026, 12, 8)


def test_a_date_without_an_hour_is_asked_about() -> None:
    with pytest.raises(Problems) as raised:
        read_call_plan(typed(closes_time=" ", opens_time=""), SCHEME)

    assert [(one.field, one.message[:10]) for one in raised.value.problems] == [
        ("opens_time", "「受付開始の時刻」を"),
        ("closes_time", "「締切の時刻」を入力"),
    ]


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_form() -> None:
    with pytest.raises(Problems) as raised:
        read_call_plan({}, SCHEME)

    assert [one.field for one in raised.value.problems] == [
        "scheme_id",
        "title",
        "intake_year",
        "fiscal_year",
        "opens_on",
        "opens_time",
        "closes_on",
        "closes_time",
        "budget",
    ]


def test_a_deadline_is_read_with_its_reason() -> None:
    raw = {"closes_on": "2026-12-15", "closes_time": "24:00", "reason": " 大雨のため "}
    course = Target(TargetKind.COURSE, "kurashiki.collab_prep")

    read = [read_deadline({**raw, "target": one}) for one in ("all", course.key)]

    moved = (datetime(2026, 12, 16, tzinfo=JST), "大雨のため")
    assert read == [(Target(), *moved), (course, *moved)]


@pytest.mark.parametrize("target", ["", "everybody"])
def test_a_deadline_of_nobody_in_particular_is_asked_about(target: str) -> None:
    raw = {"closes_on": "2026-12-15", "closes_time": "24:00", "reason": "大雨", "target": target}

    with pytest.raises(Problems) as raised:
        read_deadline(raw)

    assert [one.field for one in raised.value.problems] == ["target"]


@pytest.mark.parametrize(
    ("closes_at", "code"),
    [
        (datetime(2026, 12, 13, 0, 0, tzinfo=JST), "closes_on_weekend"),
        (datetime(2026, 12, 12, 0, 0, tzinfo=JST), ""),
        (datetime(2026, 12, 31, 17, 0, tzinfo=JST), "closes_in_holidays"),
    ],
    ids=["saturday 24:00", "friday 24:00", "year's end"],
)
def test_a_closing_day_on_which_the_office_is_closed_is_pointed_out(
    closes_at: datetime, code: str
) -> None:
    found = [one.code for one in plan_warnings(a_plan(closes_at=closes_at))]

    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"intake_year": 2027}, "opens_in_other_year"),
        ({"fiscal_year": 2028}, "fiscal_year_far"),
        ({"closes_at": datetime(2027, 4, 2, 17, 0, tzinfo=JST)}, "closes_in_fiscal_year"),
    ],
)
def test_years_that_may_be_a_slip_are_pointed_out(changes: dict[str, Any], code: str) -> None:
    assert [one.code for one in plan_warnings(a_plan(**changes))] == [code]


def test_a_scheme_without_money_is_not_asked_for_a_budget() -> None:
    registration = load().catalog.installed("yokohama_yumefund")
    wanted = typed(scheme_id=registration.id, course_ids=["yokohama_yumefund.registration"])
    del wanted["budget"]

    assert read_call_plan(wanted, registration).budget == 0
