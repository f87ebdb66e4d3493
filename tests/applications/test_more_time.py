"""More time for one applicant: later than for all, with a reason, told to its members alone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from applications.entering import a_paper, record
from builders import CLOSES, IN_TIME, City, a_draft, file_it, version_of
from koubo.applications.actions.extending import give_time_for_filing, give_time_for_proposal
from koubo.applications.actions.withdrawing import withdraw
from koubo.applications.findings import findings_of, in_time_rule
from koubo.applications.models import Application, Filing
from koubo.applications.paper_schemas import PaperStamp
from koubo.applications.queries.own import open_filings, own_applications
from koubo.applications.queries.unfinished import unfinished_of_call
from koubo.applications.rules import ApplicationState, FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused
from koubo.schemes.eligibility.case import Answer
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.history import HistoryRow
from koubo.storage.outbox import EventRow, Reader

LATER = CLOSES + timedelta(days=2)
AFTER_ALL = CLOSES + timedelta(hours=20)
REASON = "大雪で集まれなかったため"


def application_id_of(city: City, filing_id: int) -> int:
    with city.uow() as uow:
        return uow.session.get_one(Filing, filing_id).application_id


def give(city: City, application_id: int, *, person: str = "officer", **changes: object) -> None:
    values = {"closes_at": LATER, "reason": REASON, **changes}
    with city.uow(AFTER_ALL, person) as uow:
        give_time_for_proposal(
            uow, city.catalog, city.actor(person, AFTER_ALL), application_id, **values
        )


def test_one_application_may_come_in_later_than_all_others(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    other = a_draft(city, call_id, applicant="stranger", organisation="other_organisation")
    application_id = application_id_of(city, filing_id)

    give(city, application_id)

    number = file_it(city, filing_id, now=AFTER_ALL)
    with pytest.raises(Refused):
        file_it(city, other, applicant="stranger", now=AFTER_ALL)
    with city.uow(AFTER_ALL) as uow:
        application = uow.session.get_one(Application, application_id)
        assert (application.receipt_number, application.closes_at) == (number, LATER)
        snapshot = newest_snapshot(uow.session, filing_id)
        assert snapshot is not None
        found = {
            one.rule: one for one in findings_of(uow.session, city.catalog, application, snapshot)
        }
        in_time = found[in_time_rule(FilingKind.PROPOSAL)]
        assert in_time.answer is Answer.MET
        step = uow.session.scalars(
            select(HistoryRow).where(HistoryRow.verb == "give_more_time")
        ).one()
        assert step.subject_id == application_id
        before = datetime.fromisoformat(step.detail["before"])
        assert (step.detail["name"], before) == ("企画提案書", CLOSES)
        assert (step.detail["after"], step.detail["reason"]) == (LATER.isoformat(), REASON)
        event = uow.session.scalars(
            select(EventRow).where(EventRow.kind == "more_time_given")
        ).one()
        assert event.recipients == {Reader.APPLICANT.value: [city.ids["applicant"]]}


def test_everybody_who_reads_of_it_reads_the_later_deadline(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    give(city, application_id_of(city, filing_id))

    with city.uow(AFTER_ALL) as uow:
        applicant, officer = city.actor("applicant"), city.actor("officer")
        assert [one.closes_at for one in own_applications(uow.session, applicant)] == [LATER]
        assert [one.closes_at for one in open_filings(uow.session, applicant)] == [LATER]
        listed = unfinished_of_call(uow.session, officer, call_id)
        assert [(one.organisation, one.closes_at, one.extended_to) for one in listed] == [
            ("organisationの会", LATER, LATER)
        ]
        assert unfinished_of_call(uow.session, city.actor("releaser"), call_id) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"closes_at": CLOSES}, ["not_later"]),
        ({"closes_at": CLOSES - timedelta(days=1), "reason": " "}, ["not_later", "reason"]),
        ({"closes_at": AFTER_ALL}, ["past"]),
    ],
)
def test_time_is_never_taken_away(city: City, call_id: int, changes, codes) -> None:
    application_id = application_id_of(city, a_draft(city, call_id))

    with pytest.raises(Problems) as wrong:
        give(city, application_id, **changes)

    assert [one.code for one in wrong.value.problems] == codes


def test_more_time_ends_with_the_decision_and_any_time_with_a_cancelled_call(
    city: City, call_id: int
) -> None:
    filing_id = a_draft(city, call_id)
    give(city, application_id_of(city, filing_id))
    paper_id = a_paper(city, call_id, organisation=city.ids["other_organisation"])

    for state, now in ((CallState.CANCELLED, IN_TIME), (CallState.DECIDED, AFTER_ALL)):
        with city.uow() as uow, uow.writing() as write:
            write.lock(Call, call_id).state = state
        with pytest.raises(Refused) as late:
            file_it(city, filing_id, now=now)
        with pytest.raises(Refused):
            record(city, paper_id, PaperStamp(IN_TIME), now=now)
        assert "下書きとして残っています" in late.value.message
    with city.uow() as uow:
        drafts = {uow.session.get_one(Filing, one).state for one in (filing_id, paper_id)}
        assert drafts == {FilingState.DRAFT}


def test_nobody_but_an_officer_gives_time_and_only_where_something_is_to_come(
    city: City, call_id: int
) -> None:
    filing_id = a_draft(city, call_id)
    application_id = application_id_of(city, filing_id)
    for person in ("applicant", "releaser", "department_person"):
        with pytest.raises(NotAllowed):
            give(city, application_id, person=person)
    with city.uow(AFTER_ALL, "officer") as uow, pytest.raises(NotFound):
        give_time_for_filing(  # a proposal's time is its application's
            uow,
            city.catalog,
            city.actor("officer", AFTER_ALL),
            filing_id,
            closes_at=LATER,
            reason=REASON,
        )
    give(city, application_id)
    file_it(city, filing_id, now=AFTER_ALL)

    with pytest.raises(Refused):
        give(city, application_id, closes_at=LATER + timedelta(days=1))

    with city.uow(AFTER_ALL, "applicant") as uow:
        version = version_of(city, Application, application_id)
        withdraw(uow, city.actor("applicant"), application_id, reason="中止", version=version)
        state = uow.session.get_one(Application, application_id).state
        assert state is ApplicationState.WITHDRAWN
    with pytest.raises(NotFound):
        give(city, application_id, closes_at=LATER + timedelta(days=1))
