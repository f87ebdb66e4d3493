"""Where "now" comes from: the machine's clock, or the demo's, which can be moved on."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Tells the moment."""

    def now(self) -> datetime:
        """Give the moment, aware."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True)
class DemoClock:
    """The machine's clock, moved by what the file says; every process reads the same file."""

    kept: Path

    def now(self) -> datetime:
        """Give the demo's moment, in UTC."""
        return datetime.now(UTC) + self._offset()

    def move_to(self, at: datetime) -> None:
        """Let it be that moment now, and run on from there."""
        offset = at - datetime.now(UTC)
        fresh = self.kept.with_suffix(".new")
        fresh.write_text(str(ceil(offset.total_seconds())), encoding="ascii")
        os.replace(fresh, self.kept)

    def _offset(self) -> timedelta:
        if not self.kept.exists():
            return timedelta()
        return timedelta(seconds=int(self.kept.read_text(encoding="ascii")))
