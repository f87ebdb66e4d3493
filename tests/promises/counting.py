"""Opens pages and sends forms in a crowded town, and keeps what that says to the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builders import a_draft
from koubo.plugins import load
from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.site import Site
from review.rounds import Round, a_round
from web.browser import BASE_URL, Browser, SteadyClock
from web.pages import fields_of, soup
from web.ready_sites import light_settings, make_tables
from web.town import Town, a_town

NOBODY = "nobody"
PEOPLE = ("applicant", "officer", "releaser", "department_person", "reviewer_a")


@dataclass
class Counter:
    """The browsers of a town whose one call is under review."""

    town: Town
    round_: Round
    browsers: dict[str, Browser]

    def said(self, person: str, path: str) -> list[str]:
        """Give a page's statements, those of finding out who asks included."""
        with self.town.city.database.statements() as said:
            soup(self.browsers[person].get(path))
        return said

    def page(self, person: str, path: str) -> int:
        """Count a page's statements beyond finding out who asks."""
        return len(self.said(person, path)) - self._asking(person)

    def form(self, person: str, path: str, to: str = "", **typed: str) -> int:
        """Count the statements of sending a page's form, the page itself apart."""
        browser = self.browsers[person]
        fields = {**fields_of(soup(browser.get(path))), **typed, "csrf_token": browser.token()}
        with self.town.city.database.statements() as said:
            answer = browser.send(to or path, fields)
        assert answer.status_code in (200, 303), answer.text  # 200: a script's own save
        return len(said) - self._asking(person)

    def _asking(self, person: str) -> int:
        with self.town.city.database.statements() as said:
            self.browsers[person].get("/change")
        return len(said)


def a_counter(folder: Path) -> Iterator[Counter]:
    """Give a counter, and close its site afterwards."""
    clock = SteadyClock()
    settings = light_settings(
        {
            "KOUBO_SECRET_KEY": "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f",
            "KOUBO_BASE_URL": BASE_URL,
            "KOUBO_DATA": str(folder),
        }
    )
    app = create_app(settings, clock=clock, house=load())
    site: Site = app.extensions[SITE]
    make_tables(site.database)
    town = a_town(app, clock)
    round_ = a_round(town.city)
    round_.begin()
    a_draft(town.city, round_.call_id)
    browsers = {person: town.as_(person) for person in PEOPLE}
    yield Counter(town, round_, {**browsers, NOBODY: Browser(app.test_client())})
    site.database.close()
