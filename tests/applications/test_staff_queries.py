"""What staff read: lists, what waits, and one application in full, on both engines."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from builders import (
    AFTER,
    IN_TIME,
    City,
    a_call,
    a_city,
    a_draft,
    a_filed_application,
    an_accepted_application,
    version_of,
)
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Application, Filing
from koubo.applications.queries.department import answering_applications
from koubo.applications.queries.in_full import application_in_full, filing_in_full, proposal_in_full
from koubo.applications.queries.staff import (
    applicants_of_call,
    corrections_due,
    counts_by_state,
    filings_waiting,
    late_corrections,
    waiting_filings,
)
from koubo.applications.rules import ApplicationState
from koubo.people.mail_handling import retry_mail
from koubo.people.messages import make_mails
from koubo.people.outgoing import MailFilter, faulty_events, list_mails, mails_in_trouble
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Refused
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.outbox import Mail, MailState
from koubo.storage.waiting import gather


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path / "files"))


def test_counts_leave_drafts_out(city: City) -> None:
    call_id, empty = a_call(city), 99
    an_accepted_application(city, call_id)
    a_filed_application(city, call_id)
    a_draft(city, call_id)

    with city.uow(AFTER) as uow:
        counts = counts_by_state(uow.session, city.actor("officer"), [call_id, empty])
        told = applicants_of_call(uow.session, call_id)
        assert waiting_filings(uow.session, city.actor("officer")) == []
        asked = {"filings": filings_waiting(city.actor("officer"))}
        assert gather(uow.session, asked) == {"filings": []}

    assert counts == {
        call_id: {ApplicationState.ACCEPTED: 1, ApplicationState.FILED: 1},
        empty: {},
    }
    assert told == [city.ids["applicant"]]


def test_a_correction_is_late_from_the_day_after(city: City) -> None:
    application_id = a_filed_application(city, a_call(city))
    due = date(2025, 12, 9)
    with city.uow(IN_TIME, "officer") as uow:
        ask_correction(
            uow,
            city.catalog,
            city.actor("officer"),
            1,
            fields=["plan"],
            reason="会場を書いてください。",
            due_on=due,
            version=version_of(city, Filing, 1),
        )

    with city.uow(AFTER) as uow:
        officer = city.actor("officer")
        asked = {
            "on the day": late_corrections(officer, due),
            "after": late_corrections(officer, due + timedelta(days=1)),
            "due": corrections_due(officer, due, due),
        }
        found = gather(uow.session, asked)
        call_id = uow.session.get_one(Application, application_id).call_id
    assert found["on the day"] == []
    assert [(one.number, one.count, one.on) for one in found["after"]] == [(application_id, 1, due)]
    assert [(one.number, one.count, one.on) for one in found["due"]] == [(call_id, 1, due)]


def test_an_application_is_read_in_full_in_six_statements(city: City) -> None:
    application_id = a_filed_application(city, a_call(city))
    officer = city.actor("officer")

    with city.uow(AFTER) as uow, city.database.statements() as said:
        full = application_in_full(uow.session, city.catalog, officer, application_id)

    assert len(said) == 6
    assert full.proposal.answers["project_name"] == "まちなか防災すごろくづくり"
    assert full.judged.expected is not None
    assert (full.judged.expected.value, full.judged.fault) == (103_000, "")
    assert [one.verb for one in full.steps][:1] == ["file_proposal"]


def test_a_draft_is_nobody_elses(city: City) -> None:
    filing_id = a_draft(city, a_call(city))
    officer = city.actor("officer")

    with city.uow(AFTER) as uow:
        for read, number in ((application_in_full, 1), (filing_in_full, filing_id)):
            with pytest.raises(NotFound):
                read(uow.session, city.catalog, officer, number)


def test_a_department_reads_what_answers_its_theme(city: City) -> None:
    call_id = a_call(city)
    mine = a_filed_application(city, call_id, course="city_theme")
    other = a_filed_application(city, call_id)
    actor = city.actor("department_person")

    with city.uow(AFTER) as uow:
        rows = answering_applications(uow.session, actor)
        found = proposal_in_full(uow.session, city.catalog, actor, mine)
        with pytest.raises(NotFound):
            proposal_in_full(uow.session, city.catalog, actor, other)

    assert [(one.id, one.theme) for one in rows] == [(mine, "水辺の環境学習")]
    assert found.filing.application_id == mine


def test_a_mail_that_did_not_go_out_is_counted_and_tried_again(city: City) -> None:
    a_filed_application(city, a_call(city))
    officer = city.actor("officer")
    with city.uow(AFTER, "officer") as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp")
        with uow.writing() as write:
            mail = write.session.get_one(Mail, 1)
            mail.state, mail.fault, mail.next_try_at = MailState.FAILED, "550", None
            write.session.get_one(Mail, 2).state = MailState.SENT

    with city.uow(AFTER, "officer") as uow:
        before = gather(uow.session, {"trouble": mails_in_trouble(officer)})["trouble"]
        shown = [one.id for one in list_mails(uow.session, officer, MailFilter(trouble=True))]
        retry_mail(uow, officer, 1)
        with pytest.raises(Refused):
            retry_mail(uow, officer, 2)
        after = list_mails(uow.session, officer)[-1]
        assert faulty_events(uow.session, officer) == []
        with pytest.raises(NotAllowed):
            list_mails(uow.session, city.actor("applicant"))

    assert ([one.count for one in before], shown) == ([1], [1])
    assert (after.state, after.next_try_at) == (MailState.QUEUED, AFTER)
