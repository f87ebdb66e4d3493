"""The round beside the server: a mail server that hangs, drops or is gone slows nobody down."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread

import pytest
from sqlalchemy import select

from builders import a_call, a_draft, a_filed_application, file_it
from koubo.applications.models import Application
from koubo.plugins import load
from koubo.storage.outbox import EventRow, Mail, MailState
from koubo_web.mail_settings import SmtpSecurity
from koubo_web.mailing import run_round
from koubo_web.requests import SITE
from koubo_web.settings import Settings
from web.browser import SteadyClock
from web.conftest import built
from web.mail_server import HOST, MailServer, Running
from web.pages import soup
from web.town import Town, a_town


@pytest.fixture
def server() -> MailServer:
    return MailServer()


@pytest.fixture
def running(server: MailServer) -> Iterator[Running]:
    with Running(server) as found:
        yield found


@pytest.fixture
def town(settings: Settings, clock: SteadyClock, running: Running) -> Iterator[Town]:
    """Give a city whose site sends its mails to the server of the test."""
    sending = replace(
        settings,
        smtp_host=HOST,
        smtp_port=running.port,
        smtp_security=SmtpSecurity.NONE,
        mail_from="kyodo@city.example.jp",
    )
    for app in built(sending, clock, load()):
        yield a_town(app, clock)


def states(town: Town) -> list[MailState]:
    with town.city.uow() as uow:
        return list(uow.session.scalars(select(Mail.state).order_by(Mail.id)))


def test_filing_goes_on_while_the_mail_server_hangs(town: Town, server: MailServer) -> None:
    city, site = town.city, town.app.extensions[SITE]
    call_id = a_call(city)
    a_filed_application(city, call_id)
    draft = a_draft(city, call_id)
    server.may_go_on = Event()
    sending = Thread(target=run_round, args=(site,))

    sending.start()
    assert server.reached.wait(30)
    # The server has the first mail and says nothing; nothing of the house waits for it.
    number = file_it(city, draft)
    page = town.as_("applicant").get("/applicant/")
    still = (sending.is_alive(), len(server.envelopes), set(states(town)))
    server.may_go_on.set()
    sending.join(30)
    while run_round(site):
        pass

    assert number == "KU26-1-0002-90"
    assert soup(page) is not None
    assert still == (True, 0, {MailState.QUEUED})
    assert sorted(one.rcpt_tos for one in server.envelopes) == [
        ["applicant@example.jp"], ["applicant@example.jp"], ["officer2@example.jp"],
        ["officer2@example.jp"], ["officer@example.jp"], ["officer@example.jp"],
    ]  # fmt: skip
    assert len({one["Message-ID"] for one in server.messages}) == 6
    assert {one.get_content_type() for one in server.messages} == {"text/plain"}


def test_a_server_that_drops_the_line_or_is_gone_loses_no_mail_and_no_filing(
    town: Town, server: MailServer, running: Running, clock: SteadyClock
) -> None:
    city, site = town.city, town.app.extensions[SITE]
    server.hangs_up = True
    a_filed_application(city, a_call(city))

    run_round(site)
    dropped = states(town)
    running.stop()
    clock.moment = clock.moment.replace(day=clock.moment.day + 1)
    run_round(site)
    gone = states(town)
    with city.uow() as uow:
        faults = set(uow.session.scalars(select(Mail.fault)))
        handled = uow.session.scalars(select(EventRow.handled_at)).one()
        numbers = uow.session.scalars(select(Application.receipt_number)).all()

    assert (dropped, gone) == ([MailState.QUEUED] * 3, [MailState.QUEUED] * 3)
    assert [one.partition("）")[2] for one in faults] == [
        "につながりません。動いているか、ポートの番号が合っているか確かめてください。"
    ]
    assert (handled is not None, numbers) == (True, ["KU26-1-0001-23"])

    back = MailServer()
    with Running(back) as again:
        clock.moment = clock.moment.replace(day=clock.moment.day + 1)
        run_round(replace(site, settings=replace(site.settings, smtp_port=again.port)))
    assert states(town) == [MailState.SENT] * 3
    assert sorted(one.rcpt_tos for one in back.envelopes) == [
        ["applicant@example.jp"], ["officer2@example.jp"], ["officer@example.jp"],
    ]  # fmt: skip
