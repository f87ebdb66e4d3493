"""Closing the site for a while: a file beside the stores, switched by an operator's command.

A file and no row: it has to hold while the database is gone. Every process that serves from one
data folder reads it at every request, so that nothing has to be started anew.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from koubo.calendar import format_moment_short

FILE = "maintenance.json"
SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
UNKNOWN = timedelta(minutes=10)
"""How long people and programs are told to wait: never less, never more; where no end is known."""


class Mode(StrEnum):
    """What is closed."""

    OPEN = "open"
    COMING = "coming"
    READING = "reading"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Maintenance:
    """What the operator decided.

    :param since: from when on; before it the pages only tell of it
    :param until: when it is to end; None where that is not known
    :param reading: whether pages may be read meanwhile
    :param note: what the operator adds, in own words
    """

    since: datetime
    until: datetime | None = None
    reading: bool = False
    note: str = ""

    def mode(self, at: datetime) -> Mode:
        """Say what is closed at a moment; what runs late stays closed until somebody opens it."""
        if at < self.since:
            return Mode.COMING
        return Mode.READING if self.reading else Mode.STOPPED

    def end(self, at: datetime) -> str:
        """Give the end in words; "" where it is not known or has passed."""
        return format_moment_short(self.until) if self.until and at < self.until else ""

    def wait(self, at: datetime) -> int:
        """Give the seconds after which to try again."""
        left = self.until - at if self.until else UNKNOWN
        return int(min(max(left, SHORTEST), LONGEST).total_seconds())


def read_maintenance(data: Path) -> Maintenance | None:
    """Give what the operator decided; None where the site is open.

    A file that cannot be read closes the site: somebody meant to.
    """
    try:
        told: Any = json.loads((data / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return _closed()
    try:
        return _maintenance(told)
    except (KeyError, TypeError, ValueError):
        return _closed()


def is_stopped(data: Path, at: datetime) -> bool:
    """Say whether nothing may touch the stores now."""
    found = read_maintenance(data)
    return found is not None and found.mode(at) is Mode.STOPPED


def begin_maintenance(data: Path, maintenance: Maintenance) -> None:
    """Write down what the operator decided, at once and whole."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps(asdict(maintenance), ensure_ascii=False, default=datetime.isoformat)
    # A name of its own: two operators at once would write into, and move, one file.
    fresh = data / f"{FILE}.{secrets.token_hex(4)}"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(data / FILE)


def end_maintenance(data: Path) -> bool:
    """Open the site again; give whether it was closed."""
    try:
        (data / FILE).unlink()
    except FileNotFoundError:
        return False
    return True


def _maintenance(told: Mapping[str, Any]) -> Maintenance:
    until = told["until"]
    return Maintenance(
        since=_moment(told["since"]),
        until=_moment(until) if until else None,
        reading=bool(told["reading"]),
        note=str(told["note"]),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError(text)
    return moment


def _closed() -> Maintenance:
    return Maintenance(since=datetime.fromisoformat("2000-01-01T00:00:00+09:00"))
