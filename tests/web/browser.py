"""A browser for tests, a clock that they set, and what they read in mails."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from koubo.people.models import Person
from koubo.storage.outbox import Mail
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.login.accounts import Account

BASE_URL = "https://koubo.city.example.jp"
PASSWORD = "kurashiki-2026"
NOON = datetime(2026, 11, 6, 3, 0, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LINK = re.compile(rf"(?:{re.escape(BASE_URL)}|http://127\.0\.0\.1:\d+)(/\S+)")


@dataclass
class SteadyClock:
    """A clock that stands where the test puts it."""

    moment: datetime = NOON

    def now(self) -> datetime:
        """Give the moment."""
        return self.moment


class Browser:
    """Keeps cookies, and sends each form with its token and its page's address, as browsers do."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form as the site's own page would."""
        return self.send(path, fields | {"csrf_token": self.token()})

    def send(self, path: str, fields: dict[str, str]) -> TestResponse:
        """Send just these fields; the token is the test's own affair."""
        return self.client.post(path, data=fields, headers={"Referer": f"{BASE_URL}{path}"})

    def token(self) -> str:
        """Give the token that the forms of this session bear."""
        # Signed in, every page's head has the form that signs out; else this one has a form.
        pages = (self.client.get(path).text for path in ("/reset", "/login"))
        found = next(match for page in pages if (match := TOKEN.search(page)))
        return found[1]


MakePerson = Callable[..., int]
SignIn = Callable[..., Browser]
ReadMails = Callable[[], list[Mail]]


def link_in(mail: Mail) -> str:
    """Give the path of the first link in a mail, which leads to the site's own address."""
    found = LINK.search(mail.body)
    assert found is not None, mail.body
    return found[1]


def stored_account(work: UnitOfWork) -> Account:
    """Give the only account as it is stored now."""
    work.session.rollback()
    work.session.expire_all()
    return work.session.scalars(select(Account)).one()


def number_of(work: UnitOfWork, table: type[Account] | type[Person]) -> int:
    """Count the rows stored now."""
    work.session.rollback()
    return work.session.scalars(select(func.count()).select_from(table)).one()


def without_tokens(page: str) -> str:
    """Give a page without what differs at each drawing."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)
