"""取下げ: an application is taken back, or a draft put away; what stays, who learns of it."""

import pytest
from sqlalchemy import select

from applications.handing_in import ask, count, events_of, hand_in, people_told
from builders import (
    AFTER,
    IN_TIME,
    City,
    a_draft,
    a_filed_application,
    an_accepted_application,
    version_of,
)
from koubo.applications.actions.withdrawing import withdraw
from koubo.applications.models import Application, Attachment, Filing, Snapshot
from koubo.applications.policy import load_application, load_attachment, visible
from koubo.applications.queries.own import calls_to_begin, open_filings
from koubo.applications.rules import ApplicationState
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.storage.history import HistoryRow


def take_back(
    city: City,
    application_id: int,
    reason: str = "人が集まらないため",
    *,
    person: str = "applicant",
    version: int | None = None,
) -> None:
    with city.uow(AFTER, person) as uow:
        withdraw(
            uow,
            city.actor(person, AFTER),
            application_id,
            reason=reason,
            version=version or version_of(city, Application, application_id),
        )


def application_of(city: City, filing_id: int) -> int:
    with city.uow() as uow:
        return uow.session.get_one(Filing, filing_id).application_id


def test_what_was_handed_in_stays_and_everybody_concerned_is_told(city: City, call_id: int) -> None:
    application_id = a_filed_application(city, call_id)
    with pytest.raises(Problems) as silent:
        take_back(city, application_id, " 　")
    with pytest.raises(Stale):
        take_back(city, application_id, version=99)
    with pytest.raises(NotFound):
        take_back(city, application_id, person="stranger")
    with pytest.raises(NotFound):
        take_back(city, application_id, person="officer")
    with city.uow() as uow:
        number = uow.session.get_one(Application, application_id).receipt_number

    take_back(city, application_id)

    assert [one.field for one in silent.value.problems] == ["reason"]
    with city.uow() as uow:
        row = uow.session.get_one(Application, application_id)
        assert (row.state, row.receipt_number, row.reason) == (
            ApplicationState.WITHDRAWN,
            number,
            "人が集まらないため",
        )
        file_id = uow.session.scalars(select(Attachment.id)).first()
        assert file_id is not None
        assert load_attachment(uow.session, city.actor("officer"), file_id).id == file_id
    assert count(city, Snapshot) == 1
    assert people_told(city, "application_withdrawn") == ["applicant", "officer", "officer2"]
    assert events_of(city, "application_withdrawn")[0].facts["receipt_number"] == number
    with pytest.raises(Refused):
        take_back(city, application_id)
    with city.uow(IN_TIME) as uow:
        assert open_filings(uow.session, city.actor("applicant")) == []


def test_what_was_accepted_or_is_in_correction_can_be_taken_back_and_is_not_handed_in_again(
    city: City, call_id: int
) -> None:
    accepted = an_accepted_application(city, call_id)
    returned = a_filed_application(city, call_id, course="new_challenge")
    filing_id = ask(city, returned, "plan")

    take_back(city, accepted)
    take_back(city, returned)

    with pytest.raises(Refused) as refused:
        hand_in(city, filing_id, version_of(city, Filing, filing_id), AFTER)
    assert refused.value.message == "取り下げた応募の書類は、提出できません。"
    with city.uow() as uow:
        states = uow.session.scalars(select(Application.state)).all()
        assert states == [ApplicationState.WITHDRAWN] * 2


def test_a_draft_is_put_away_without_a_reason_and_without_anybody_learning_of_it(
    city: City, call_id: int
) -> None:
    application_id = application_of(city, a_draft(city, call_id))

    take_back(city, application_id, "")

    assert events_of(city, "application_withdrawn") == []
    with city.uow(IN_TIME) as uow:
        seen = select(Application.id).where(visible(city.actor("officer")))
        assert uow.session.scalars(seen).all() == []
        with pytest.raises(NotFound):
            load_application(uow.session, city.actor("officer"), application_id)
        own = load_application(uow.session, city.actor("applicant"), application_id)
        assert (own.state, own.receipt_number) == (ApplicationState.WITHDRAWN, None)
        to_begin = calls_to_begin(uow.session, city.actor("applicant"), IN_TIME)
        assert [one.id for one in to_begin] == [call_id]
    assert count(city, HistoryRow, HistoryRow.verb == "discard_draft") == 1
