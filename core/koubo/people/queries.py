"""The read side of people: who is this, what may they do, who is to be told."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from koubo.people.models import Department, Membership, Organisation, Person, Post, SeatRow
from koubo.people.rules import Actor, PostHolder, Seat, SeatKind


def _in_force(table: type[SeatRow] | type[Post]) -> tuple[ColumnElement[bool], ...]:
    """Give the clause of what is in force on the day that is bound as ``day``."""
    day: BindParameter[date] = bindparam("day", type_=Date())
    return (table.from_on <= day, or_(table.to_on.is_(None), table.to_on >= day))


# What every page and every filing asks is put together once: to build a statement costs more than
# to run it.
OF_PERSON = (
    select(Person.name, SeatRow.kind, SeatRow.department_id, SeatRow.call_id)
    .outerjoin(SeatRow, and_(SeatRow.person_id == Person.id, *_in_force(SeatRow)))
    .where(Person.id == bindparam("person"))
)
ORGANISATIONS = select(Membership.organisation_id).where(
    Membership.person_id == bindparam("person"), Membership.left_at.is_(None)
)
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


def load_actor(session: Session, person_id: int, on: date) -> Actor | None:
    """Give a person with the seats of that day and their organisations; None if unknown.

    Two statements, which every page begins with.
    """
    connection = session.connection()
    rows = connection.execute(OF_PERSON, {"person": person_id, "day": on}).all()
    if not rows:
        return None
    organisations = connection.scalars(ORGANISATIONS, {"person": person_id})
    return Actor(
        person_id=person_id,
        name=rows[0].name,
        seats=frozenset(
            Seat(kind, department_id, seated_in)
            for _, kind, department_id, seated_in in rows
            if kind is not None
        ),
        organisation_ids=frozenset(organisations),
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
