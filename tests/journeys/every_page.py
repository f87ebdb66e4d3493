"""Every page of the watched city as the server answers it, and the same forms sent in vain."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from gzip import decompress
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from koubo_web.app import create_app
from koubo_web.requests import SITE
from koubo_web.settings import read_settings
from koubo_web.tables import migrate_all
from promises.audience_rules import EVERYBODY
from promises.test_visibility import Door, doors
from promises.watched_city import NOBODY, Watched

PACKED = {"Accept-Encoding": "gzip", "Sec-Fetch-Dest": "document"}
IN_VAIN = (409, 422)
LEAVES = {"security.logout", "security.login", "security.register"}
"""What would sign somebody out or in."""


@dataclass(frozen=True)
class Found:
    """A page as somebody got it."""

    person: str
    endpoint: str
    path: str
    status: int
    html: str
    length: int
    """Bytes of its headers and its body as they were sent."""
    policy: str
    """What it lets the browser load."""

    @property
    def name(self) -> str:
        """Give the name of a file that keeps it."""
        return f"{self.endpoint}-{self.status}.html"


def pages_of(watched: Watched) -> list[Found]:
    """Give one page of each endpoint, as somebody got it who may open it."""
    pages: dict[str, Found] = {}
    clients = {person: watched.client(person) for person in sorted(EVERYBODY)}
    for door in doors(watched, "GET"):
        person = who_enters(door)
        if door.endpoint in pages or not person:
            continue
        answer = clients[person].get(door.path, headers=PACKED)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            pages[door.endpoint] = _found(person, door.endpoint, door.path, answer)
        answer.close()
    return list(pages.values())


def states_of(watched: Watched, data: Path) -> list[Found]:
    """Give the states that no link leads to: forms sent in vain, what went wrong, the look's own page."""
    officer, demo = watched.client("officer"), _a_demo(data).test_client()
    return [
        *_sent_in_vain(watched),
        _found(NOBODY, "error", "/none", watched.client(NOBODY).get("/none", headers=PACKED)),
        _found("officer", "error", "/releaser/", officer.get("/releaser/", headers=PACKED)),
        _found(NOBODY, "styleguide", "/styleguide", demo.get("/styleguide", headers=PACKED)),
        _found(NOBODY, "demo.clock", "/demo/clock", demo.get("/demo/clock", headers=PACKED)),
    ]


def _a_demo(data: Path) -> Flask:
    settings = read_settings(
        {
            "KOUBO_DEMO": "yes",
            "KOUBO_SECRET_KEY": secrets.token_urlsafe(48),
            "KOUBO_BASE_URL": "http://localhost",
            "KOUBO_DATA": str(data),
        }
    )
    app = create_app(settings)
    migrate_all(app.extensions[SITE].database)
    return app


def _sent_in_vain(watched: Watched) -> Iterator[Found]:
    """Send every form without an answer in it; the city changes by those that ask nothing."""
    watched.town.app.config["WTF_CSRF_ENABLED"] = False
    seen: set[tuple[str, int]] = set()
    clients: dict[str, FlaskClient] = {}
    for door in doors(watched, "POST"):
        person = who_enters(door)
        if not person or door.endpoint in LEAVES:
            continue
        client = clients.setdefault(person, watched.client(person))
        answer = client.post(door.path, data={"version": "0"}, headers=PACKED)
        key = (door.endpoint, answer.status_code)
        is_page = answer.mimetype == "text/html" and answer.status_code in IN_VAIN
        if is_page and key not in seen:
            seen.add(key)
            yield _found(person, door.endpoint, door.path, answer)
        answer.close()
    watched.town.app.config["WTF_CSRF_ENABLED"] = True


def _found(person: str, endpoint: str, path: str, answer: TestResponse) -> Found:
    sent = answer.data
    plain = decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent
    policy = answer.headers["Content-Security-Policy"]
    html, length = plain.decode(), len(str(answer.headers)) + len(sent)
    return Found(person, endpoint, path, answer.status_code, html, length, policy)


def who_enters(door: Door) -> str:
    """Give one of those who get in; nobody, where everybody does."""
    found = sorted(door.audience())
    return NOBODY if NOBODY in found else next(iter(found), "")
