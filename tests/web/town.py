"""A whole site on the builders' city: every person of it has an account and can sign in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select

from builders import AFTER, City, a_city
from koubo.people.models import Person
from koubo_web.login.accounts import Account
from koubo_web.requests import SITE
from koubo_web.site import Site
from web.browser import NOON, PASSWORD, Browser, SteadyClock


@dataclass
class Town:
    """The city, its site, and the clock that a test sets."""

    app: Flask
    city: City
    clock: SteadyClock
    screens: Callable[[], Any] | None = None
    """Gives a real browser's screen to each person of a journey; without it they have clients."""

    def client(self) -> Any:
        """Give somebody what they open pages with."""
        return self.screens() if self.screens else self.app.test_client()

    def as_(self, person: str) -> Browser:
        """Give a browser in which a person of the city has signed in."""
        browser = Browser(self.app.test_client())
        answer = browser.post("/login", email=f"{person}@example.jp", password=PASSWORD)
        assert answer.status_code == 302, answer.text
        return browser


def a_town(app: Flask, clock: SteadyClock) -> Town:
    """Make the city in the site's own database and give everybody an account."""
    site: Site = app.extensions[SITE]
    city = a_city(site.database, site.files, site.house)
    give_accounts(app, city)
    clock.moment = AFTER
    return Town(app, city, clock)


def give_accounts(app: Flask, city: City) -> None:
    """Give every person without an account one with the tests' password."""
    with app.app_context():
        hashed = app.extensions["security"].pwd_context.hash(PASSWORD)
    with city.uow() as uow, uow.writing() as write:
        have = set(write.session.scalars(select(Account.person_id)))
        for person in write.session.scalars(select(Person)):
            if person.id not in have:
                write.session.add(
                    Account(
                        person_id=person.id,
                        email=person.email,
                        password=hashed,
                        active=True,
                        fs_uniquifier=f"{person.id:064d}",
                        registered_at=NOON,
                        confirmed_at=NOON,
                    )
                )
