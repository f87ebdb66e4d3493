"""Brings the sample city to life: one diary, written by phase and lived in the order of time."""

from collections.abc import Iterator
from datetime import datetime

from flask import Flask

from koubo.papers.letters import Press
from koubo_web.requests import SITE
from koubo_web.sample.accounting import write_accounts
from koubo_web.sample.applying import write_applications
from koubo_web.sample.changing import write_changes
from koubo_web.sample.checking import write_checks
from koubo_web.sample.counter import write_counter
from koubo_web.sample.deciding import write_decisions
from koubo_web.sample.declaring import write_declarations
from koubo_web.sample.ending import write_endings
from koubo_web.sample.evaluating import write_evaluations
from koubo_web.sample.granting import write_grants
from koubo_web.sample.joining import write_members
from koubo_web.sample.judging import write_reviews
from koubo_web.sample.openings import write_openings
from koubo_web.sample.papers import PaperMill
from koubo_web.sample.reading import World, read_world
from koubo_web.sample.residents import LONG_AGO, write_residents
from koubo_web.sample.revising import write_revisions
from koubo_web.sample.scene import Diary, Scene
from koubo_web.sample.settling import write_settlements
from koubo_web.sample.timetable import Timetable
from koubo_web.site import Site


class Seeding:
    """The life of the sample city until now; ``len`` is how much happens in it.

    :param now: the moment as which the city is seen (aware); everything happens before it
    :param world: who lives there and what they do; the files' whole city where none is given
    """

    def __init__(self, app: Flask, now: datetime, world: World | None = None) -> None:
        site: Site = app.extensions[SITE]
        world = world or read_world()
        times = Timetable(now)
        calls = {key: one for key, one in times.calls().items() if key in world.calls}
        self.now = now
        self.diary = Diary()
        self.scene = Scene(site, world, Press(), PaperMill(), now - LONG_AGO)
        write_residents(self.diary, self.scene, times, app)
        write_members(self.diary, self.scene, times)
        write_openings(self.diary, self.scene, calls)
        write_applications(self.diary, self.scene, calls, times)
        write_declarations(self.diary, self.scene, times)
        write_checks(self.diary, self.scene, calls, times)
        write_counter(self.diary, self.scene, times)
        write_reviews(self.diary, self.scene, calls)
        write_decisions(self.diary, self.scene, calls, times)
        write_grants(self.diary, self.scene, calls, times)
        write_accounts(self.diary, self.scene, calls, times)
        write_changes(self.diary, self.scene, calls, times)
        write_endings(self.diary, self.scene, calls, times)
        write_settlements(self.diary, self.scene, calls, times)
        write_evaluations(self.diary, self.scene, calls, times)
        write_revisions(self.diary, self.scene, calls, times)

    def __len__(self) -> int:
        return len(self.diary)

    def __iter__(self) -> Iterator[datetime]:
        """Live it, and give each moment once it is over."""
        return self.diary.live(self.scene, self.now)
