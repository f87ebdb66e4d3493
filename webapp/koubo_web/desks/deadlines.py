"""The deadlines of a call as pages show them: a line for each track, and for what comes before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from koubo.calendar import format_date, format_deadline, in_time
from koubo.schemes.deadlines import Deadlines, Track, track_name, tracks_of
from koubo.schemes.eligibility.case import DAY_NAMES, GATE_NAMES, Day
from koubo.schemes.rules import Course

DIFFERS = "締切は、コースや型によって違います。"


@dataclass(frozen=True)
class TrackLine:
    """One way into a call, until when it may be taken, and whether that is over."""

    track: Track
    name: str
    closes_at: datetime
    is_over: bool


def track_lines(
    deadlines: Deadlines, courses: Iterable[Course], now: datetime
) -> tuple[TrackLine, ...]:
    """Give a line for each track of the courses that a call opens, in the order of its scheme."""
    return tuple(
        TrackLine(
            track,
            track_name(course, track),
            deadlines.of(track),
            not in_time(now, deadlines.of(track)),
        )
        for course in courses
        for track in tracks_of(course)
    )


def closing_words(lines: Iterable[TrackLine], last: datetime) -> str:
    """Give the deadline, or one line for each track where they differ."""
    found = list(lines)
    if len({one.closes_at for one in found}) < 2:
        return format_deadline(found[0].closes_at if found else last)
    return "\n".join(f"{one.name}：{format_deadline(one.closes_at)}" for one in found)


def moment_facts(deadlines: Deadlines, days: Mapping[Day, date]) -> list[tuple[str, str]]:
    """Give deadlines of gates and planned days as label and text."""
    gates = [
        (f"{GATE_NAMES[gate]}の期限", format_deadline(at)) for gate, at in deadlines.gates.items()
    ]
    planned = [(f"{DAY_NAMES[day]}（予定）", format_date(on)) for day, on in days.items()]
    return gates + planned
