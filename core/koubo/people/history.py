"""What was done to records, with the names of whoever did it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from koubo.people.models import Person
from koubo.storage.base import Base
from koubo.storage.history import HistoryRow

Subjects = Mapping[type[Base], Sequence[int]]
"""Which rows a history is wanted of: their numbers by table."""

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


def steps_of(session: Session, subjects: Subjects) -> list[Step]:
    """Give what was done to some rows, newest first; one statement.

    For staff: it names everybody. What an applicant may read is for the upper areas to say.
    """
    about = [
        and_(HistoryRow.subject_kind == table.__tablename__, HistoryRow.subject_id.in_(numbers))
        for table, numbers in subjects.items()
    ]
    rows = session.execute(STEPS.where(or_(*about)))
    return [
        Step(at, verb, kind, number, name or "", detail or {})
        for at, verb, kind, number, name, detail in rows
    ]
