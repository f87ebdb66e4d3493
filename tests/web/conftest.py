"""A site on a fresh database, a browser, and people who sign in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from account_builders import BANK_SECRET
from koubo.people.models import Person, SeatRow
from koubo.people.rules import SeatKind
from koubo.plugins import House, load
from koubo.storage.outbox import Mail
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.app import create_app
from koubo_web.login.accounts import Account
from koubo_web.requests import SITE
from koubo_web.settings import Settings
from koubo_web.site import Site
from web.browser import (
    BASE_URL,
    NOON,
    PASSWORD,
    Browser,
    MakePerson,
    ReadMails,
    SignIn,
    SteadyClock,
)
from web.ready_sites import light_settings, make_tables
from web.town import Town, a_town

SECRET = BANK_SECRET


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give sound settings, with the quickest password hash that the schema allows."""
    return light_settings(
        {
            "KOUBO_SECRET_KEY": SECRET,
            "KOUBO_BASE_URL": BASE_URL,
            "KOUBO_DATA": str(tmp_path / "data"),
        }
    )


@pytest.fixture
def clock() -> SteadyClock:
    """Give a clock that stands at noon in Japan on 6 November 2026."""
    return SteadyClock()


@pytest.fixture
def app(settings: Settings, clock: SteadyClock) -> Iterator[Flask]:
    """Give a site on an empty database."""
    yield from built(settings, clock)


@pytest.fixture
def demo_app(settings: Settings, clock: SteadyClock) -> Iterator[Flask]:
    """Give a site in demo mode on an empty database."""
    yield from built(replace(settings, demo=True), None)


@pytest.fixture
def town(settings: Settings, clock: SteadyClock) -> Iterator[Town]:
    """Give a site with the installed plugins on the builders' city; everybody can sign in."""
    for app in built(settings, clock, load()):
        yield a_town(app, clock)


def built(
    settings: Settings, clock: SteadyClock | None, house: House | None = None
) -> Iterator[Flask]:
    """Build a site, make its tables, and close it afterwards."""
    app = create_app(settings, clock=clock, house=house or load(found=()))
    site: Site = app.extensions[SITE]
    make_tables(site.database)
    yield app
    site.database.close()


@pytest.fixture
def site(app: Flask) -> Site:
    """Give what the site's requests share."""
    found: Site = app.extensions[SITE]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a bare client, signed in as nobody."""
    return app.test_client()


@pytest.fixture
def browser(client: FlaskClient) -> Browser:
    """Give a browser, signed in as nobody."""
    return Browser(client)


@pytest.fixture
def work(site: Site) -> Iterator[UnitOfWork]:
    """Give a unit of work of the test's own, to prepare and to look."""
    with UnitOfWork(site.database, now=NOON) as work:
        yield work


@pytest.fixture
def person(app: Flask, work: UnitOfWork) -> MakePerson:
    """Give a function that makes a person with a confirmed account, and gives the person's id."""

    def make(
        email: str = "hanako@example.jp",
        *seats: SeatKind,
        name: str = "倉敷 花子",
        password: str = PASSWORD,
    ) -> int:
        with app.app_context():
            hashed = app.extensions["security"].pwd_context.hash(password)
        with work.writing() as write:
            someone = Person(name=name, email=email)
            write.session.add(someone)
            write.session.flush()
            account = Account(
                person_id=someone.id,
                email=email,
                password=hashed,
                active=True,
                fs_uniquifier=f"{someone.id:064d}",
                registered_at=NOON,
                confirmed_at=NOON,
            )
            write.session.add(account)
            for kind in seats:
                write.session.add(_seat(someone.id, kind))
            return someone.id

    return make


def _seat(person_id: int, kind: SeatKind) -> SeatRow:
    return SeatRow(
        person_id=person_id,
        kind=kind,
        call_id=1 if kind is SeatKind.REVIEWER else None,
        from_on=date(2026, 4, 1),
        to_on=None,
    )


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Give a function that gives a browser in which somebody has signed in."""

    def enter(email: str = "hanako@example.jp", password: str = PASSWORD) -> Browser:
        browser = Browser(app.test_client())
        answer = browser.post("/login", email=email, password=password)
        assert answer.status_code == 302, answer.text
        return browser

    return enter


@pytest.fixture
def mails(work: UnitOfWork) -> ReadMails:
    """Give a function that reads the outbox, oldest first."""

    def read() -> list[Mail]:
        work.session.rollback()
        work.session.expire_all()
        return list(work.session.scalars(select(Mail).order_by(Mail.id)))

    return read
