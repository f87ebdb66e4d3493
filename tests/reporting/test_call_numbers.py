"""A call in figures: each step counted, no two amounts merged, nothing of what is kept from one."""

from pathlib import Path

import pytest
from sqlalchemy import update

from award_builders import SETTLED, a_staffed_city, award, release
from builders import IN_TIME, City
from grant_builders import a_granted_award, accept, claim_and_pay, draft_settlement, report
from koubo.applications.actions.standing_aside import stand_aside
from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.people.models import Organisation
from koubo.people.rules import NotAllowed
from koubo.reporting.figures.call_days import CallDay, Happens, days_of
from koubo.reporting.figures.call_numbers import (
    CallNumbers,
    Counts,
    Sums,
    counts_together,
    numbers_by_year,
    numbers_of,
    sums_together,
)
from koubo.reporting.figures.parted_numbers import NO_THEME, Part, Parts, of_call, of_year, parts_of
from koubo.reporting.queries import statistics
from koubo.schemes.models import Call, Theme
from koubo.schemes.rules import ThemeState
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def numbers(city: City, call_id: int, who: str = "officer") -> CallNumbers:
    with city.uow(SETTLED, who) as uow:
        return numbers_of(uow.session, city.actor(who, SETTLED), call_id)


def another(city: City, call_id: int) -> int:
    """Add an application that was not selected to a call that is decided."""
    with city.uow(SETTLED) as uow, uow.writing() as write:
        row = Application(
            call_id=call_id, course_id="kurashiki.collab_prep", created_at=IN_TIME,
            organisation_id=city.ids["other_organisation"], state=ApplicationState.NOT_SELECTED,
            project_name="里山の会", requested=103_000, receipt_number="X-1", received_at=IN_TIME,
        )  # fmt: skip
        write.session.add(row)
        write.session.flush()
        return row.id


def parts(city: City, call_id: int) -> Parts:
    with city.uow(SETTLED, "officer") as uow:
        schemes = {"kurashiki": city.catalog.schemes["kurashiki"]}
        actor = city.actor("officer", SETTLED)
        by_call = parts_of(uow.session, actor, of_call(call_id), schemes)
        assert by_call == parts_of(uow.session, actor, of_year(2026), schemes)
        return by_call


def days(city: City, call_id: int) -> list[CallDay]:
    with city.uow(SETTLED, "officer") as uow:
        call = uow.session.get_one(Call, call_id)
        stages = city.catalog.of(call.release).stages
        return days_of(uow.session, city.actor("officer", SETTLED), call, stages)


def test_every_step_and_every_amount_of_a_call_is_what_the_records_say(city: City) -> None:
    call_id, award_id = a_granted_award(city)
    claim_and_pay(city, award_id, 80_000)
    accept(city, report(city, award_id, cost=20_000, requested=15_000))
    before = numbers(city, call_id)
    assert before.counts == Counts(1, 1, 1, 0, 1, 1, 0)
    assert before.sums == Sums(103_000, 103_000, 103_000, 80_000, 0, 0)

    release(city, draft_settlement(city, award_id), now=SETTLED)
    other = another(city, call_id)
    after = numbers(city, call_id)

    assert after.counts == Counts(2, 2, 2, 0, 1, 1, 1)
    assert after.sums == Sums(206_000, 103_000, 103_000, 80_000, 0, 16_000)
    assert (after.budget, after.is_voted, after.is_part) == (2_000_000, True, False)
    assert [one.happens for one in days(city, call_id)] == [
        Happens.RECEIVING, Happens.CONCLUSION, Happens.CONCLUSION,
        Happens.RESULTS, Happens.GRANTS, Happens.SETTLEMENTS,
    ]  # fmt: skip
    assert days(city, call_id)[-1] == CallDay(Happens.SETTLEMENTS, SETTLED.date(), SETTLED.date())

    _stand_aside(city, other)
    without = numbers(city, call_id)
    assert without.counts == Counts(1, 1, 1, 0, 1, 1, 1)
    assert (without.sums.requested, without.is_part) == (103_000, True)


def _stand_aside(city: City, application_id: int) -> None:
    with city.uow(SETTLED, "officer") as uow:
        number = uow.session.get_one(Application, application_id).receipt_number
        typed = {"extent": "application", "named": number, "reason": "家族が役員のため"}
        stand_aside(uow, city.actor("officer", SETTLED), typed=typed)


def test_the_parts_of_a_call_add_up_to_its_applications(city: City) -> None:
    call_id, award_id = a_granted_award(city)
    another(city, call_id)
    with city.uow(SETTLED) as uow, uow.writing() as write:
        away = city.ids["other_organisation"]
        write.session.execute(
            update(Organisation).where(Organisation.id == away).values(address="岡山市北区大供1")
        )
        theme = Theme(
            department_id=city.ids["department"], fiscal_year=2026, call_id=call_id,
            title="里山を歩く", issue="-", wish="-", city_part="-", state=ThemeState.PUBLISHED,
        )  # fmt: skip
        write.session.add(theme)
        write.session.flush()
        themed = write.session.get_one(Application, award(city, award_id).application_id)
        themed.theme_id = theme.id

    found = parts(city, call_id)

    assert found.districts == (Part("市外", 1, 0), Part("西中新田", 1, 1))
    assert [(one.filed, one.selected) for one in found.themes] == [(1, 1), (1, 0)]
    assert found.themes[1].name == NO_THEME
    for way in (found.courses, found.themes, found.districts):
        assert sum(one.filed for one in way) == numbers(city, call_id).counts.filed
        assert sum(one.selected for one in way) == numbers(city, call_id).counts.selected


def test_years_are_added_up_of_their_calls_and_for_officers_alone(city: City) -> None:
    call_id, _ = a_granted_award(city)

    with city.uow(SETTLED, "officer") as uow:
        [found] = numbers_by_year(uow.session, city.actor("officer", SETTLED))
        with pytest.raises(NotAllowed):
            numbers_by_year(uow.session, city.actor("applicant", SETTLED))

    assert found == numbers(city, call_id)
    assert counts_together([found, found]) == Counts(2, 2, 2, 0, 2, 2, 0)
    assert sums_together([found, found]).awarded == 2 * found.sums.awarded


@pytest.mark.parametrize(("state", "granted"), [("granted", 103_000), ("withdrawn", 0)])
def test_no_table_of_a_year_counts_a_grant_that_was_taken_back(
    city: City, state: str, granted: int
) -> None:
    """数字で見る shows both on one page: what was withdrawn counts as never granted, in each."""
    call_id, award_id = a_granted_award(city)
    with city.uow(SETTLED) as uow, uow.writing() as write:
        write.session.get_one(Award, award_id).state = AwardState(state)

    with city.uow(SETTLED, "officer") as uow:
        officer = city.actor("officer", SETTLED)
        [table] = statistics(uow.session, city.catalog, officer, 2026)

    assert table.columns[3] == "交付決定額（円）"
    assert [row[3] for row in table.rows] == [granted, granted]
    assert numbers(city, call_id).sums.awarded == granted
