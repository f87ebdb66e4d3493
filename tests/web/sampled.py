"""The sample city for tests: as of which moments, how much of it, and a clock that stands still."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from koubo.calendar import JST, day_in_japan
from koubo.people.models import Person
from koubo.people.queries import load_actor
from koubo.people.rules import Actor
from koubo.storage.base import Base
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.sample.reading import World, read_world
from koubo_web.sample.residents import PASSWORD
from koubo_web.site import Site
from web.browser import TOKEN

MOMENTS = [
    datetime(2026, 11, 21, 14, 0, tzinfo=JST),
    datetime(2027, 3, 31, 23, 30, tzinfo=JST),
    datetime(2027, 4, 1, 0, 5, tzinfo=JST),
]
WHOLE = MOMENTS[0]
MONEY = ("finished", "running", "candidates", "open")
"""The calls whose days follow the 年度; at the other moments only these come to life."""
ADDRESS = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Stopped:
    """A clock that stands still."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Demo:
    """A sample city as of a moment."""

    site: Site
    data: Path
    uow: UnitOfWork
    app: Flask

    def states(self, table: type[Base]) -> set[object]:
        """Give every state that a table's rows are in."""
        return set(self.uow.session.scalars(select(table.__table__.c.state)))

    def actor(self, email: str) -> Actor:
        """Give somebody as they are seated at the demo's moment."""
        session = self.uow.session
        person_id = session.scalars(select(Person.id).where(Person.email == email)).one()
        actor = load_actor(session, person_id, day_in_japan(self.uow.now))
        assert actor is not None
        return actor


def world_as_of(now: datetime) -> World:
    """Give the whole city once; elsewhere only what the turn of the year could upset."""
    world = read_world()
    calls = {key: call for key, call in world.calls.items() if now == WHOLE or key in MONEY}
    return replace(world, calls=calls)


def sign_in(client: FlaskClient, email: str) -> TestResponse:
    """Send the form of the sign-in page as a browser would."""
    found = TOKEN.search(client.get("/login", base_url=ADDRESS).text)
    assert found is not None
    return client.post(
        "/login",
        base_url=ADDRESS,
        headers={"Referer": f"{ADDRESS}/login"},
        data={"email": email, "password": PASSWORD, "csrf_token": found[1]},
    )
