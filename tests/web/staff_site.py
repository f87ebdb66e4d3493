"""A site with Kurashiki's scheme and the builders' city, in which staff sign in by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from builders import AFTER, IN_TIME, City, a_city, an_organisation
from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.rules import ApplicationState, FilingState
from koubo.people.models import Person
from koubo.plugins import House
from koubo.schemes.forms import FilingKind
from koubo_web.app import create_app
from koubo_web.login.accounts import Account
from koubo_web.requests import SITE
from koubo_web.settings import Settings
from koubo_web.site import Site
from web.browser import PASSWORD, Browser, SteadyClock
from web.ready_sites import make_tables


@dataclass
class StaffSite:
    """A running site, its city, and its clock."""

    app: Flask
    site: Site
    city: City
    clock: SteadyClock

    def as_(self, person: str) -> Browser:
        """Give a browser in which somebody has signed in."""
        browser = Browser(self.app.test_client())
        answer = browser.post("/login", email=f"{person}@example.jp", password=PASSWORD)
        assert answer.status_code == 302, answer.text
        return browser

    def statements(self, browser: Browser, path: str) -> int:
        """Count what a page says to the database beyond finding out who asks."""
        with self.city.database.statements() as anywhere:
            assert browser.get("/change").status_code == 200
        with self.city.database.statements() as here:
            assert browser.get(path).status_code == 200
        return len(here) - len(anywhere)


def a_staff_site(settings: Settings, house: House, now: datetime = AFTER) -> Iterator[StaffSite]:
    """Build the site; everybody in the city has an account."""
    clock = SteadyClock(now)
    app = create_app(settings, clock=clock, house=house)
    site: Site = app.extensions[SITE]
    make_tables(site.database)
    city = a_city(site.database, site.files, site.house)
    with app.app_context():
        hashed = app.extensions["security"].pwd_context.hash(PASSWORD)
    with city.uow(IN_TIME) as uow, uow.writing() as write:
        for person in write.session.scalars(select(Person)):
            write.session.add(
                Account(
                    person_id=person.id,
                    email=person.email,
                    password=hashed,
                    active=True,
                    fs_uniquifier=f"{person.id:064d}",
                    registered_at=IN_TIME,
                    confirmed_at=IN_TIME,
                )
            )
    yield StaffSite(app, site, city, clock)
    site.database.close()


def many_applications(city: City, call_id: int, like: int, count: int, *, start: int = 0) -> None:
    """Add filed applications that say what another one says, by rows."""
    with city.uow(IN_TIME) as uow, uow.writing() as write:
        session = write.session
        model = session.scalars(
            select(Snapshot).join(Filing).where(Filing.application_id == like)
        ).first()
        assert model is not None
        for number in range(start, start + count):
            organisation = an_organisation(name=f"団体{number:03d}")
            session.add(organisation)
            session.flush()
            application = Application(
                call_id=call_id,
                course_id="kurashiki.collab_prep",
                organisation_id=organisation.id,
                state=ApplicationState.FILED,
                project_name=f"事業{number:03d}",
                requested=103_000,
                receipt_number=f"KU26-1-{number + 100:04d}-00",
                received_at=IN_TIME,
                created_at=IN_TIME,
            )
            session.add(application)
            session.flush()
            a_filing(session, application.id, FilingKind.PROPOSAL, model)


def a_filing(session: Any, application_id: int, kind: FilingKind, model: Snapshot) -> int:
    """Add a handed-in document with the contents of a snapshot; give its id."""
    filing = Filing(
        application_id=application_id,
        kind=kind,
        state=FilingState.FILED,
        draft={},
        saved_at=IN_TIME,
        filed_at=IN_TIME,
    )
    session.add(filing)
    session.flush()
    session.add(
        Snapshot(
            filing_id=filing.id,
            number=1,
            answers=model.answers,
            applicant=model.applicant,
            files=[],
            digest="0" * 64,
            received_at=IN_TIME,
            recorded_at=IN_TIME,
            person_id=model.person_id,
        )
    )
    return filing.id


def texts(page: TestResponse, selector: str) -> list[str]:
    """Give the texts of what a selector finds on a page."""
    soup = BeautifulSoup(page.text, "html.parser")
    return [" ".join(one.get_text().split()) for one in soup.select(selector)]


def hidden(page: TestResponse, name: str) -> str:
    """Give the value that a form of the page carries along."""
    found = BeautifulSoup(page.text, "html.parser").select_one(f"main [name={name}]")
    assert found is not None, page.text
    return str(found["value"])
