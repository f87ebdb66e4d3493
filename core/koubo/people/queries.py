"""The read side of people: who is this, what may they do, who is to be told."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from koubo.people.models import Department, Membership, Organisation, Person, Post, SeatRow
from koubo.people.rules import Actor, PostHolder, Seat, SeatKind


def _in_force(table: type[SeatRow] | type[Post]) -> tuple[ColumnElement[bool], ...]:
    """Give the clause of what is in force on the day that is bound as ``day``."""
    day: BindParameter[date] = bindparam("day", type_=Date())
    return (table.from_on <= day, or_(table.to_on.is_(None), table.to_on >= day))


# What every page and every filing asks is put together once: to build a statement costs more than
# to run it.
WHO = (
    Person.name,
    SeatRow.kind,
    SeatRow.department_id,
    SeatRow.call_id,
    Membership.organisation_id,
)
"""What says of a person who they are; a person of two seats and two groups stands in four rows."""
SEATED = (
    select(SeatRow.person_id)
    .where(SeatRow.kind == bindparam("kind"), *_in_force(SeatRow))
    .distinct()
    .order_by(SeatRow.person_id)
)
MEMBERS = (
    select(Membership.person_id)
    .where(Membership.organisation_id == bindparam("organisation"), Membership.left_at.is_(None))
    .order_by(Membership.person_id)
)
DEPARTMENTS = select(Department).order_by(Department.name)
S = TypeVar("S", bound=Select[*tuple[Any, ...]])


def with_seats(people: S) -> S:
    """Join to a statement over persons what `WHO` reads of them as of the bound ``day``."""
    return people.outerjoin(
        SeatRow, and_(SeatRow.person_id == Person.id, *_in_force(SeatRow))
    ).outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.left_at.is_(None)))


OF_PERSON = with_seats(select(*WHO).select_from(Person).where(Person.id == bindparam("person")))


def load_actor(session: Session, person_id: int, on: date) -> Actor | None:
    """Give a person with the seats of that day and their organisations; None if unknown."""
    rows = session.connection().execute(OF_PERSON, {"person": person_id, "day": on}).all()
    return actor_of(person_id, rows) if rows else None


def actor_of(person_id: int, rows: Sequence[Sequence[Any]]) -> Actor:
    """Give the person of whom these rows of `WHO` tell."""
    return Actor(
        person_id=person_id,
        name=rows[0][0],
        seats=frozenset(
            Seat(kind, department_id, call_id)
            for _, kind, department_id, call_id, _ in rows
            if kind is not None
        ),
        organisation_ids=frozenset(group for *_, group in rows if group is not None),
    )


def signing_post(session: Session, on: date) -> PostHolder | None:
    """Give the post whose name stands on letters of that day; None if nobody is recorded."""
    post = session.scalars(
        select(Post)
        .where(Post.signs_letters.is_(True), *_in_force(Post))
        .order_by(Post.from_on.desc())
        .limit(1),
        {"day": on},
    ).first()
    return PostHolder(post.title, post.holder) if post else None


def people_with_seat(session: Session, kind: SeatKind, on: date) -> Sequence[int]:
    """Give the ids of all persons who hold a seat of this kind on that day."""
    return session.scalars(SEATED, {"kind": kind, "day": on}).all()


def department_people(session: Session, department_id: int, on: date) -> Sequence[int]:
    """Give the ids of the persons who sit in a department on that day."""
    return session.scalars(
        select(SeatRow.person_id)
        .where(SeatRow.department_id == department_id, *_in_force(SeatRow))
        .distinct(),
        {"day": on},
    ).all()


def members_of(session: Session, organisation_id: int) -> Sequence[int]:
    """Give the ids of the persons who act for an organisation."""
    return session.scalars(MEMBERS, {"organisation": organisation_id}).all()


def organisations_of(session: Session, actor: Actor) -> Sequence[Organisation]:
    """Give the organisations that the actor acts for, by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(actor.organisation_ids))
        .order_by(Organisation.name)
    ).all()


def departments(session: Session) -> Sequence[Department]:
    """Give every department, by name."""
    return session.scalars(DEPARTMENTS).all()
