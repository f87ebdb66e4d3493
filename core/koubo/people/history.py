"""What was done to records, with the names of whoever did it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from koubo.people.models import Membership, Person
from koubo.storage.base import Base
from koubo.storage.columns import read_columns
from koubo.storage.history import HistoryRow

Subjects = Mapping[type[Base], Sequence[int]]
"""Which rows a history is wanted of: their numbers by table."""

KINDS = 64
"""For so many combinations of tables a statement is kept; pages ask for a dozen."""

# Put together once: to build a statement takes longer than to run it.
TAKEN = select(
    HistoryRow.at,
    HistoryRow.verb,
    HistoryRow.subject_kind,
    HistoryRow.subject_id,
    Person.name,
    HistoryRow.detail,
).order_by(HistoryRow.at.desc(), HistoryRow.chain, HistoryRow.sequence.desc())
STEPS = TAKEN.outerjoin(Person, Person.id == HistoryRow.person_id)
MEMBERS = select(Membership.person_id).where(
    Membership.organisation_id == bindparam("organisation")
)
TOLD = TAKEN.outerjoin(
    Person, and_(Person.id == HistoryRow.person_id, Person.id.in_(MEMBERS))
).where(HistoryRow.verb.in_(bindparam("verbs", expanding=True)))


@dataclass(frozen=True)
class Step:
    """A step of history with the name of whoever took it.

    It is empty for the clock, and, where members of an organisation are told, for anybody else.
    """

    at: datetime
    verb: str
    subject_kind: str
    subject_id: int
    who: str
    detail: Mapping[str, Any]


@lru_cache(maxsize=KINDS)
def _steps_of(kinds: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return STEPS.where(_about(kinds))


@lru_cache(maxsize=KINDS)
def _told_of(kinds: tuple[str, ...]) -> Select[*tuple[Any, ...]]:
    return TOLD.where(_about(kinds))


def _about(kinds: tuple[str, ...]) -> ColumnElement[bool]:
    """Give the clause of rows of these kinds; the numbers of each are bound under its name."""
    return or_(
        *(
            and_(
                HistoryRow.subject_kind == kind,
                HistoryRow.subject_id.in_(bindparam(kind, expanding=True)),
            )
            for kind in kinds
        )
    )


def steps_of(session: Session, subjects: Subjects) -> list[Step]:
    """Give what was done to some rows, newest first; one statement.

    For staff: it names everybody.
    """
    numbers = _numbers(subjects)
    return _steps(read_columns(session, _steps_of(tuple(numbers)), numbers))


def steps_told(
    session: Session, organisation_id: int, subjects: Subjects, verbs: Collection[str]
) -> list[Step]:
    """Give what members of an organisation are told of some rows, newest first; one statement.

    :param verbs: those that may be told; anything else stays out
    """
    numbers = _numbers(subjects)
    bound = {**numbers, "organisation": organisation_id, "verbs": list(verbs)}
    return _steps(read_columns(session, _told_of(tuple(numbers)), bound))


def _numbers(subjects: Subjects) -> dict[str, list[int]]:
    return {table.__tablename__: list(found) for table, found in subjects.items()}


def _steps(rows: Sequence[Any]) -> list[Step]:
    return [
        Step(at, verb, kind, number, name or "", detail or {})
        for at, verb, kind, number, name, detail in rows
    ]
