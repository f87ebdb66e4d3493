"""Pots while they are being given out: a course's own first, then the one for all."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from koubo.review.selection.values import Pot


@dataclass
class Till:
    """A pot while it is being given out (円)."""

    pot: Pot
    rest: int
    closed: bool = False
    """Somebody before did not fit; nobody further down is served from this pot."""


@dataclass
class Tills:
    """All pots of a selection; each course draws on its own ones first, then on those for all."""

    all: list[Till]
    _by_course: dict[str, list[Till]] = field(default_factory=dict)

    @classmethod
    def of(cls, pots: Sequence[Pot]) -> "Tills":
        """Give the pots, full."""
        return cls([Till(pot, pot.amount) for pot in pots])

    def as_they_are(self) -> "Tills":
        """Give the same pots with what is left in them, to try something out."""
        return Tills([replace(one) for one in self.all])

    def for_course(self, course_id: str) -> list[Till]:
        """Give the pots that a course may draw on, in the order in which it does."""
        if course_id not in self._by_course:
            own = [till for till in self.all if course_id in till.pot.course_ids]
            common = [till for till in self.all if not till.pot.course_ids]
            self._by_course[course_id] = own + common
        return self._by_course[course_id]


def take(tills: Sequence[Till], amount: int) -> None:
    """Take so much out, from the first on; there has to be so much (円)."""
    for till in tills:
        taken = min(till.rest, amount)
        till.rest, amount = till.rest - taken, amount - taken


def close(tills: Sequence[Till]) -> None:
    """Serve nobody further down from these."""
    for till in tills:
        till.closed = True
