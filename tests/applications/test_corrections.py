"""A correction opens named fields only, keeps the number, and ends with its day."""

from io import BytesIO

import pytest
from sqlalchemy import select

from applications.handing_in import ask, count
from builders import (
    AFTER,
    IN_TIME,
    PDF,
    City,
    a_filed_application,
    file_it,
    later,
    version_of,
)
from koubo.applications.actions.attaching import attach_file
from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.policy import load_attachment
from koubo.applications.rules import ApplicationState
from koubo.problems import NotFound, Refused
from koubo.storage.history import verify_chain


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
