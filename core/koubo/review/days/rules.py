"""The day of the public presentation as values: its timetable, its clock, its quorum, its lot.

No database and no clock: times follow from the minutes, and from what the clock was pressed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from math import ceil


class SlotKind(StrEnum):
    """What a place in the timetable is."""

    TALK = "talk"
    BREAK = "break"
    DELIBERATION = "deliberation"


SLOT_KIND_NAMES = {
    SlotKind.TALK: "発表",
    SlotKind.BREAK: "休憩",
    SlotKind.DELIBERATION: "審議",
}


class Away(StrEnum):
    """Why nobody speaks in a place of the timetable."""

    WITHDREW = "withdrew"
    DID_NOT_COME = "did_not_come"


AWAY_NAMES = {Away.WITHDREW: "取りやめ", Away.DID_NOT_COME: "欠席"}


class Phase(StrEnum):
    """Which part of a place is running."""

    TALK = "talk"
    QUESTIONS = "questions"
    MARKING = "marking"
    PAUSE = "pause"
    """The place is a break or a deliberation."""


PHASE_NAMES = {
    Phase.TALK: "発表",
    Phase.QUESTIONS: "質疑",
    Phase.MARKING: "採点",
    Phase.PAUSE: "休憩・審議",
}


@dataclass(frozen=True)
class Minutes:
    """How long the parts of one talk are."""

    talk: int
    questions: int
    marking: int

    @property
    def whole(self) -> int:
        """Give how long one talk takes with all its parts."""
        return self.talk + self.questions + self.marking


@dataclass(frozen=True)
class Place:
    """One place of the timetable, as times and clock need it."""

    id: int
    kind: SlotKind
    minutes: int
    away: Away | None = None
    keeps_time: bool = False
    """Whether its time stays free where nobody speaks."""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    paused_at: datetime | None = None
    paused_seconds: int = 0

    @property
    def takes(self) -> timedelta:
        """Give how much of the day it takes."""
        gone = self.away is not None and not self.keeps_time
        return timedelta() if gone else timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Reading:
    """What the clock says of the place that is running."""

    place_id: int
    phase: Phase
    seconds_left: int
    """Of the phase; below zero once it is over time."""
    is_paused: bool


def timetable(starts_at: datetime, places: Iterable[Place]) -> dict[int, tuple[datetime, datetime]]:
    """Give from when to when each place is, by its id; the order is that of the places."""
    found: dict[int, tuple[datetime, datetime]] = {}
    at = starts_at
    for place in places:
        found[place.id] = (at, at + place.takes)
        at += place.takes
    return found


def running(places: Iterable[Place]) -> Place | None:
    """Give the place whose clock runs; None before, between and after."""
    return next((one for one in places if one.began_at and not one.ended_at), None)


def following(places: Sequence[Place], after: Place | None = None) -> Place | None:
    """Give the next place that is still to come and in which somebody speaks, or all rest."""
    start = places.index(after) + 1 if after else 0
    return next((one for one in places[start:] if one.began_at is None and not one.away), None)


def read_clock(place: Place, minutes: Minutes, now: datetime) -> Reading:
    """Say which part of a running place it is, and how long that part still lasts."""
    if place.began_at is None:
        raise ValueError("this place has not begun")
    until = place.paused_at or now
    gone = int((until - place.began_at).total_seconds()) - place.paused_seconds
    paused = place.paused_at is not None
    if place.kind is not SlotKind.TALK:
        return Reading(place.id, Phase.PAUSE, place.minutes * 60 - gone, paused)
    parts = (
        (Phase.TALK, minutes.talk),
        (Phase.QUESTIONS, minutes.questions),
        (Phase.MARKING, minutes.marking),
    )
    ends = 0
    phase = Phase.TALK
    for part, length in parts:
        if not length:
            continue
        phase, ends = part, ends + length * 60
        if gone < ends:
            break
    return Reading(place.id, phase, ends - gone, paused)


def drawn_order(seed: str, receipt_numbers: Iterable[str]) -> list[str]:
    """Give the order of a lot: the same seed gives the same order of the same numbers."""
    return sorted(
        receipt_numbers, key=lambda one: (sha256(f"{seed}:{one}".encode()).hexdigest(), one)
    )


def needed(quorum: Fraction, members: int) -> int:
    """Give how many members a share of the panel is: 1/2 of seven is four."""
    return ceil(quorum * members)


@dataclass(frozen=True)
class Stay:
    """From when to when a member was there; no coming: absent."""

    came_at: datetime | None = None
    left_at: datetime | None = None

    def is_there(self, at: datetime) -> bool:
        """Say whether the member was there at that moment."""
        return self.came_at is not None and self.came_at <= at and not self.has_left(at)

    def has_left(self, at: datetime) -> bool:
        """Say whether the member had gone by then."""
        return self.left_at is not None and self.left_at <= at

    def missed(self, began_at: datetime, ended_at: datetime) -> bool:
        """Say whether the member heard nothing, or not all, of what was said in between."""
        if self.came_at is None or self.came_at > began_at:
            return True
        return self.left_at is not None and self.left_at < ended_at
