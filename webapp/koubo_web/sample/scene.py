"""The stage of the sample city: who acts at which moment, and the diary of all that happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from koubo.calendar import day_in_japan
from koubo.papers.letters import Press
from koubo.people.messages import make_mails
from koubo.people.queries import load_actor
from koubo.people.rules import Actor
from koubo.proof.proving import proving_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.plans import Proven
from koubo.schemes.rules import Scheme
from koubo.storage.base import Base
from koubo.storage.outbox import claim_mails, mark_sent
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.sample.papers import PaperMill
from koubo_web.sample.reading import World
from koubo_web.site import Site

MANY = 1_000


@dataclass
class Scene:
    """The sample city while it comes to life; ``at`` is the moment of what happens now."""

    site: Site
    world: World
    press: Press
    mill: PaperMill
    at: datetime
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def catalog(self) -> Catalog:
        """Give the installed schemes."""
        return self.site.catalog

    @property
    def scheme(self) -> Scheme:
        """Give the scheme that the city runs."""
        return self.catalog.installed(self.world.scheme)

    @cached_property
    def proven(self) -> Proven:
        """Give the proof of the scheme, made once: the same text is installed all along."""
        return proving_of(self.catalog, self.scheme).proven

    @contextmanager
    def act(self, person: str) -> Iterator[tuple[UnitOfWork, Actor]]:
        """Let somebody act now, with the seats of the day."""
        person_id = self.ids[f"person:{person}"]
        with UnitOfWork(self.site.database, now=self.at, person_id=person_id) as uow:
            actor = load_actor(uow.session, person_id, day_in_japan(self.at))
            if actor is None:
                raise LookupError(person)
            yield uow, actor

    def deliver(self) -> None:
        """Let the mails of what has happened go out; nothing leaves the machine."""
        with UnitOfWork(self.site.database, now=self.at) as uow:
            make_mails(uow, self.site.hooks, base_url=self.site.settings.base_url, limit=MANY)
            with uow.writing() as write:
                for mail in claim_mails(write.session, now=self.at, limit=MANY):
                    mark_sent(write.session, mail.id, now=self.at)


def version_of(uow: UnitOfWork, table: type[Base], key: int) -> int:
    """Give a row's version as it stands now."""
    row: Any = uow.session.get_one(table, key)
    return int(row.version)


Happening = Callable[[Scene], None]


@dataclass
class Diary:
    """All that happens in the city, lived in the order of time whatever the order of writing."""

    entries: list[tuple[datetime, Happening]] = field(default_factory=list)

    def add(self, at: datetime, do: Callable[..., None], *about: Any, **more: Any) -> None:
        """Write down what happens at a moment; ``do`` gets the scene after what it is about."""
        self.entries.append((at, partial(_swapped, do, about, more)))

    def __len__(self) -> int:
        return len(self.entries)

    def live(self, scene: Scene, until: datetime) -> Iterator[datetime]:
        """Let everything happen, and give each moment once it is over.

        :raises ValueError: where something was to happen later than it is
        """
        for at, happening in sorted(self.entries, key=lambda entry: entry[0]):
            if at > until:
                raise ValueError(f"the sample city cannot live beyond today: {at.isoformat()}")
            if day_in_japan(at) != day_in_japan(scene.at):
                scene.deliver()
            scene.at = at
            happening(scene)
            yield at
        scene.deliver()


def _swapped(
    do: Callable[..., None], about: tuple[Any, ...], more: dict[str, Any], scene: Scene
) -> None:
    do(scene, *about, **more)
