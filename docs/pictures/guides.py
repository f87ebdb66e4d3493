"""The guides that have pictures: which city each is taken in, and by which walks."""

from typing import NamedTuple

from pictures import awarding, judging, presenting, steering, weighing
from pictures.camera import Studio
from pictures.walks import WALKS, Walk, take_all

FILING = ("finished", "running", "candidates", "closed", "open")
JUDGING = ("finished", "running", "candidates", "decided", "second_stage", "first_stage")
"""Calls of the sample city; what was awarded before cannot be left out."""


class Guide(NamedTuple):
    """One guide: its folder below `docs` and `docs/images`, the calls of its city, its walks."""

    name: str
    calls: tuple[str, ...]
    walks: tuple[Walk, ...]

    @property
    def pictures(self) -> tuple[str, ...]:
        """Give the names of its pictures, in the order in which they are taken."""
        return tuple(name for walk in self.walks for name in walk.pictures)

    def take(self, studio: Studio) -> None:
        """Take them all."""
        take_all(studio, self.walks)


GUIDES = (
    Guide("applicants", FILING, WALKS),
    Guide(
        "reviewers",
        JUDGING,
        (
            Walk(judging.declare, ("conflict-declare", "start-home")),
            Walk(judging.mark, ("marking-sheet", "marking-cells", "handing-confirm")),
            Walk(presenting.on_a_tablet, ("day-card", "day-cut")),
        ),
    ),
    Guide(
        "review",
        JUDGING,
        (
            Walk(steering.seat, ("panel-stages", "conflicts-signs")),
            Walk(steering.draw, ("assignment-drawn",)),
            Walk(steering.read_back, ("paper-read",)),
            Walk(presenting.in_the_hall, ("day-progress",)),
            Walk(weighing.weigh, ("tally-board", "tally-simulation", "tally-view")),
            Walk(weighing.conclude, ("conclusion-record", "decision-results")),
        ),
    ),
    Guide(
        "award",
        JUDGING,
        (
            Walk(awarding.at_home, ("home-officer", "awards-menu")),
            Walk(awarding.money, ("money-ledger", "money-payments", "reports-board")),
            Walk(awarding.figures, ("figures-call",)),
        ),
    ),
)
