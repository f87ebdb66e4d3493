"""Handing in: once and durably, in time, whole; a correction opens the named fields only."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from builders import (
    AFTER,
    CLOSES,
    IN_TIME,
    PDF,
    City,
    a_draft,
    a_filed_application,
    file_it,
    later,
    version_of,
)
from koubo.applications.actions.drafts import attach_file, save_draft
from koubo.applications.actions.filing import check_filing, file, warnings, withdraw
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.queries.own import happened_to, open_filings, own_applications
from koubo.applications.policy import load_attachment
from koubo.applications.rules import ApplicationState, FilingState
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.storage.history import HistoryRow, verify_chain
from koubo.storage.outbox import EventRow
from koubo.storage.receipts import is_receipt_number


def count(city: City, table: Any, *where: Any) -> int:
    with city.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def filing_of(city: City, application_id: int) -> int:
    with city.uow() as uow:
        return uow.session.scalars(
            select(Filing.id).where(Filing.application_id == application_id)
        ).one()


def hand_in(city: City, filing_id: int, version: int, now: Any = IN_TIME) -> str:
    with city.uow(now, "applicant") as uow:
        return file(
            uow, city.catalog, city.files, city.actor("applicant"), filing_id, version=version
        )


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


def ask(city: City, application_id: int, *fields: str) -> int:
    filing_id = filing_of(city, application_id)
    with city.uow(AFTER, "officer") as uow:
        ask_correction(
            uow,
            city.catalog,
            city.actor("officer", AFTER),
            filing_id,
            fields=fields,
            reason="人数を書いてください。",
            due_on=date(2025, 12, 20),
            version=version_of(city, Filing, filing_id),
        )
    return filing_id


def test_a_correction_opens_the_named_fields_only(city: City, call_id: int) -> None:
    filing_id = ask(city, a_filed_application(city, call_id), "effect")

    with city.uow(AFTER, "applicant") as uow:
        save_draft(
            uow,
            city.catalog,
            city.actor("applicant", AFTER),
            filing_id,
            typed={"effect": "30人が参加する。", "issue": "こっそり書き直す。"},
            version=version_of(city, Filing, filing_id),
        )
    with city.uow(AFTER, "applicant") as uow, pytest.raises(Refused):
        attach_file(
            uow,
            city.catalog,
            city.files,
            city.actor("applicant", AFTER),
            filing_id,
            question_id="bylaws",
            name="規約.pdf",
            stream=BytesIO(PDF),
        )

    with city.uow() as uow:
        draft = uow.session.get_one(Filing, filing_id).draft
    assert (draft["effect"], draft["issue"]) == ("30人が参加する。", "防災訓練に若い世代が来ない。")


def test_a_correction_handed_in_again_keeps_number_and_both_snapshots(
    city: City, call_id: int
) -> None:
    application_id = a_filed_application(city, call_id)
    filing_id = ask(city, application_id, "effect")

    number = file_it(city, filing_id, now=later(AFTER, days=1))

    with city.uow() as uow:
        application = uow.session.get_one(Application, application_id)
        snapshots = uow.session.scalars(select(Snapshot.number).order_by(Snapshot.id)).all()
        assert verify_chain(uow.session, f"call:{call_id}") is None
    assert (application.receipt_number, application.state) == (number, ApplicationState.FILED)
    assert application.received_at == IN_TIME
    assert list(snapshots) == [1, 2]


def test_a_correction_after_its_day_is_refused_and_the_text_stays(city: City, call_id: int) -> None:
    filing_id = ask(city, a_filed_application(city, call_id), "effect")

    with pytest.raises(Refused):
        file_it(city, filing_id, now=later(AFTER, days=11))

    assert count(city, Snapshot) == 1


def test_a_file_taken_off_in_a_correction_stays_with_what_was_handed_in(
    city: City, call_id: int
) -> None:
    application_id = a_filed_application(city, call_id)
    filing_id = ask(city, application_id, "roster")
    with city.uow(AFTER, "applicant") as uow:
        old = uow.session.scalars(
            select(Attachment).where(Attachment.question_id == "roster")
        ).one()
        old_id = old.id
        fresh_id = attach_file(
            uow,
            city.catalog,
            city.files,
            city.actor("applicant", AFTER),
            filing_id,
            question_id="roster",
            name="新しい名簿.pdf",
            stream=BytesIO(PDF),
        )

    with city.uow(AFTER) as uow:
        officer = city.actor("officer", AFTER)
        load_attachment(uow.session, officer, old_id)
        with pytest.raises(NotFound):
            load_attachment(uow.session, officer, fresh_id)


def test_taking_back_needs_a_reason_and_is_for_its_own_organisation(
    city: City, call_id: int
) -> None:
    application_id = a_filed_application(city, call_id)
    version = version_of(city, Application, application_id)

    with city.uow(IN_TIME, "applicant") as uow, pytest.raises(Problems):
        withdraw(uow, city.actor("applicant"), application_id, reason=" ", version=version)
    with city.uow(IN_TIME, "officer") as uow, pytest.raises(NotFound):
        withdraw(uow, city.actor("officer"), application_id, reason="x", version=version)
    with city.uow(IN_TIME, "applicant") as uow:
        withdraw(uow, city.actor("applicant"), application_id, reason="中止", version=version)

    with city.uow() as uow:
        row = uow.session.get_one(Application, application_id)
        assert (row.state, row.reason) == (ApplicationState.WITHDRAWN, "中止")


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
        happened = happened_to(uow.session, application, [filing_id], verbs)

    assert [(one.verb, one.who) for one in happened] == [
        ("ask_correction", ""),
        ("file_proposal", "applicant"),
        ("start_application", "applicant"),
    ]
