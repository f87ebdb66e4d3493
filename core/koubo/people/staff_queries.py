"""The city's own people as officers see them: seats, posts, handovers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from koubo.people.handover_models import Handover
from koubo.people.models import Department, Person, Post, SeatRow
from koubo.people.rules import Actor, SeatKind, require
from koubo.people.staff_schemas import STAFF_SEATS
from koubo.problems import NotFound

SHOWN = 100


@dataclass(frozen=True)
class StaffSeat:
    """One seat of one of the city's people."""

    id: int
    person_id: int
    name: str
    email: str
    kind: SeatKind
    department: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class HandoverRow:
    """One handover."""

    gone: str
    new: str
    from_on: date
    note: str


def staff_seats(session: Session, actor: Actor, on: date) -> list[StaffSeat]:
    """Give the seats of the city that are in force on a day or begin later, by person."""
    require(actor, SeatKind.OFFICER)
    rows = session.execute(
        select(
            SeatRow.id,
            Person.id,
            Person.name,
            Person.email,
            SeatRow.kind,
            Department.name,
            SeatRow.from_on,
            SeatRow.to_on,
        )
        .join(Person, Person.id == SeatRow.person_id)
        .outerjoin(Department, Department.id == SeatRow.department_id)
        .where(SeatRow.kind.in_(STAFF_SEATS), or_(SeatRow.to_on.is_(None), SeatRow.to_on >= on))
        .order_by(Person.name, Person.id, SeatRow.from_on, SeatRow.id)
    )
    return [StaffSeat(*row[:5], row[5] or "", *row[6:]) for row in rows]


def staff_seat(session: Session, actor: Actor, seat_id: int, on: date) -> StaffSeat:
    """Give one seat that is in force or begins later; NotFound for any other."""
    for one in staff_seats(session, actor, on):
        if one.id == seat_id:
            return one
    raise NotFound


def posts(session: Session, actor: Actor) -> Sequence[Post]:
    """Give who held which post from when to when, the newest first."""
    require(actor, SeatKind.OFFICER)
    return session.scalars(select(Post).order_by(Post.title, Post.from_on.desc())).all()


def handovers(session: Session, actor: Actor) -> list[HandoverRow]:
    """Give the handovers, the newest first."""
    require(actor, SeatKind.OFFICER)
    gone, new = aliased(Person), aliased(Person)
    rows = session.execute(
        select(gone.name, new.name, Handover.from_on, Handover.note)
        .join(gone, gone.id == Handover.from_person_id)
        .join(new, new.id == Handover.to_person_id)
        .order_by(Handover.from_on.desc(), Handover.id.desc())
        .limit(SHOWN)
    )
    return [HandoverRow(*row) for row in rows]


def staff_member(session: Session, actor: Actor, person_id: int, on: date) -> list[StaffSeat]:
    """Give the seats of one of the city's people; NotFound for whoever has none."""
    found = [one for one in staff_seats(session, actor, on) if one.person_id == person_id]
    if not found:
        raise NotFound
    return found
