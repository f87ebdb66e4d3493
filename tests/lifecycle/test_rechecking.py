"""Versions change: what running calls recorded is computed again, and a difference is decided."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from builders import (
    AFTER,
    IN_TIME,
    City,
    a_call,
    a_city,
    a_draft,
    a_filed_application,
    accept_it,
    an_accepted_application,
    file_it,
)
from koubo.api import Answer, Finding, Line, Worked, Working, hookimpl
from koubo.applications.models import Application, RecordedWorking
from koubo.applications.rules import ApplicationState
from koubo.lifecycle.queries import RecheckPage, open_rechecks, rechecks_of
from koubo.lifecycle.rechecking import decide_recheck, recheck_calls
from koubo.people.models import Bar
from koubo.people.rules import BarCause, NotAllowed
from koubo.plugins import load
from koubo.problems import NotFound, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call, PastAwardRow
from koubo.schemes.rules import CallState
from koubo.storage.files import FileStore
from review.rounds import a_round

TOLD = Working((Line("新しい版の決まり"),))


class Generous:
    """A plugin of another version: a flat sum for everybody, and one rule more."""

    @hookimpl
    def koubo_award_amount(self) -> Worked[int]:
        return Worked(77_000, TOLD)

    @hookimpl
    def koubo_eligibility_findings(self) -> list[Finding]:
        return [Finding("extra", "新しい要件", Answer.MET, TOLD)]


@pytest.fixture
def city(database: Any, tmp_path: Any) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def with_versions(city: City, core: str, plugin: str, *, changed: bool = False) -> City:
    """Give the city as it is after a restart with other versions."""
    house = load(more={"generous": Generous()} if changed else {})
    catalog = Catalog(
        house.hooks,
        house.catalog.schemes,
        vocabulary=house.catalog.vocabulary,
        core_version=core,
        plugin_versions={"kurashiki": plugin},
    )
    return City(city.database, type(house)(catalog, house.installed), city.files, city.ids)


def recheck(city: City) -> list[int]:
    return [one.id for one in recheck_calls(city.database, city.catalog, now=AFTER)]


def found(city: City, call_id: int, person: str = "officer") -> list[RecheckPage]:
    with city.uow(AFTER) as uow:
        return rechecks_of(uow.session, city.catalog, city.actor(person), call_id)


def decide(city: City, recheck_id: int, reason: str = "新しい版が正しい", **options: Any) -> None:
    person = options.pop("person", "officer")
    with city.uow(AFTER, person) as uow:
        decide_recheck(uow, city.catalog, city.actor(person), recheck_id, reason=reason, version=1)


def workings(city: City, application_id: int) -> list[tuple[int, str, int, str]]:
    with city.uow(AFTER) as uow:
        rows = uow.session.scalars(
            select(RecordedWorking)
            .where(RecordedWorking.application_id == application_id)
            .order_by(RecordedWorking.number)
        )
        return [(one.number, one.cause, one.amount, one.core_version) for one in rows]


def state_of(city: City, application_id: int) -> ApplicationState:
    with city.uow(AFTER) as uow:
        return uow.session.get_one(Application, application_id).state


def test_nothing_is_said_where_versions_are_the_same(city: City) -> None:
    same = with_versions(city, "0", "0")
    an_accepted_application(same, a_call(city))

    with city.database.statements() as said:
        assert recheck(same) == []

    assert len(said) == 3


def test_a_call_that_comes_out_the_same_goes_on(city: City) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)
    waiting = a_filed_application(
        city, call_id, applicant="stranger", organisation="other_organisation"
    )

    (made,) = recheck(city)

    (page,) = found(city, call_id)
    assert (page.id, page.differences, page.is_open) == (made, (), False)
    assert recheck(city) == []
    accept_it(city, waiting)
    assert state_of(city, waiting) is ApplicationState.ACCEPTED


def test_a_difference_blocks_new_steps_until_an_officer_decides(city: City) -> None:
    call_id = a_call(city)
    done = an_accepted_application(city, call_id)
    waiting = a_filed_application(
        city, call_id, applicant="stranger", organisation="other_organisation"
    )
    changed = with_versions(city, "2", "2", changed=True)

    (made,) = recheck(changed)

    (page,) = found(changed, call_id)
    (different,) = page.differences
    assert different.application_id == done
    assert [(one.title, one.before, one.after) for one in different.changes] == [
        ("計算した額", "103,000円", "77,000円"),
        ("新しい要件", "（項目なし）", "満たす"),
    ]
    with pytest.raises(Refused) as refused:
        accept_it(changed, waiting)
    assert "版が変わり" in refused.value.message
    assert state_of(city, waiting) is ApplicationState.FILED
    decide(changed, made)
    accept_it(changed, waiting)
    assert workings(city, done) == [
        (1, "accepted", 103_000, city.catalog.versions_of("kurashiki").core),
        (2, "rechecked", 77_000, "2"),
    ]


def test_what_was_decided_is_what_the_next_version_is_compared_with(city: City) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)
    (made,) = recheck(changed := with_versions(city, "2", "2", changed=True))
    decide(changed, made)

    recheck(with_versions(city, "3", "2", changed=True))

    newest, _ = found(changed, call_id)
    assert newest.differences == ()


def test_an_applicant_whose_time_runs_is_not_blocked(city: City) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)
    changed = with_versions(city, "2", "2", changed=True)
    recheck(changed)

    filing_id = a_draft(changed, call_id, applicant="stranger", organisation="other_organisation")

    assert file_it(changed, filing_id, applicant="stranger", now=IN_TIME) != ""


def test_the_call_goes_on_when_its_own_versions_are_back(city: City) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)
    waiting = a_filed_application(
        city, call_id, applicant="stranger", organisation="other_organisation"
    )
    changed, back = with_versions(city, "2", "2", changed=True), with_versions(city, "0", "0")
    recheck(changed)

    assert recheck(back) == []

    assert [one.is_open for one in found(back, call_id)] == [False]
    accept_it(back, waiting)
    assert recheck(changed) == []
    with city.uow(AFTER) as uow:
        assert len(open_rechecks(uow.session, changed.catalog, city.actor("officer"))) == 1


def test_a_plugin_that_is_gone_is_a_difference(city: City) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)
    house = load(found=[])
    gone = City(city.database, house, city.files, city.ids)

    recheck(gone)

    (page,) = found(gone, call_id)
    assert [one.about for one in page.differences] == ["制度の計算"]
    assert page.is_open


def test_what_changed_besides_the_versions_is_no_difference(city: City) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add_all(
            PastAwardRow(
                organisation_id=city.ids["organisation"],
                course_id="kurashiki.collab_prep",
                fiscal_year=year,
            )
            for year in (2024, 2025)
        )
        write.session.get_one(Call, call_id).closes_at = AFTER

    recheck(city)

    assert [one.differences for one in found(city, call_id)] == [()]


def test_the_selection_is_computed_again_from_the_sheets(city: City) -> None:
    held = a_round(city)
    held.begin()
    held.mark_all(points=(4, 3))
    held.conclude()

    recheck(with_versions(city, "2", "2", changed=True))
    recheck(city)

    changed, same = found(city, held.call_id)[::-1]
    assert same.differences == ()
    assert {one.application_id for one in changed.differences} == set(held.applications)


@pytest.mark.parametrize("state", [CallState.FINISHED, CallState.CANCELLED])
def test_a_call_that_is_over_is_left_alone(city: City, state: CallState) -> None:
    call_id = a_call(city)
    an_accepted_application(city, call_id)
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.get_one(Call, call_id).state = state

    assert recheck(with_versions(city, "2", "2", changed=True)) == []


def refused(ask: Callable[[], None]) -> type[Exception] | None:
    try:
        ask()
    except (NotAllowed, NotFound, Problems, Refused) as error:
        return type(error)
    return None


def test_who_decides_says_why_once_and_for_these_versions(city: City) -> None:
    an_accepted_application(city, a_call(city))
    changed = with_versions(city, "2", "2", changed=True)
    (made,) = recheck(changed)

    assert refused(lambda: decide(changed, made, person="releaser")) is NotAllowed
    assert refused(lambda: decide(changed, made, reason=" ")) is Problems
    assert refused(lambda: decide(changed, 4711)) is NotFound
    assert refused(lambda: decide(city, made)) is Refused
    assert refused(lambda: decide(changed, made)) is None
    assert refused(lambda: decide(changed, made)) is Refused


def test_who_is_kept_out_of_an_application_does_not_read_of_it(city: City) -> None:
    call_id = a_call(city)
    application_id = an_accepted_application(city, call_id)
    changed = with_versions(city, "2", "2", changed=True)
    recheck(changed)
    with city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            Bar(
                person_id=city.ids["officer2"],
                application_id=application_id,
                cause=BarCause.RECUSED,
                set_at=AFTER,
            )
        )

    (page,) = found(changed, call_id, "officer2")

    assert (page.differences, page.unseen) == ((), 1)
