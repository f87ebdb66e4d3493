"""Events become mails once, and a mail that fails is tried again and shown."""

from pathlib import Path

import pytest
from sqlalchemy import select

from builders import (
    AFTER,
    IN_TIME,
    City,
    a_call,
    a_city,
    a_draft,
    a_filed_application,
    file_it,
    later,
)
from koubo.api import hookimpl
from koubo.people.messages import failing_events, make_mails
from koubo.people.sending import Letter, send_mails
from koubo.plugins import load
from koubo.storage.database import Database
from koubo.storage.files import FileStore
from koubo.storage.outbox import EventRow, Mail, MailState


@pytest.fixture
def city(database: Database, tmp_path: Path) -> City:
    return a_city(database, FileStore(tmp_path))


def mails_of(city: City) -> list[Mail]:
    with city.uow() as uow:
        return list(uow.session.scalars(select(Mail).order_by(Mail.id)))


def test_a_filing_is_told_once_to_each_person_concerned(city: City) -> None:
    a_filed_application(city, a_call(city))

    with city.uow(AFTER) as uow:
        assert make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp/") == 1
        assert make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp/") == 0

    mails = mails_of(city)
    assert [mail.address for mail in mails] == [
        "applicant@example.jp",
        "officer@example.jp",
        "officer2@example.jp",
    ]
    assert mails[0].subject == "【受付 KU26-1-0001-23】企画提案書を受け付けました"
    assert "https://koubo.example.jp/applications/1\n" in mails[0].body


def test_a_filing_that_is_refused_is_told_to_nobody(city: City) -> None:
    filing_id = a_draft(city, a_call(city))

    with pytest.raises(Exception, match="期限"):
        file_it(city, filing_id, now=AFTER)

    with city.uow(AFTER) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp")
        assert uow.session.scalars(select(EventRow)).all() == []
    assert mails_of(city) == []


def test_a_server_that_is_down_delays_mails_and_loses_none(city: City) -> None:
    a_filed_application(city, a_call(city))
    went: list[Letter] = []

    def refuse(letter: Letter) -> None:
        raise ConnectionRefusedError("no server")

    with city.uow(AFTER) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp")
        assert send_mails(uow, refuse, domain="koubo.example.jp") == 0
        assert send_mails(uow, went.append, domain="koubo.example.jp") == 0
    assert {(mail.state, mail.fault) for mail in mails_of(city)} == {
        (MailState.QUEUED, "ConnectionRefusedError: no server")
    }

    with city.uow(later(AFTER, minutes=5)) as uow:
        assert send_mails(uow, went.append, domain="koubo.example.jp") == 3
    assert {mail.state for mail in mails_of(city)} == {MailState.SENT}
    assert len({letter.message_id for letter in went}) == 3


def test_a_plugin_that_fails_in_a_mail_leaves_the_step_and_is_shown(
    database: Database, tmp_path: Path
) -> None:
    class Broken:
        @hookimpl
        def koubo_messages(self, event: object) -> list[object]:
            raise ValueError("broken text")

    city = a_city(database, FileStore(tmp_path), load(more={"broken": Broken()}))
    application_id = a_filed_application(city, a_call(city), now=IN_TIME)

    with city.uow(AFTER) as uow:
        make_mails(uow, city.house.hooks, base_url="https://koubo.example.jp")
        assert [row.fault for row in failing_events(uow)] == [
            "broken / koubo_messages: ValueError: broken text"
        ]
    assert application_id == 1
    assert mails_of(city) == []
