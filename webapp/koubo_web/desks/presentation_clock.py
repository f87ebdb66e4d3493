"""What the clock of a presentation day says, as a page and its script need it: moments, no names.

It changes only when a button is pressed; how much time is left is counted on the page.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from koubo.review.days.models import PresentationDay
from koubo.review.days.rules import (
    PHASE_NAMES,
    SLOT_KIND_NAMES,
    Phase,
    Place,
    SlotKind,
    following,
    read_clock,
    running,
)


def clock_told(day: PresentationDay, places: Sequence[Place], at: datetime) -> dict[str, Any]:
    """Give the running place with the moments at which its parts end, in seconds since 1970.

    While the clock stands, ``stands_at`` is the moment that it shows.
    """
    place = running(places)
    coming = following(places, place)
    if place is None or place.began_at is None:
        return {
            "place": None,
            "next": coming.id if coming else None,
            "parts": [],
            "stands_at": None,
        }
    ends = place.began_at + timedelta(seconds=place.paused_seconds)
    parts = []
    for phase, words, minutes in parts_of(day, place):
        ends += timedelta(minutes=minutes)
        parts.append({"phase": phase.value, "words": words, "ends_at": int(ends.timestamp())})
    return {
        "place": place.id,
        "next": coming.id if coming else None,
        "parts": parts,
        "stands_at": int(place.paused_at.timestamp()) if place.paused_at else None,
    }


def parts_of(day: PresentationDay, place: Place) -> list[tuple[Phase, str, int]]:
    """Give the parts of a place with their words and minutes."""
    if place.kind is not SlotKind.TALK:
        return [(Phase.PAUSE, SLOT_KIND_NAMES[place.kind], place.minutes)]
    lengths = (
        (Phase.TALK, day.talk_minutes),
        (Phase.QUESTIONS, day.question_minutes),
        (Phase.MARKING, day.marking_minutes),
    )
    return [(phase, PHASE_NAMES[phase], minutes) for phase, minutes in lengths if minutes]


def left_told(day: PresentationDay, places: Sequence[Place], at: datetime) -> tuple[str, str, str]:
    """Give the phase's words, the time left as 3:20, and a tone; for a page without scripts."""
    place = running(places)
    if place is None:
        return "待機中", "", "wait"
    reading = read_clock(place, day.parts, at)
    words = dict((phase, told) for phase, told, _ in parts_of(day, place))[reading.phase]
    left = abs(reading.seconds_left)
    shown = f"{left // 60}:{left % 60:02}"
    if reading.is_paused:
        return f"{words}（一時停止中）", shown, "wait"
    if reading.seconds_left < 0:
        return f"{words}の時間を過ぎています", f"+{shown}", "over"
    return words, shown, "soon" if reading.seconds_left <= 60 else reading.phase.value
