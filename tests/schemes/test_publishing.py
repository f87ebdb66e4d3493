"""A call is opened on a proven scheme, extended, cancelled, and its budget voted."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from builders import City, a_city
from koubo.problems import Problems
from koubo.schemes.actions.calls import (
    record_vote,
)
from koubo.schemes.actions.publishing import cancel_call
from koubo.schemes.models import Theme
from koubo.schemes.plans import Proven
from koubo.schemes.queries import call_page, public_calls
from koubo.schemes.rules import CallState, ThemeState
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of
from koubo.storage.outbox import pending_events
from schemes.calling import (
    CLOSES,
    GOOD,
    NOW,
    OPENS,
    a_theme,
    codes,
    planned,
    publish,
    published,
    stored,
    take,
    version,
)


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


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
    first, second = planned(city), planned(city, title="第2回の募集")
    theme_id = a_theme(city)
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


def test_a_cancelled_call_gives_its_themes_back_or_lets_them_go(city: City) -> None:
    course = ("kurashiki.city_theme",)
    planned_id = planned(city, course_ids=course)
    published_id = planned(city, course_ids=course, title="第2回の募集")
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


def test_a_plan_sent_twice_is_one_call(city: City) -> None:
    assert planned(city) == planned(city)
