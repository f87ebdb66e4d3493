"""紙の提出: entered by officers alone, judged by its stamp, never thrown away."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from applications.entering import COURSE, a_paper, attach, record
from applications.handing_in import ask
from builders import (
    AFTER,
    CLOSES,
    IN_TIME,
    City,
    a_draft,
    a_filed_application,
    later,
    version_of,
)
from koubo.applications.actions.drafts import save_draft, start_application
from koubo.applications.actions.filing import file
from koubo.applications.actions.paper import (
    PaperChoice,
    make_paper_organisation,
    record_paper,
    start_paper,
)
from koubo.applications.actions.staff import accept, ask_correction, current_findings
from koubo.applications.lacking import lacking
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.paper_schemas import (
    PaperStamp,
    read_paper_organisation,
)
from koubo.applications.policy import load_attachment, load_own_filing
from koubo.applications.queries.own import open_filings, own_applications
from koubo.applications.rules import ApplicationState, Channel
from koubo.applications.snapshots import newest_snapshot
from koubo.people.models import Organisation
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused
from koubo.schemes.eligibility.case import Answer
from koubo.storage.history import verify_chain
from koubo.storage.outbox import EventRow
from koubo.storage.receipts import is_receipt_number

STAMP = PaperStamp(IN_TIME)
ONLY_NAME = {"project_name": "まちなか防災すごろくづくり"}


def snapshot_of(city: City, filing_id: int) -> Snapshot:
    with city.uow() as uow:
        found = newest_snapshot(uow.session, filing_id)
    assert found is not None
    return found


def test_a_whole_paper_is_recorded_as_received_at_its_stamp(city: City, call_id: int) -> None:
    filing_id = a_paper(city, call_id)

    number = record(city, filing_id, STAMP)

    assert record(city, filing_id, STAMP) == number
    assert is_receipt_number(number)
    snapshot = snapshot_of(city, filing_id)
    with city.uow() as uow:
        application = uow.session.get_one(Filing, filing_id).application
        entered = uow.session.get_one(Filing, filing_id).entered_by
        told = uow.session.scalars(select(EventRow).where(EventRow.kind == "paper_recorded")).one()
        assert verify_chain(uow.session, f"call:{call_id}") is None
    assert (snapshot.channel, snapshot.received_at, snapshot.recorded_at) == (
        Channel.PAPER,
        IN_TIME,
        AFTER,
    )
    assert snapshot.note == STAMP.as_note() | {"late": False}
    assert (application.state, application.received_at, application.requested) == (
        ApplicationState.FILED,
        IN_TIME,
        103_000,
    )
    assert (entered, snapshot.person_id) == (city.ids["officer"], city.ids["officer"])
    assert sorted(one["question"] for one in snapshot.files) == ["@paper", "bylaws", "roster"]
    assert told.recipients == {"applicant": [city.ids["applicant"]]}


def test_a_paper_that_came_late_or_lacks_something_is_recorded_all_the_same(
    city: City, call_id: int
) -> None:
    filing_id = a_paper(city, call_id, scan=False, typed=ONLY_NAME)
    attach(city, filing_id, "@paper")

    record(city, filing_id, PaperStamp(CLOSES))

    snapshot = snapshot_of(city, filing_id)
    with city.uow(AFTER, "officer") as uow:
        application = uow.session.get_one(Filing, filing_id).application
        found = {one.rule: one.answer for one in current_findings(uow, city.catalog, application)}
        version = application.version
        assert (snapshot.note["late"], application.requested) == (True, None)
        assert found["in_time.proposal"] is Answer.NOT_MET
        with pytest.raises(Problems) as caught:
            accept(uow, city.catalog, city.actor("officer"), application.id, version=version)
    lacks = {one.field for one in lacking(snapshot)}
    assert {"budget", "plan", "bylaws", "pledge"} <= lacks
    assert {"lacking", "late_filing"} <= {one.code for one in caught.value.problems}


def test_a_correction_of_a_paper_asks_for_all_that_it_lacks(city: City, call_id: int) -> None:
    whole = a_paper(city, call_id)
    with city.uow(AFTER, "officer") as uow:
        officer = city.actor("officer")
        save_draft(
            uow,
            city.catalog,
            officer,
            whole,
            typed={"effect": "", "plan": ""},
            version=version_of(city, Filing, whole),
        )
    record(city, whole, STAMP)
    request: dict[str, Any] = {"reason": "記入してください。", "due_on": date(2025, 12, 20)}

    version = version_of(city, Filing, whole)
    with city.uow(AFTER, "officer") as uow, pytest.raises(Problems) as caught:
        ask_correction(
            uow, city.catalog, officer, whole, fields=["effect"], version=version, **request
        )
    assert [one.code for one in caught.value.problems] == ["lacking"]
    with city.uow(AFTER, "officer") as uow:
        fields = ["effect", "plan"]
        ask_correction(uow, city.catalog, officer, whole, fields=fields, version=version, **request)
    # The members of the organisation may now mend it on the web, and officers from paper.
    with city.uow(AFTER, "applicant") as uow:
        load_own_filing(uow.session, city.actor("applicant"), whole)
    with city.uow(AFTER, "officer") as uow:
        typed = {"effect": "30人", "plan": "4回遊ぶ。", "issue": "こっそり直す。"}
        version = version_of(city, Filing, whole)
        save_draft(uow, city.catalog, officer, whole, typed=typed, version=version)
    record(city, whole, PaperStamp(later(AFTER, days=1)), now=later(AFTER, days=2))

    snapshot = snapshot_of(city, whole)
    assert (snapshot.number, snapshot.answers["effect"], lacking(snapshot)) == (2, "30人", ())
    assert snapshot.answers["issue"] == "防災訓練に若い世代が来ない。"


def test_an_officer_writes_papers_alone_and_members_nothing_of_them(
    city: City, call_id: int
) -> None:
    draft_id, paper_id = a_draft(city, call_id), a_paper(city, call_id)
    officer, member = city.actor("officer"), city.actor("applicant")
    with city.uow(AFTER, "officer") as uow:
        for version in (1, version_of(city, Filing, draft_id)):
            with pytest.raises(NotFound):
                save_draft(uow, city.catalog, officer, draft_id, typed=ONLY_NAME, version=version)
        with pytest.raises(NotFound):
            record_paper(uow, city.catalog, city.files, officer, draft_id, stamp=STAMP, version=1)
        with pytest.raises(NotFound):  # on the web only members hand in
            file(uow, city.catalog, city.files, officer, paper_id, version=1)
        scan = uow.session.scalars(select(Snapshot)).all()
        assert scan == []
    with city.uow(AFTER, "applicant") as uow:
        assert [one.id for one in own_applications(uow.session, member)] == [
            uow.session.get_one(Filing, draft_id).application_id
        ]
        assert [one.id for one in open_filings(uow.session, member)] == [draft_id]
        for reach in (load_own_filing,):
            with pytest.raises(NotFound):
                reach(uow.session, member, paper_id)
    with city.uow(IN_TIME, "applicant") as uow:
        fresh = start_application(
            uow,
            city.catalog,
            city.actor("applicant", IN_TIME),
            call_id,
            course_id=COURSE,
            organisation_id=city.ids["organisation"],
        )
    assert fresh not in (draft_id, paper_id)


def test_a_scan_is_read_by_officers_before_and_by_all_concerned_after(
    city: City, call_id: int
) -> None:
    filing_id = a_paper(city, call_id, scan=False)
    scan = attach(city, filing_id, "@paper")
    with city.uow(AFTER) as uow:
        load_attachment(uow.session, city.actor("officer2"), scan)
        for person in ("applicant", "stranger", "reviewer_a"):
            with pytest.raises(NotFound):
                load_attachment(uow.session, city.actor(person), scan)
    record(city, filing_id, STAMP)
    with city.uow(AFTER) as uow:
        load_attachment(uow.session, city.actor("applicant"), scan)
    ordinary = ask(city, a_filed_application(city, call_id), "roster")
    with pytest.raises(NotFound):
        attach(city, ordinary, "@paper")


def test_without_a_scan_or_a_name_nothing_is_recorded(city: City, call_id: int) -> None:
    filing_id = a_paper(city, call_id, scan=False, typed={"plan": "4回遊ぶ。"})

    with pytest.raises(Problems) as caught:
        record(city, filing_id, STAMP)

    assert [one.field for one in caught.value.problems] == ["project_name", "@paper"]
    with city.uow() as uow:
        assert uow.session.scalars(select(Snapshot)).all() == []


def test_an_organisation_is_recorded_with_what_its_paper_says(city: City, call_id: int) -> None:
    raw = {"name": "さくら会", "representative": "山田 梅", "members": "", "in_city": "はい"}
    values = read_paper_organisation(raw)
    made = []
    for _ in range(2):
        with city.uow(AFTER, "officer") as uow:
            made.append(make_paper_organisation(uow, city.actor("officer"), values=values))

    filing_id = a_paper(city, call_id, organisation=made[0])
    record(city, filing_id, STAMP)

    with city.uow() as uow:
        row = uow.session.get_one(Organisation, made[0])
        told = uow.session.scalars(select(EventRow).where(EventRow.kind == "paper_recorded")).one()
    assert made[0] == made[1]
    assert (row.name, row.members, row.in_city, row.kana) == ("さくら会", None, True, "")
    assert told.recipients == {"applicant": []}
    with pytest.raises(Problems) as caught:
        read_paper_organisation({"members": "十人"})
    assert [one.field for one in caught.value.problems] == ["name", "representative", "members"]
    with city.uow(AFTER, "applicant") as uow, pytest.raises(NotAllowed):
        make_paper_organisation(uow, city.actor("applicant"), values=values)


def test_pressing_twice_begins_one_entry_and_a_decided_call_takes_none(
    city: City, call_id: int
) -> None:
    begun = []
    for _ in range(2):
        with city.uow(AFTER, "officer") as uow:
            begun.append(
                start_paper(
                    uow,
                    city.catalog,
                    city.actor("officer"),
                    call_id,
                    organisation_id=city.ids["organisation"],
                    choice=PaperChoice(COURSE),
                )
            )
    assert begun[0] == begun[1]
    with city.uow(AFTER, "officer") as uow, uow.writing() as write:
        write.session.scalars(select(Application)).one().call.state = "decided"
    with pytest.raises(Refused):
        a_paper(city, call_id)


def test_after_a_declaration_only_an_untouched_proposal_is_entered_from_paper(
    city: City, call_id: int
) -> None:
    begun, written = (
        start_it(city, call_id, organisation)
        for organisation in ("organisation", "other_organisation")
    )
    with city.uow() as uow, uow.writing() as write:
        for filing_id in (begun, written):
            filing = write.session.get_one(Filing, filing_id)
            # As if its 参加表明 had come in.
            filing.application.receipt_number = f"KU26-1-{filing_id:04}-00"
        filing.draft, filing.version = ONLY_NAME, 2

    assert a_paper(city, call_id, typed={}, scan=False) == begun
    with pytest.raises(Refused):
        a_paper(city, call_id, organisation=city.ids["other_organisation"])
    with city.uow() as uow:
        assert uow.session.get_one(Filing, written).entered_by is None


def start_it(city: City, call_id: int, organisation: str) -> int:
    applicant = "applicant" if organisation == "organisation" else "stranger"
    with city.uow(IN_TIME, applicant) as uow:
        return start_application(
            uow,
            city.catalog,
            city.actor(applicant, IN_TIME),
            call_id,
            course_id=COURSE,
            organisation_id=city.ids[organisation],
        )
