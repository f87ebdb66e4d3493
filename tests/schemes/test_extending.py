"""More time is given to everybody, or for one step only; always later, with a published reason."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from builders import City, a_city
from koubo.people.rules import NotAllowed
from koubo.problems import Problems, Refused, Stale
from koubo.schemes.actions.extending import extend_deadline
from koubo.schemes.actions.publishing import cancel_call
from koubo.schemes.deadline_queries import deadlines_of
from koubo.schemes.deadlines import CourseDeadlines, Deadlines, Target, TargetKind, Track
from koubo.schemes.eligibility.case import Gate
from koubo.schemes.models import Call
from koubo.schemes.queries import call_page
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.history import history_of
from koubo.storage.outbox import pending_events
from schemes.calling import CLOSES, NOW, a_theme, codes, planned, publish, published, take, version
from schemes.test_moments import CONSULTED, EARLY, a_full_plan, vars_of
from tracks import EITHER, PLAIN, offer_tracks

WEEK = timedelta(days=7)
REASON = "大雨で窓口を閉めたため"
PLAIN_COURSE = Target(TargetKind.COURSE, PLAIN)
THEME_TRACK = Target(TargetKind.THEME, EITHER)
CONSULTATION = Target(TargetKind.GATE, "consultation")


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def a_call_of_tracks(city: City) -> int:
    """Publish a call whose theme track closes before the rest."""
    offer_tracks(city)
    call_id = planned(city, **vars_of(a_full_plan()))
    take(city, call_id, a_theme(city))
    publish(city, call_id)
    return call_id


def extend(city: City, call_id: int, closes_at: datetime, **changes: Any) -> None:
    now = changes.pop("now", NOW)
    values = {"reason": REASON, "version": changes.pop("version", None) or version(city, call_id)}
    with city.uow(now, "officer") as uow:
        extend_deadline(
            uow,
            city.catalog,
            city.actor(changes.pop("person", "officer")),
            call_id,
            closes_at=closes_at,
            **{**values, **changes},
        )


def kept(city: City, call_id: int) -> Deadlines:
    with city.uow(NOW) as uow:
        return deadlines_of(uow.session, uow.session.get_one(Call, call_id))


def test_an_extension_tells_everybody_and_stands_on_the_public_page(city: City) -> None:
    call_id, later = published(city), CLOSES + WEEK

    extend(city, call_id, later, now=CLOSES, tell=[city.ids["applicant"], city.ids["applicant"]])

    with city.uow(CLOSES) as uow:
        page = call_page(uow.session, call_id)
        event = pending_events(uow.session, now=CLOSES)[-1]
    assert page.facts.closes_at == later
    assert [
        (one.closes_before, one.closes_after, one.reason, one.name) for one in page.notices
    ] == [(CLOSES, later, REASON, "")]
    assert (event.kind, event.recipients) == (
        "deadline_extended",
        {"applicant": [city.ids["applicant"]]},
    )


def test_a_deadline_is_never_moved_forward(city: City) -> None:
    call_id = published(city)

    with pytest.raises(Problems) as raised:
        extend(city, call_id, CLOSES, reason=" ")

    assert codes(raised) == ["not_later", "reason"]


def test_a_new_deadline_is_still_ahead(city: City) -> None:
    call_id = published(city)

    with pytest.raises(Problems) as raised:
        extend(city, call_id, CLOSES + timedelta(1), now=CLOSES + WEEK)

    assert codes(raised) == ["past"]


def test_one_course_gets_more_time_and_the_others_close_as_before(city: City) -> None:
    call_id, later = a_call_of_tracks(city), CLOSES + WEEK

    extend(city, call_id, later, target=PLAIN_COURSE, tell=[city.ids["applicant"]])

    after = kept(city, call_id)
    assert after == Deadlines(
        later,
        (CourseDeadlines(PLAIN, later), CourseDeadlines(EITHER, CLOSES, EARLY)),
        {Gate.CONSULTATION: CONSULTED},
    )
    with city.uow(NOW) as uow:
        notice = call_page(uow.session, call_id).notices[0]
        event = pending_events(uow.session, now=NOW)[-1]
    assert (notice.name, notice.closes_before, notice.closes_after) == (
        "協働準備コース",
        CLOSES,
        later,
    )
    assert (event.kind, event.recipients) == (
        "step_extended",
        {"applicant": [city.ids["applicant"]]},
    )
    assert event.event().facts["what"] == "協働準備コース"


def test_the_theme_track_alone_gets_more_time(city: City) -> None:
    call_id = a_call_of_tracks(city)

    extend(city, call_id, EARLY + WEEK, target=THEME_TRACK)

    after = kept(city, call_id)
    tracks = [Track(PLAIN, False), Track(EITHER, False), Track(EITHER, True)]
    assert [after.of(one) for one in tracks] == [CLOSES, CLOSES, EARLY + WEEK]


def test_the_end_of_the_consultation_moves_and_the_filing_does_not(city: City) -> None:
    """仙台市 2021年: 事前相談の期限だけを9月3日から10日に延ばし、提出の締切はそのままだった."""
    call_id = a_call_of_tracks(city)
    before = kept(city, call_id)

    extend(city, call_id, CONSULTED + WEEK, target=CONSULTATION)

    after = kept(city, call_id)
    assert after.gates == {Gate.CONSULTATION: CONSULTED + WEEK}
    assert (after.closes_at, after.courses) == (before.closes_at, before.courses)


def test_a_gate_does_not_close_after_the_call(city: City) -> None:
    call_id = a_call_of_tracks(city)

    with pytest.raises(Problems) as raised:
        extend(city, call_id, CLOSES + timedelta(1), target=CONSULTATION)

    assert codes(raised) == ["gate_after_close"]


def test_more_time_for_everybody_is_the_same_for_everybody(city: City) -> None:
    call_id, later = a_call_of_tracks(city), CLOSES + WEEK

    extend(city, call_id, later)

    assert kept(city, call_id).distinct() == (later,)


@pytest.mark.parametrize(
    "target",
    [
        Target(TargetKind.COURSE, "kurashiki.new_challenge"),
        Target(TargetKind.THEME, PLAIN),
        Target(TargetKind.GATE, "registration"),
    ],
    ids=["course not opened", "no theme track", "gate not asked"],
)
def test_what_the_call_does_not_have_is_not_extended(city: City, target: Target) -> None:
    call_id = a_call_of_tracks(city)

    with pytest.raises(Problems) as raised:
        extend(city, call_id, CLOSES + WEEK, target=target)

    assert codes(raised) == ["target"]


def test_an_extension_of_one_course_is_the_calls_next_version(city: City) -> None:
    call_id = a_call_of_tracks(city)
    seen = version(city, call_id)
    extend(city, call_id, EARLY + WEEK, target=THEME_TRACK, version=seen)

    with pytest.raises(Stale):
        extend(city, call_id, EARLY + WEEK + WEEK, target=THEME_TRACK, version=seen)

    assert kept(city, call_id).at(THEME_TRACK) == EARLY + WEEK


def test_every_extension_stands_in_the_history(city: City) -> None:
    call_id = a_call_of_tracks(city)
    extend(city, call_id, CONSULTED + WEEK, target=CONSULTATION)

    with city.uow(NOW) as uow:
        row = list(history_of(uow.session, uow.session.get_one(Call, call_id)))[-1]
    assert (row.verb, row.detail) == (
        "extend_deadline",
        {
            "target": "gate:consultation",
            "name": "事前相談",
            "before": CONSULTED.isoformat(),
            "after": (CONSULTED + WEEK).isoformat(),
            "reason": REASON,
        },
    )


def test_officers_alone_extend_and_only_what_is_published(city: City) -> None:
    call_id = a_call_of_tracks(city)
    with pytest.raises(NotAllowed):
        extend(city, call_id, CLOSES + WEEK, person="applicant")
    with city.uow(NOW, "officer") as uow:
        cancel_call(
            uow, city.actor("officer"), call_id, reason="中止", version=version(city, call_id)
        )

    with pytest.raises(Refused):
        extend(city, call_id, CLOSES + WEEK, target=PLAIN_COURSE)
