"""Last year's call as next year's plan: dates, years and title move, and what fell away is said."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import AFTER, City, a_city
from koubo.calendar import JST, day_in_japan, fiscal_year
from koubo.people.rules import NotAllowed
from koubo.plugins import load
from koubo.problems import Refused
from koubo.schemes.cloning import clone_plan, next_day, next_plan, next_title
from koubo.schemes.deadlines import CourseDeadlines
from koubo.schemes.plans import NEW_YEAR_HOLIDAY, last_day, plan_problems
from koubo.schemes.release_models import DeskRelease
from koubo.storage.files import FileStore
from releasing import without_cases
from schemes.calling import a_plan, planned, take

SCHEME = load().catalog.installed("kurashiki")
DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def at(year: int, month: int, day: int, hour: int = 17) -> datetime:
    return datetime(year, month, day, 0, 0, tzinfo=JST) + timedelta(hours=hour)


def test_dates_and_years_move_by_a_year_and_the_rest_stays() -> None:
    before = a_plan()

    found = next_plan(before, SCHEME)

    assert (found.plan.intake_year, found.plan.fiscal_year) == (2027, 2028)
    assert (found.plan.opens_at, found.plan.closes_at) == (at(2027, 10, 1, 9), at(2027, 12, 8))
    assert found.plan.title == "令和10年度事業 市民企画提案事業"
    assert found.plan.course_ids == before.course_ids
    assert (found.plan.budget, found.plan.briefing) == (before.budget, before.briefing)
    assert list(plan_problems(found.plan, SCHEME)) == []


@pytest.mark.parametrize(
    ("closes_at", "expected"),
    [
        (at(2026, 12, 8), at(2027, 12, 8)),  # Wednesday
        (at(2026, 10, 9), at(2027, 10, 11)),  # a Saturday gives way to Monday
        (at(2026, 12, 28), at(2027, 12, 28)),
        (at(2025, 12, 28), at(2026, 12, 28)),  # a Sunday before, so the day is meant
        (at(2026, 10, 9, 24), at(2027, 10, 11, 24)),  # midnight belongs to the day that ends
    ],
)
def test_a_deadline_stays_on_its_day_or_moves_to_the_next_open_one(
    closes_at: datetime, expected: datetime
) -> None:
    assert next_plan(a_plan(closes_at=closes_at), SCHEME).plan.closes_at == expected


def test_what_was_moved_is_said() -> None:
    found = next_plan(a_plan(closes_at=at(2026, 10, 9)), SCHEME)

    assert found.notes[0] == (
        "締切は、同じ日（令和9年10月9日）が土曜日にあたるため、令和9年10月11日にしました。"
    )


@given(DAYS)
def test_an_open_day_becomes_an_open_day_close_by(day: date) -> None:
    moved = next_day(day)

    was_open = day.weekday() < 5 and (day.month, day.day) not in NEW_YEAR_HOLIDAY
    is_open = moved.day.weekday() < 5 and (moved.day.month, moved.day.day) not in NEW_YEAR_HOLIDAY
    assert is_open or not was_open
    assert timedelta(0) <= moved.day - moved.same < timedelta(days=10)
    assert moved.same.year == day.year + 1
    assert bool(moved.because) == (moved.day != moved.same)


@given(DAYS, st.integers(1, 300))
def test_a_plan_stays_in_order_and_its_opening_in_its_year(day: date, length: int) -> None:
    opens = datetime.combine(day, time(9), JST)
    before = a_plan(opens_at=opens, closes_at=opens + timedelta(days=length))

    plan = next_plan(before, SCHEME).plan

    assert plan.closes_at > plan.opens_at
    assert fiscal_year(day_in_japan(plan.opens_at)) == fiscal_year(day) + 1


def test_deadlines_of_courses_move_with_the_call() -> None:
    own = CourseDeadlines("kurashiki.collab_prep", at(2026, 11, 30), None)

    plan = next_plan(a_plan(closes=(own,)), SCHEME).plan

    assert [last_day(one.closes_at) for one in plan.closes if one.closes_at] == [date(2027, 11, 30)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("令和9年度事業", "令和10年度事業"),
        ("令和９年度 市民企画", "令和１０年度 市民企画"),
        ("2027年度（令和8年度募集）", "2028年度（令和9年度募集）"),
        ("令和5年度からの事業 令和9年度", "令和5年度からの事業 令和10年度"),
        ("市民企画提案事業", "市民企画提案事業"),
    ],
)
def test_only_the_calls_own_years_move_in_its_title(title: str, expected: str) -> None:
    assert next_title(title, a_plan()) == expected


def test_the_first_year_of_an_era_is_written_as_such() -> None:
    before = a_plan(intake_year=2017, fiscal_year=2018)

    assert next_title("平成30年度", before) == "令和元年度"
    assert next_title("令和元年度", a_plan(intake_year=2018, fiscal_year=2019)) == "令和2年度"


def test_a_title_without_a_year_is_said_to_be_the_same() -> None:
    notes = next_plan(a_plan(title="市民企画提案事業"), SCHEME).notes

    assert notes[0] == "募集の名前に年度が見つかりません。前の募集と同じ名前のままです。"


def test_courses_that_ended_fall_away_and_new_ones_are_named() -> None:
    ended = replace(SCHEME, courses=SCHEME.courses[1:])

    found = next_plan(a_plan(), ended)

    assert found.plan.course_ids == ("kurashiki.collab_prep",)
    assert "「kurashiki.new_challenge」は、今の制度では募集できないため外しました。" in found.notes
    assert any("市民提案コース" in one for one in found.notes)


def test_a_stored_call_is_cloned_without_themes_and_saves_nothing(city: City) -> None:
    call_id = planned(city)
    take(city, call_id)

    with city.uow(AFTER) as uow, city.database.statements() as said:
        found = clone_plan(uow.session, city.catalog, city.actor("officer"), call_id)

    assert found.plan.title == "令和10年度事業 市民企画提案事業"
    assert "テーマは引き継いでいません" in found.notes[-1]
    assert all(one.lstrip().upper().startswith("SELECT") for one in said)


def test_the_clone_stands_on_the_scheme_that_is_offered_now(city: City) -> None:
    call_id = planned(city)
    without_cases(city, ("new_challenge", "new_start"))

    with city.uow(AFTER) as uow:
        found = clone_plan(uow.session, city.catalog, city.actor("officer"), call_id)
        numbers = [one.number for one in uow.session.query(DeskRelease)]

    assert (found.plan.course_ids, numbers) == (("kurashiki.collab_prep",), [1])


def test_a_call_whose_scheme_is_gone_cannot_be_cloned(city: City) -> None:
    call_id = planned(city)
    gone = load(found=[]).catalog

    with city.uow(AFTER) as uow, pytest.raises(Refused):
        clone_plan(uow.session, gone, city.actor("officer"), call_id)
    with city.uow(AFTER) as uow, pytest.raises(NotAllowed):
        clone_plan(uow.session, city.catalog, city.actor("releaser"), call_id)
