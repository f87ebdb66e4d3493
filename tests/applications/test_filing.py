"""Handing in: once and durably, in time, whole; a correction opens the named fields only."""

import pytest
from sqlalchemy import select

from applications.handing_in import ask, count, hand_in
from builders import (
    CLOSES,
    IN_TIME,
    City,
    a_draft,
    a_filed_application,
    file_it,
    later,
    version_of,
)
from koubo.applications.actions.checking import check_filing, warnings
from koubo.applications.actions.drafts import save_draft
from koubo.applications.actions.filing import file
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.queries.own import open_filings, own_applications
from koubo.applications.rules import ApplicationState, FilingState
from koubo.people.history import Subjects, steps_told
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.storage.history import HistoryRow
from koubo.storage.outbox import EventRow
from koubo.storage.receipts import is_receipt_number


def test_handing_in_twice_gives_one_number_one_snapshot_one_event(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    version = version_of(city, Filing, filing_id)

    numbers = {hand_in(city, filing_id, version) for _ in range(3)}

    assert [is_receipt_number(one) for one in numbers] == [True]
    assert count(city, Snapshot) == 1
    assert count(city, HistoryRow, HistoryRow.verb == "file_proposal") == 1
    assert count(city, EventRow, EventRow.kind == "proposal_filed") == 1


def test_numbers_have_no_gap_whatever_was_refused_between(city: City, call_id: int) -> None:
    first = file_it(city, a_draft(city, call_id, course="new_challenge"))
    unfinished = a_draft(city, call_id, answers={"issue": ""})
    with pytest.raises(Problems):
        file_it(city, unfinished)
    late = a_draft(city, call_id)
    with pytest.raises(Refused):
        file_it(city, late, now=CLOSES)
    second = file_it(city, a_draft(city, call_id))

    assert [one.split("-")[2] for one in (first, second)] == ["0001", "0002"]


@pytest.mark.parametrize(("seconds", "filed"), [(-1, True), (0, False), (1, False)])
def test_the_deadline_is_half_open_and_the_draft_stays(
    city: City, call_id: int, seconds: int, filed: bool
) -> None:
    filing_id = a_draft(city, call_id)
    moment = later(CLOSES, seconds=seconds)

    if filed:
        file_it(city, filing_id, now=moment)
    else:
        with pytest.raises(Refused, match="下書きとして残っています"):
            file_it(city, filing_id, now=moment)

    with city.uow() as uow:
        row = uow.session.get_one(Filing, filing_id)
        assert row.state is (FilingState.FILED if filed else FilingState.DRAFT)
        assert row.draft["issue"] == "防災訓練に若い世代が来ない。"


def test_a_damaged_file_gives_no_receipt(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)
    with city.uow() as uow:
        row = uow.session.scalars(select(Attachment).order_by(Attachment.id)).first()
        assert row is not None
        stored = city.files.root / row.key[:2] / row.key[2:4] / row.key
    stored.write_bytes(b"%PDF-1.4 something else")

    with pytest.raises(Problems) as found:
        file_it(city, filing_id)

    assert [(one.code, one.field) for one in found.value.problems] == [("file_damaged", "bylaws")]
    assert count(city, Snapshot) == 0
    assert count(city, Application, Application.receipt_number.is_not(None)) == 0


def test_an_unfinished_draft_is_told_everything_at_once(city: City, call_id: int) -> None:
    blank = {"issue": "", "effect": " ", "pledge": "", "ends_on": {"year": "", "month": ""}}
    filing_id = a_draft(city, call_id, answers=blank)

    with pytest.raises(Problems) as found:
        file_it(city, filing_id)

    assert [one.field for one in found.value.problems] == ["issue", "ends_on", "effect", "pledge"]


def test_a_project_lies_within_the_year_of_its_call(city: City, call_id: int) -> None:
    days = {
        "starts_on": {"year": "2026", "month": "3", "day": "31"},
        "ends_on": {"year": "R9", "month": "4", "day": "1"},
    }
    filing_id = a_draft(city, call_id, answers=days)

    with pytest.raises(Problems) as found:
        file_it(city, filing_id)

    assert [one.field for one in found.value.problems] == ["starts_on", "ends_on"]
    assert "令和8年度、令和8年4月1日から令和9年3月31日まで" in str(found.value)


def test_a_change_in_another_tab_keeps_the_old_confirmation_from_handing_in(
    city: City, call_id: int
) -> None:
    filing_id = a_draft(city, call_id)
    shown = version_of(city, Filing, filing_id)
    with city.uow(IN_TIME, "applicant") as uow:
        save_draft(
            uow,
            city.catalog,
            city.actor("applicant"),
            filing_id,
            typed={"issue": "別のタブで書き直した。"},
            version=shown,
        )

    with pytest.raises(Stale):
        hand_in(city, filing_id, shown)

    assert count(city, Snapshot) == 0


def test_nobody_hands_in_for_others(city: City, call_id: int) -> None:
    filing_id = a_draft(city, call_id)

    for who in ("stranger", "officer"):
        with city.uow(IN_TIME, who) as uow, pytest.raises(NotFound):
            file(uow, city.catalog, city.files, city.actor(who), filing_id, version=1)


def test_a_missed_requirement_is_warned_of_and_may_still_be_handed_in(
    city: City, call_id: int
) -> None:
    filing_id = a_draft(city, call_id, course="citizen_proposal")
    with city.uow(IN_TIME, "applicant") as uow:
        check = check_filing(uow, city.catalog, city.actor("applicant"), filing_id)
        filing = uow.session.get_one(Filing, filing_id)
        warned = [one.code for one in warnings(uow, city.catalog, filing, check)]

    assert (warned, check.problems) == (["prerequisite_course_missing"], ())
    assert is_receipt_number(file_it(city, filing_id))


def test_own_lists_show_own_things_only(city: City, call_id: int) -> None:
    mine = a_filed_application(city, call_id)
    ask(city, mine, "effect")
    a_draft(city, call_id, applicant="stranger", organisation="other_organisation")

    with city.uow() as uow:
        actor = city.actor("applicant")
        listed = [(one.id, one.state) for one in own_applications(uow.session, actor)]
        waiting = [(one.application_id, one.reason) for one in open_filings(uow.session, actor)]
    assert listed == [(mine, ApplicationState.IN_CORRECTION)]
    assert waiting == [(mine, "人数を書いてください。")]


def test_the_history_names_members_and_keeps_staff_nameless(city: City, call_id: int) -> None:
    application_id = a_filed_application(city, call_id)
    filing_id = ask(city, application_id, "effect")

    with city.uow() as uow:
        application = uow.session.get_one(Application, application_id)
        verbs = ("start_application", "file_proposal", "ask_correction")
        subjects: Subjects = {Application: [application_id], Filing: [filing_id]}
        happened = steps_told(uow.session, application.organisation_id, subjects, verbs)

    assert [(one.verb, one.who) for one in happened] == [
        ("ask_correction", ""),
        ("file_proposal", "applicant"),
        ("start_application", "applicant"),
    ]
