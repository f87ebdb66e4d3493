"""What an officer plans beside opening and closing: own deadlines, gates, named days."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import City, a_city
from koubo.calendar import JST
from koubo.problems import Problems
from koubo.schemes.actions.calls import change_call, plan_call, plan_of
from koubo.schemes.call_schemas import read_call_plan
from koubo.schemes.deadline_queries import course_deadlines, titles_beside
from koubo.schemes.deadlines import CourseDeadlines
from koubo.schemes.eligibility.case import Day, Gate
from koubo.schemes.models import Call
from koubo.schemes.plans import CallPlan, plan_problems, plan_warnings
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from schemes.calling import CLOSES, NOW, OPENS, a_plan, planned, stored, version
from schemes.test_call_schemas import typed
from tracks import EITHER, PLAIN, offer_tracks, scheme_with_tracks

SCHEME = scheme_with_tracks()
EARLY = datetime(2026, 11, 27, 17, 15, tzinfo=JST)
CONSULTED = datetime(2026, 11, 13, 17, 15, tzinfo=JST)
GRANT_DAY = date(2027, 4, 1)


def a_full_plan(**changes: Any) -> CallPlan:
    values: dict[str, Any] = {
        "course_ids": (PLAIN, EITHER),
        "closes": (CourseDeadlines(EITHER, None, EARLY),),
        "days": {Day.GRANT_APPLICATION: GRANT_DAY},
        "gates": {Gate.CONSULTATION: CONSULTED},
    }
    return a_plan(**{**values, **changes})


def found(plan: CallPlan) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in plan_problems(plan, SCHEME)]


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return offer_tracks(a_city(database, FileStore(tmp_path / "files")))


def test_a_plan_with_all_its_moments_is_in_order() -> None:
    plan = a_full_plan()

    assert (found(plan), list(plan_warnings(plan))) == ([], [])


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"days": {}}, ("day_missing", "days.grant_application")),
        ({"gates": {}}, ("gate_missing", "gates.consultation.on")),
        (
            {"gates": {Gate.CONSULTATION: CLOSES + timedelta(1)}},
            ("gate_after_close", "gates.consultation.on"),
        ),
        (
            {"closes": (CourseDeadlines(PLAIN, OPENS),)},
            ("outside_the_call", "closes.collab_prep.on"),
        ),
        (
            {"closes": (CourseDeadlines(EITHER, None, CLOSES + timedelta(1)),)},
            ("outside_the_call", "theme_closes.city_theme.on"),
        ),
        (
            {"closes": (CourseDeadlines(PLAIN, None, EARLY),)},
            ("no_theme_track", "theme_closes.collab_prep.on"),
        ),
        (
            {"course_ids": (PLAIN,)},
            ("course_not_opened", "theme_closes.city_theme.on"),
        ),
        (
            {"closes": (CourseDeadlines(PLAIN, EARLY), CourseDeadlines(EITHER, EARLY))},
            ("closes_after_all", "closes_on"),
        ),
    ],
)
def test_what_is_wrong_with_a_moment_stands_at_its_field(
    changes: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert found(a_full_plan(**changes)) == [problem]


def test_a_deadline_may_be_the_calls_own() -> None:
    assert found(a_full_plan(closes=(CourseDeadlines(PLAIN, CLOSES),))) == []


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        (
            {"closes": (CourseDeadlines(PLAIN, datetime(2026, 11, 29, tzinfo=JST)),)},
            ("closes_on_weekend", "closes_on"),
        ),
        ({"gates": {Gate.CONSULTATION: OPENS}}, ("gate_before_opening", "gates.consultation.on")),
        (
            {"days": {Day.GRANT_APPLICATION: date(2026, 12, 8)}},
            ("day_before_close", "days.grant_application"),
        ),
    ],
)
def test_a_moment_that_may_be_a_slip_is_pointed_out(
    changes: dict[str, Any], warning: tuple[str, str]
) -> None:
    warnings = [(one.code, one.field) for one in plan_warnings(a_full_plan(**changes))]

    assert warnings == [warning]


def moments_typed(**changes: Any) -> dict[str, Any]:
    own: dict[str, Any] = {
        "course_ids": [PLAIN, EITHER],
        "closes": {"collab_prep": {"on": {}, "time": ""}},
        "theme_closes": {"city_theme": {"on": "R8-11-27", "time": "17時15分"}},
        "gates": {"consultation": {"on": "2026-11-13", "time": "17:15"}},
        "days": {"grant_application": {"year": "R9", "month": "4", "day": "1"}},
    }
    return typed(**{**own, **changes})


def test_moments_are_read_as_officers_write_them() -> None:
    plan = read_call_plan(moments_typed(briefing="10月10日 19時から 市役所 3階"), SCHEME)

    assert plan == a_full_plan(title="市民企画提案事業")


def test_an_hour_without_a_day_and_a_day_without_an_hour_are_asked_about() -> None:
    half = {
        "closes": {"collab_prep": {"on": "2026-11-27", "time": " "}},
        "gates": {"consultation": {"on": {}, "time": "17:15"}},
        "days": {"grant_application": "4月1日"},
    }

    with pytest.raises(Problems) as raised:
        read_call_plan(moments_typed(title="", **half), SCHEME)

    assert [(one.field, one.message[:18]) for one in raised.value.problems] == [
        ("title", "「募集の名前」を入力してください。"[:18]),
        ("closes.collab_prep.time", "「協働準備コースの締切の時刻」を入力"),
        ("gates.consultation.on", "「事前相談の期限の日」を入力してくだ"),
        ("days.grant_application", "「交付申請書の提出日」を確認してくだ"),
    ]


def test_a_plan_is_kept_with_all_its_moments_and_found_again(city: City) -> None:
    plan = a_full_plan()
    call_id = planned(city, **vars_of(plan))

    with city.uow(NOW) as uow:
        call = uow.session.get_one(Call, call_id)
        kept = plan_of(call, course_deadlines(uow.session, [call_id])[call_id])
    assert kept == plan
    assert planned(city, **vars_of(plan)) == call_id


@pytest.mark.parametrize(
    "changes",
    [
        {"closes": ()},
        {"days": {Day.GRANT_APPLICATION: date(2027, 4, 2)}},
        {"gates": {Gate.CONSULTATION: EARLY}},
    ],
    ids=["deadline", "day", "gate"],
)
def test_a_plan_that_differs_in_one_moment_is_another_call(
    city: City, changes: dict[str, Any]
) -> None:
    first = planned(city, **vars_of(a_full_plan()))

    assert planned(city, **vars_of(a_full_plan(**changes))) != first


def test_a_changed_plan_forgets_the_moments_that_were_taken_out(city: City) -> None:
    call_id = planned(city, **vars_of(a_full_plan()))
    changed = a_full_plan(closes=(), days={Day.GRANT_APPLICATION: date(2027, 4, 2)})

    with city.uow(NOW, "officer") as uow:
        change_call(
            uow,
            city.catalog,
            city.actor("officer"),
            call_id,
            plan=changed,
            version=version(city, call_id),
        )

    with city.uow(NOW) as uow:
        call = uow.session.get_one(Call, call_id)
        assert plan_of(call, course_deadlines(uow.session, [call_id])[call_id]) == changed


def test_two_calls_of_one_year_are_told_apart_by_their_titles(city: City) -> None:
    """秋田市の地域づくり交付金と横浜市栄区は、年に何度も募集する."""
    first, again = (
        planned(city, **vars_of(a_full_plan(opens_at=OPENS + timedelta(more)))) for more in (0, 1)
    )
    second = planned(city, **vars_of(a_full_plan(title="第2回")))

    with city.uow(NOW) as uow:
        titles = titles_beside(uow.session, stored(city, first))
    assert len({first, again, second}) == 3
    assert sorted(titles) == sorted([a_plan().title, "第2回"])
    codes = [one.code for one in plan_warnings(a_full_plan(), titles)]
    assert codes == ["same_title"]
    assert list(plan_warnings(a_full_plan(title="第3回"), titles)) == []


def vars_of(plan: CallPlan) -> dict[str, Any]:
    return dict(vars(plan))


def test_a_call_of_a_scheme_that_asks_for_days_is_not_planned_without(city: City) -> None:
    with city.uow(NOW, "officer") as uow, pytest.raises(Problems) as raised:
        plan_call(uow, city.catalog, city.actor("officer"), plan=a_plan())

    assert [one.code for one in raised.value.problems] == ["day_missing", "gate_missing"]
