"""The read side of staff's own conflicts: what somebody declared, and what the office declared."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.conflict_models import StaffConflict
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor, SeatKind, require

SHOWN = 200
"""The newest; older ones stand in history."""


@dataclass(frozen=True)
class ConflictLine:
    """One declaration; of an application it says whose it is, and nothing of the application."""

    id: int
    person_id: int
    who: str
    organisation: str
    whole: bool
    """Whether it is about all applications of the organisation, later ones too."""
    reason: str
    declared_at: datetime
    lifted_at: datetime | None
    lifted_by: str
    lifted_because: str
    version: int


def own_conflicts(session: Session, actor: Actor) -> list[ConflictLine]:
    """Give what the actor declared, newest first; one statement."""
    return _lines(session, StaffConflict.person_id == actor.person_id)


def conflicts_of_staff(session: Session, actor: Actor) -> list[ConflictLine]:
    """Give what the others declared, newest first; one statement.

    What is about an application that is kept from the actor too is left out.
    """
    require(actor, SeatKind.OFFICER)
    seen = or_(StaffConflict.application_id.is_(None), visible_to_staff(actor))
    return _lines(session, StaffConflict.person_id != actor.person_id, seen)


def _lines(session: Session, *clauses: ColumnElement[bool]) -> list[ConflictLine]:
    lifter = aliased(Person)
    whose = func.coalesce(StaffConflict.organisation_id, Application.organisation_id)
    rows = session.execute(
        select(
            StaffConflict.id,
            StaffConflict.person_id,
            Person.name,
            Organisation.name,
            StaffConflict.organisation_id.is_not(None),
            StaffConflict.reason,
            StaffConflict.declared_at,
            StaffConflict.lifted_at,
            func.coalesce(lifter.name, ""),
            func.coalesce(StaffConflict.lifted_because, ""),
            StaffConflict.version,
        )
        .join(Person, Person.id == StaffConflict.person_id)
        .outerjoin(Application, Application.id == StaffConflict.application_id)
        .join(Organisation, Organisation.id == whose)
        .outerjoin(lifter, lifter.id == StaffConflict.lifted_by)
        .where(*clauses)
        .order_by(StaffConflict.id.desc())
        .limit(SHOWN)
    )
    return [ConflictLine(*row) for row in rows]
