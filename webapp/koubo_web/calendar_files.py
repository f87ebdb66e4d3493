"""Calendar files (RFC 5545) that any calendar reads: lines of 75 bytes, times of Japan."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from koubo.calendar import JST

CALENDAR_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
ZONE = "Asia/Tokyo"
JAPAN = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "TZNAME:JST",
    "END:STANDARD",
    "END:VTIMEZONE",
)
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class CalendarEvent:
    """Something that happens at a time.

    :param uid: stays the same, however often the event is moved
    :param sequence: grows with each change
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int
    url: str
    text: str = ""
    place: str = ""
    is_cancelled: bool = False


def calendar_file(name: str, events: Iterable[CalendarEvent]) -> str:
    """Give a calendar; its lines end as the format asks."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Koubo//Koubo//JA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        f"X-WR-TIMEZONE:{ZONE}",
        *JAPAN,
        *(line for one in events for line in _event(one)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.uid)}"
    yield f"DTSTAMP:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART;TZID={ZONE}:{event.starts_at.astimezone(JST):%Y%m%dT%H%M%S}"
    yield f"DTEND;TZID={ZONE}:{event.ends_at.astimezone(JST):%Y%m%dT%H%M%S}"
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{_escaped(event.text)}"
    if event.place:
        yield f"LOCATION:{_escaped(event.place)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """Give a text as a value: its line breaks written out, other control characters left out."""
    plain = text.replace("\r\n", "\n").translate(ESCAPES)
    return "".join(one for one in plain if one >= " " and one != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """Cut a line into pieces of at most 75 bytes, never within a character."""
    piece, size = "", 0
    for one in line:
        length = len(one.encode())
        if size + length > LONGEST_LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + one, size + length
    yield piece
