"""What was done to records, with the names of whoever did it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from koubo.people.models import Person
from koubo.storage.base import Base
from koubo.storage.columns import read_columns
from koubo.storage.history import HistoryRow

Subjects = Mapping[type[Base], Sequence[int]]
"""Which rows a history is wanted of: their numbers by table."""

KINDS = 64
"""For so many combinations of tables a statement is kept; pages ask for a dozen."""

# Put together once: to build a statement takes longer than to run it.
STEPS = (
    select(
        HistoryRow.at,
        HistoryRow.verb,
        HistoryRow.subject_kind,
        HistoryRow.subject_id,
        Person.name,
        HistoryRow.detail,
    )
    .outerjoin(Person, Person.id == HistoryRow.person_id)
    .order_by(HistoryRow.at.desc(), HistoryRow.chain, HistoryRow.sequence.desc())
)


@dataclass(frozen=True)
class Step:
    """A step of history with the name of whoever took it; empty for the clock."""

    at: datetime
    verb: str
    subject_kind: str
    subject_id: int
    who: str
    detail: Mapping[str, Any]


@lru_cache(maxsize=KINDS)
def _steps_of(kinds: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    """Select the steps of rows of these kinds; the numbers of each are bound under its name."""
    about = (
        and_(
            HistoryRow.subject_kind == kind,
            HistoryRow.subject_id.in_(bindparam(kind, expanding=True)),
        )
        for kind in kinds
    )
    return STEPS.where(or_(*about))


def steps_of(session: Session, subjects: Subjects) -> list[Step]:
    """Give what was done to some rows, newest first; one statement.

    For staff: it names everybody. What an applicant may read is for the upper areas to say.
    """
    numbers = {table.__tablename__: list(found) for table, found in subjects.items()}
    rows = read_columns(session, _steps_of(tuple(numbers)), numbers)
    return [
        Step(at, verb, kind, number, name or "", detail or {})
        for at, verb, kind, number, name, detail in rows
    ]
