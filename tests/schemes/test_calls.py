"""A call is planned, changed, opened, extended and cancelled by officers, and by nobody else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from builders import IN_TIME, City, a_city
from koubo.calendar import JST
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.schemes.actions.calls import (
    change_call,
    plan_call,
    record_vote,
    take_themes,
)
from koubo.schemes.actions.publishing import cancel_call, extend_deadline, publish_call
from koubo.schemes.actions.themes import coordinate_theme, offer_theme
from koubo.schemes.call_schemas import read_call_plan, read_deadline
from koubo.schemes.models import Call, Theme
from koubo.schemes.plans import CallPlan, Proven, ThemeText, last_day, plan_warnings
from koubo.schemes.queries import call_page, calls_for, public_calls
from koubo.schemes.rules import CallState, ThemeState
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of
from koubo.storage.outbox import pending_events

NOW = datetime(2026, 9, 1, 10, 0, tzinfo=JST)
OPENS = datetime(2026, 10, 1, 9, 0, tzinfo=JST)
CLOSES = datetime(2026, 12, 8, 17, 0, tzinfo=JST)
GOOD = Proven("0.1.0", "0.1.0", {"run": 3, "passed": 3, "skipped": 0, "failed": []})


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def a_plan(**changes: Any) -> CallPlan:
    values: dict[str, Any] = {
        "scheme_id": "kurashiki",
        "title": "令和9年度事業 市民企画提案事業",
        "intake_year": 2026,
        "fiscal_year": 2027,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "budget": 3_000_000,
        "course_ids": ("kurashiki.new_challenge", "kurashiki.collab_prep"),
        "briefing": "10月10日 19時から 市役所 3階",
    }
    return CallPlan(**{**values, **changes})


def planned(city: City, **changes: Any) -> int:
    with city.uow(NOW, "officer") as uow:
        return plan_call(uow, city.catalog, city.actor("officer"), plan=a_plan(**changes))


def publish(city: City, call_id: int, proven: Proven = GOOD, **options: Any) -> None:
    with city.uow(options.pop("now", NOW), "officer") as uow:
        publish_call(
            uow,
            city.catalog,
            city.actor("officer"),
            call_id,
            proven=proven,
            version=options.pop("version", None) or version(city, call_id),
            **options,
        )


def published(city: City, **changes: Any) -> int:
    call_id = planned(city, **changes)
    publish(city, call_id)
    return call_id


def version(city: City, call_id: int) -> int:
    return stored(city, call_id).version


def stored(city: City, call_id: int) -> Call:
    with city.uow(NOW) as uow:
        return uow.session.get_one(Call, call_id)


def a_theme(city: City, *, fiscal_year: int = 2027, coordinated: bool = True) -> int:
    text = ThemeText(fiscal_year, "水辺の環境学習", "川に親しむ機会が減った", "調べたい", "会場")
    with city.uow(NOW, "department_person") as uow:
        theme_id = offer_theme(
            uow,
            city.actor("department_person"),
            department_id=city.ids["department"],
            theme=text,
        )
    if coordinated:
        with city.uow(NOW, "officer") as uow:
            coordinate_theme(uow, city.actor("officer"), theme_id, version=1)
    return theme_id


def take(city: City, call_id: int, *theme_ids: int) -> None:
    with city.uow(NOW, "officer") as uow:
        take_themes(
            uow,
            city.actor("officer"),
            call_id,
            theme_ids=theme_ids,
            version=version(city, call_id),
        )


def codes(raised: pytest.ExceptionInfo[Problems]) -> list[str]:
    return [one.code for one in raised.value.problems]


def test_a_planned_call_is_seen_by_officers_only(city: City) -> None:
    call_id = planned(city)

    with city.uow(NOW) as uow:
        assert [one.id for one in calls_for(uow.session, city.actor("officer"))] == [call_id]
        assert calls_for(uow.session, city.actor("applicant")) == []
        with pytest.raises(NotFound):
            call_page(uow.session, call_id)


@pytest.mark.parametrize("person", ["applicant", "department_person", "releaser"])
def test_only_an_officer_plans_a_call(city: City, person: str) -> None:
    with city.uow(NOW, person) as uow, pytest.raises(NotAllowed):
        plan_call(uow, city.catalog, city.actor(person), plan=a_plan())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"closes_at": OPENS}, "closes_before_opening"),
        ({"course_ids": ()}, "no_course"),
        ({"course_ids": ("kurashiki.nothing",)}, "unknown_course"),
        ({"fiscal_year": 2025}, "year_before_intake"),
    ],
)
def test_a_plan_that_cannot_be_is_not_saved(city: City, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Problems) as raised:
        planned(city, **changes)

    assert codes(raised) == [code]


def test_a_changed_call_keeps_what_was_last_said(city: City) -> None:
    call_id = planned(city)

    with city.uow(NOW, "officer") as uow:
        plan = a_plan(title="市民企画提案事業", course_ids=("kurashiki.collab_prep",))
        change_call(uow, city.catalog, city.actor("officer"), call_id, plan=plan, version=1)

    publish(city, call_id)
    with city.uow(NOW) as uow:
        page = call_page(uow.session, call_id)
    assert (page.facts.title, page.course_ids) == ("市民企画提案事業", ("kurashiki.collab_prep",))


def test_a_change_from_an_old_page_is_refused(city: City) -> None:
    call_id = planned(city)
    change = a_plan(title="別の名前")
    with city.uow(NOW, "officer") as uow:
        change_call(uow, city.catalog, city.actor("officer"), call_id, plan=change, version=1)

    with city.uow(NOW, "officer2") as uow, pytest.raises(Stale):
        change_call(uow, city.catalog, city.actor("officer2"), call_id, plan=change, version=1)


def test_a_published_call_is_not_changed(city: City) -> None:
    call_id = published(city)

    with city.uow(NOW, "officer") as uow, pytest.raises(Refused):
        change_call(
            uow,
            city.catalog,
            city.actor("officer"),
            call_id,
            plan=a_plan(),
            version=version(city, call_id),
        )


def test_a_published_call_is_pinned_to_the_proven_scheme(city: City) -> None:
    call_id = published(city)

    call = stored(city, call_id)
    assert call.state is CallState.PUBLISHED
    assert call.published_at == NOW
    assert call.release.text == city.catalog.installed("kurashiki").text
    assert (call.release.core_version, call.release.proof) == ("0.1.0", GOOD.proof)
    with city.uow(NOW) as uow:
        assert [row.verb for row in history_of(uow.session, call)] == ["plan_call", "publish_call"]


def test_calls_of_the_same_content_share_a_release(city: City) -> None:
    first, second = published(city), published(city)

    assert stored(city, first).release_id == stored(city, second).release_id


@pytest.mark.parametrize("override", ["", "この例は古い"])
def test_a_wrong_sum_keeps_a_call_from_opening(city: City, override: str) -> None:
    call_id = planned(city)
    failed = {"id": "K-1", "title": "上限ちょうど", "wrong_sum": True, "difference": ["…"]}

    with pytest.raises(Problems) as raised:
        publish(city, call_id, Proven("1", "1", {"failed": [failed]}), override=override)

    assert codes(raised) == ["wrong_sum"]
    assert stored(city, call_id).state is CallState.PLANNED


def test_a_failed_rule_case_is_overridden_with_a_reason_only(city: City) -> None:
    call_id = planned(city)
    failed = {"id": "K-2", "title": "年数", "wrong_sum": False, "difference": ["…"]}
    proven = Proven("1", "1", {"failed": [failed]})

    with pytest.raises(Problems) as raised:
        publish(city, call_id, proven)
    publish(city, call_id, proven, override="要綱の改正で年数の数え方が変わった")

    assert codes(raised) == ["failed_case"]
    assert stored(city, call_id).state is CallState.PUBLISHED


def test_a_call_whose_deadline_is_over_is_not_opened(city: City) -> None:
    call_id = planned(city)

    with pytest.raises(Problems) as raised:
        publish(city, call_id, now=CLOSES)

    assert codes(raised) == ["closed_already"]


def test_a_theme_bound_course_needs_a_theme(city: City) -> None:
    call_id = planned(city, course_ids=("kurashiki.city_theme",))

    with pytest.raises(Problems) as raised:
        publish(city, call_id)

    assert codes(raised) == ["theme_missing"]


def test_themes_of_a_call_become_public_with_it(city: City) -> None:
    call_id = planned(city, course_ids=("kurashiki.city_theme",))
    theme_id = a_theme(city)
    take(city, call_id, theme_id)

    publish(city, call_id)

    with city.uow(NOW) as uow:
        page = call_page(uow.session, call_id)
        events = [one.kind for one in pending_events(uow.session, now=NOW)]
    assert [(one.id, one.department, one.state) for one in page.themes] == [
        (theme_id, "環境政策課", ThemeState.PUBLISHED)
    ]
    assert events == ["theme_offered", "theme_coordinated", "call_published"]


@pytest.mark.parametrize(
    "theme", [{"fiscal_year": 2028}, {"coordinated": False}], ids=["other year", "not coordinated"]
)
def test_a_theme_that_does_not_fit_is_not_taken(city: City, theme: dict[str, Any]) -> None:
    call_id, theme_id = planned(city), a_theme(city, **theme)

    with pytest.raises(Problems):
        take(city, call_id, theme_id)


def test_a_theme_of_another_call_is_not_taken(city: City) -> None:
    first, second, theme_id = planned(city), planned(city), a_theme(city)
    take(city, first, theme_id)

    with pytest.raises(Problems):
        take(city, second, theme_id)
    take(city, first)
    take(city, second, theme_id)

    with city.uow(NOW) as uow:
        assert uow.session.get_one(Theme, theme_id).call_id == second


def test_a_call_is_public_as_open_coming_and_closed(city: City) -> None:
    call_id = published(city)

    seen = {}
    for moment in (NOW, OPENS, CLOSES - timedelta(microseconds=1), CLOSES):
        with city.uow(moment) as uow:
            calls = public_calls(uow.session, moment)
            seen[moment] = [
                name
                for name in ("coming", "open", "closed")
                if [one.id for one in getattr(calls, name)] == [call_id]
            ]

    assert list(seen.values()) == [["coming"], ["open"], ["open"], ["closed"]]


def test_an_extension_tells_everybody_and_stands_on_the_public_page(city: City) -> None:
    call_id = published(city)
    later = CLOSES + timedelta(days=7)

    with city.uow(CLOSES, "officer") as uow:
        extend_deadline(
            uow,
            city.actor("officer"),
            call_id,
            closes_at=later,
            reason="大雨で窓口を閉めたため",
            version=version(city, call_id),
            tell=[city.ids["applicant"], city.ids["applicant"]],
        )

    with city.uow(CLOSES) as uow:
        page = call_page(uow.session, call_id)
        event = pending_events(uow.session, now=CLOSES)[-1]
    assert page.facts.closes_at == later
    assert [(one.closes_before, one.closes_after, one.reason) for one in page.notices] == [
        (CLOSES, later, "大雨で窓口を閉めたため")
    ]
    assert (event.kind, event.recipients) == ("deadline_extended", [city.ids["applicant"]])


def test_a_deadline_is_never_moved_forward(city: City) -> None:
    call_id = published(city)

    with city.uow(NOW, "officer") as uow, pytest.raises(Problems) as raised:
        extend_deadline(uow, city.actor("officer"), call_id, closes_at=CLOSES, reason="", version=2)

    assert codes(raised) == ["not_later", "reason"]


def test_a_cancelled_call_gives_its_themes_back_or_lets_them_go(city: City) -> None:
    course = ("kurashiki.city_theme",)
    planned_id, published_id = planned(city, course_ids=course), planned(city, course_ids=course)
    first, second = a_theme(city), a_theme(city)
    take(city, planned_id, first)
    take(city, published_id, second)
    publish(city, published_id)

    for call_id in (planned_id, published_id):
        with city.uow(NOW, "officer") as uow:
            cancel_call(
                uow,
                city.actor("officer"),
                call_id,
                reason="予算が議決されなかったため",
                version=version(city, call_id),
            )

    with city.uow(NOW) as uow:
        rows = {one.id: one for one in uow.session.scalars(select(Theme))}
        closed = [one.id for one in public_calls(uow.session, NOW).closed]
        notice = call_page(uow.session, published_id).notices[0]
    assert (rows[first].state, rows[first].call_id) == (ThemeState.COORDINATED, None)
    assert rows[second].state is ThemeState.NOT_TAKEN
    assert closed == [published_id]
    assert (notice.is_extension, notice.reason) == (False, "予算が議決されなかったため")


def test_the_vote_is_recorded_with_its_sum(city: City) -> None:
    call_id = published(city)

    with city.uow(NOW, "officer") as uow:
        record_vote(
            uow,
            city.actor("officer"),
            call_id,
            voted_on=date(2026, 8, 31),
            budget=2_500_000,
            version=2,
        )
    with city.uow(NOW, "officer") as uow, pytest.raises(Problems) as raised:
        record_vote(
            uow,
            city.actor("officer"),
            call_id,
            voted_on=date(2026, 9, 2),
            budget=1,
            version=3,
            bound=2,
        )

    call = stored(city, call_id)
    assert (call.voted_on, call.budget) == (date(2026, 8, 31), 2_500_000)
    assert codes(raised) == ["vote_ahead", "budget_below_bound"]


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
    plan = read_call_plan(typed())

    assert (plan.opens_at, plan.closes_at, plan.budget) == (OPENS, CLOSES, 3_000_000)


@pytest.mark.parametrize("hour", ["24:00", "２４：００", "24時", "24時00分", "24:00:00"])
def test_midnight_is_the_end_of_the_day(hour: str) -> None:
    plan = read_call_plan(typed(closes_time=hour))

    assert plan.closes_at == datetime(2026, 12, 9, 0, 0, tzinfo=JST)
    assert last_day(plan.closes_at) == date(2026, 12, 8)


def test_a_date_without_an_hour_is_asked_about() -> None:
    with pytest.raises(Problems) as raised:
        read_call_plan(typed(closes_time=" ", opens_time=""))

    assert [(one.field, one.message[:10]) for one in raised.value.problems] == [
        ("opens_time", "「受付開始の時刻」を"),
        ("closes_time", "「締切の時刻」を入力"),
    ]


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_form() -> None:
    with pytest.raises(Problems) as raised:
        read_call_plan({})

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

    assert read_deadline(raw) == (datetime(2026, 12, 16, tzinfo=JST), "大雨のため")


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


def test_the_public_lists_say_little_to_the_database(city: City) -> None:
    for _ in range(3):
        published(city)
    spoken: dict[str, int] = {}
    asked: dict[str, Callable[[Any], Any]] = {
        "list": lambda session: public_calls(session, IN_TIME),
        "page": lambda session: call_page(session, 1),
    }
    for name, ask in asked.items():
        with city.uow(NOW) as uow, city.database.statements() as said:
            ask(uow.session)
        spoken[name] = len(said)

    assert spoken == {"list": 3, "page": 4}
