"""参加表明 before the proposal: its own document, deadline and snapshot, one number for both."""

from datetime import timedelta

import pytest

from akita_builders import (
    DECLARATIONS_END,
    DECLARED,
    DECLARING,
    PROPOSALS_END,
    PROPOSING,
    SCHEME,
    a_call_of,
    a_participation,
    declare,
    proposal_of,
    propose,
)
from applications.handing_in import count
from builders import City, version_of
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.extending import give_time_for_filing
from koubo.applications.actions.withdrawing import withdraw
from koubo.applications.findings import findings_of
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.policy import load_application, load_filing
from koubo.applications.queries.in_full import OnlyDeclared, application_in_full
from koubo.applications.queries.listing import Wanted, list_applications
from koubo.applications.queries.own import own_applications
from koubo.applications.queries.staff import counts_by_state
from koubo.applications.rules import ApplicationState, FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.problems import NotFound, Problems, Refused
from koubo.schemes.eligibility.case import Answer
from koubo.schemes.forms import FilingKind
from koubo.storage.receipts import is_receipt_number

LATE = DECLARATIONS_END + timedelta(seconds=1)


def application_of(city: City, filing_id: int) -> Application:
    with city.uow() as uow:
        return uow.session.get_one(Filing, filing_id).application


def gate_finding(city: City, application_id: int) -> Answer:
    with city.uow(PROPOSING) as uow:
        application = uow.session.get_one(Application, application_id)
        filing_id = next(
            one.id
            for one in uow.session.query(Filing).filter_by(application_id=application_id)
            if one.kind is FilingKind.PROPOSAL
        )
        snapshot = newest_snapshot(uow.session, filing_id)
        assert snapshot is not None
        found = {
            one.rule: one for one in findings_of(uow.session, city.catalog, application, snapshot)
        }
        return found["gate.participation"].answer


def test_the_proposal_opens_when_the_declaration_came_in_and_bears_its_number(city: City) -> None:
    call_id = a_call_of(city)
    filing_id = a_participation(city, call_id)
    assert proposal_of(city, filing_id) is None

    number = declare(city, filing_id)

    proposal = proposal_of(city, filing_id)
    assert proposal is not None
    assert is_receipt_number(number)
    assert declare(city, filing_id) == number  # pressed twice
    shared = {key: DECLARED[key] for key in ("project_name", "issue")}
    assert {key: proposal.draft[key] for key in shared} == shared
    assert "idea" not in proposal.draft
    declared = application_of(city, filing_id)
    assert declared.state is ApplicationState.DRAFT
    assert (declared.receipt_number, declared.received_at) == (number, None)
    assert declared.project_name == DECLARED["project_name"]

    assert propose(city, proposal.id) == number

    filed = application_of(city, filing_id)
    assert (filed.state, filed.received_at) == (ApplicationState.FILED, PROPOSING)
    assert count(city, Snapshot) == 2
    assert gate_finding(city, filed.id) is Answer.MET


def test_staff_see_that_it_was_declared_and_nothing_of_what_is_still_written(city: City) -> None:
    call_id = a_call_of(city)
    filing_id = a_participation(city, call_id)
    officer = city.actor("officer", DECLARING)
    with city.uow(DECLARING) as uow, pytest.raises(NotFound):
        load_filing(uow.session, officer, filing_id)

    number = declare(city, filing_id)

    application_id = application_of(city, filing_id).id
    proposal = proposal_of(city, filing_id)
    assert proposal is not None
    with city.uow(PROPOSING, "applicant") as uow:
        applicant = city.actor("applicant", PROPOSING)
        typed = {"project_name": "まだ秘密の名前"}
        save_draft(uow, city.catalog, applicant, proposal.id, typed=typed, version=1)
        assert [one.receipt_number for one in own_applications(uow.session, applicant)] == [number]
    with city.uow(PROPOSING) as uow:
        assert load_filing(uow.session, officer, filing_id).kind is FilingKind.PARTICIPATION
        with pytest.raises(NotFound):
            load_filing(uow.session, officer, proposal.id)
        with pytest.raises(OnlyDeclared):
            application_in_full(uow.session, city.catalog, officer, application_id)
        rows = list_applications(uow.session, officer, Wanted(call_id)).rows
        assert [(one.receipt_number, one.project_name) for one in rows] == [
            (number, DECLARED["project_name"])
        ]
        counts = counts_by_state(uow.session, officer, [call_id])[call_id]
        assert counts == {ApplicationState.DRAFT: 1}
        for person in ("department_person", "stranger"):
            with pytest.raises(NotFound):
                load_application(uow.session, city.actor(person), application_id)


def test_a_late_declaration_is_refused_and_its_text_kept(city: City) -> None:
    call_id = a_call_of(city)
    filing_id = a_participation(city, call_id)

    with pytest.raises(Refused):
        declare(city, filing_id, DECLARATIONS_END)

    with city.uow() as uow:
        kept = uow.session.get_one(Filing, filing_id)
        assert (kept.state, kept.draft) == (FilingState.DRAFT, DECLARED)
    with pytest.raises(Problems) as late:
        a_participation(city, call_id, LATE)
    assert [one.code for one in late.value.problems] == ["participation_closed"]


def test_more_time_for_one_declaration_is_in_time_for_the_gate_too(city: City) -> None:
    call_id = a_call_of(city)
    filing_id = a_participation(city, call_id)
    with city.uow(LATE, "officer") as uow:
        give_time_for_filing(
            uow,
            city.catalog,
            city.actor("officer", LATE),
            filing_id,
            closes_at=DECLARATIONS_END + timedelta(days=3),
            reason="大雪で集まれなかったため",
        )

    declare(city, filing_id, DECLARATIONS_END + timedelta(days=2))
    proposal = proposal_of(city, filing_id)
    assert proposal is not None
    propose(city, proposal.id)

    assert gate_finding(city, application_of(city, filing_id).id) is Answer.MET
    assert PROPOSING < PROPOSALS_END


def test_a_course_that_asks_for_no_declaration_begins_with_its_proposal(city: City) -> None:
    call_id = a_call_of(city)
    with city.uow(LATE, "applicant") as uow:
        filing_id = start_application(
            uow,
            city.catalog,
            city.actor("applicant", LATE),
            call_id,
            course_id=f"{SCHEME}.keizoku",
            organisation_id=city.ids["organisation"],
        )
        assert uow.session.get_one(Filing, filing_id).kind is FilingKind.PROPOSAL


def test_a_declaration_is_taken_back_with_its_application(city: City) -> None:
    call_id = a_call_of(city)
    filing_id = a_participation(city, call_id)
    declare(city, filing_id)
    application_id = application_of(city, filing_id).id
    with city.uow(PROPOSING, "applicant") as uow:
        withdraw(
            uow,
            city.actor("applicant"),
            application_id,
            reason="人手が足りないため",
            version=version_of(city, Application, application_id),
        )
    proposal = proposal_of(city, filing_id)
    assert proposal is not None

    with pytest.raises(Refused):
        propose(city, proposal.id)
    with city.uow() as uow:
        officer = city.actor("officer")
        counts = counts_by_state(uow.session, officer, [call_id])[call_id]
        assert counts == {ApplicationState.WITHDRAWN: 1}
