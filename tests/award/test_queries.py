"""Lists take the same statements however long they are."""

import pytest
from sqlalchemy import select

from award_builders import (
    APPLIED,
    DECIDED,
    a_staffed_city,
    accepted_of,
    awards_of,
    draft_selection,
    recommend,
    release,
    vote,
)
from builders import City, a_call
from grant_builders import (
    accept,
    accept_for_grant,
    apply_for,
    claim_and_pay,
    draft_grant,
    report,
)
from koubo.award.decisions.queries.decisions import decision_page, decision_rows
from koubo.award.decisions.queries.ready import calls_to_grant, calls_to_select, ready_to_grant
from koubo.award.grants.queries.call_money import call_money
from koubo.award.grants.terms import grant_terms
from koubo.award.models import Decision
from koubo.award.notices.letters import letters_of
from koubo.award.notices.queries.notices import own_notices
from koubo.award.queries import award_rows, open_claims
from koubo.reporting.queries import calls_to_settle, ready_to_settle, reports_to_check, statistics
from koubo.reporting.settling.actions.settlements import settlements_now
from koubo.reporting.settling.queries import open_repayments
from koubo.storage.database import Database
from koubo.storage.files import FileStore


@pytest.fixture
def city(database: Database, tmp_path) -> City:
    return a_staffed_city(database, FileStore(tmp_path / "files"))


def counted(city: City, ask) -> tuple[int, int]:
    """Give how many rows and statements a question takes, in a session of its own."""
    with city.uow(APPLIED) as uow:
        uow.session.connection()
        with city.database.statements() as said:
            rows = len(ask(uow.session))
    return rows, len(said)


def names_of(groups: int) -> list[str]:
    return [f"group{number}" for number in range(groups)]


def a_decided_call(city: City, groups: int) -> int:
    call_id = a_call(city)
    applications = [
        accepted_of(city, call_id, name, cost=130_000, requested=100_000)
        for name in names_of(groups)
    ]
    recommend(city, call_id, dict.fromkeys(applications, 100_000))
    release(city, draft_selection(city, call_id), now=DECIDED)
    vote(city, call_id, 2_000_000)
    for name, award_id in zip(names_of(groups), awards_of(city, call_id), strict=True):
        filed = apply_for(city, award_id, applicant=name, cost=130_000, requested=100_000)
        accept_for_grant(city, filed)
    return call_id


@pytest.mark.parametrize("groups", [1, 4])
def test_lists_of_decisions_and_awards(city: City, groups: int) -> None:
    call_id = a_decided_call(city, groups)
    officer, catalog = city.actor("officer"), city.catalog

    assert counted(city, lambda session: calls_to_select(session, catalog, DECIDED)) == (0, 1)
    assert counted(city, lambda session: calls_to_grant(session, officer)) == (1, 1)
    assert counted(city, lambda session: decision_rows(session, officer)) == (1, 1)
    assert counted(city, lambda session: decision_page(session, officer, 1).lines) == (groups, 4)
    assert counted(city, lambda session: award_rows(session, officer).rows) == (groups, 1)
    assert counted(city, lambda session: call_money(session, officer)) == (1, 1)
    assert counted(city, lambda session: open_claims(session, officer)) == (0, 1)
    applicant = city.actor("group0")
    assert counted(city, lambda session: own_notices(session, applicant)) == (1, 1)

    def terms(session):
        return grant_terms(session, catalog, ready_to_grant(session, officer, call_id))

    def letters(session):
        decision = session.scalars(select(Decision)).one()
        return letters_of(session, catalog, decision, draft=True)

    assert counted(city, terms) == (groups, 5)
    assert counted(city, letters) == (groups, 6)


@pytest.mark.parametrize("groups", [1, 3])
def test_lists_of_reports_and_settlements(city: City, groups: int) -> None:
    call_id = a_decided_call(city, groups)
    awards = awards_of(city, call_id)
    release(city, draft_grant(city, *awards), now=DECIDED.replace(month=4, day=10))
    for name, award_id in zip(names_of(groups), awards, strict=True):
        claim_and_pay(city, award_id, 50_000, applicant=name)
        options = {"cost": 120_000, "requested": 100_000, "applicant": name}
        accept(city, report(city, award_id, **options))
    officer, catalog = city.actor("officer"), city.catalog

    assert counted(city, lambda session: reports_to_check(session, officer)) == (groups, 1)
    assert counted(city, lambda session: calls_to_settle(session, officer)) == (1, 1)
    assert counted(city, lambda session: open_repayments(session, officer)) == (0, 1)
    assert counted(city, lambda session: statistics(session, city.catalog, officer, 2026)) == (
        1,
        1,
    )

    def settlements(session):
        return settlements_now(session, catalog, ready_to_settle(session, officer, call_id))

    assert counted(city, settlements) == (groups, 4)
