"""Who judges: a call's panel as the officer sees it, and as rules about conflicts do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from koubo.people.models import Department, Membership, Person, SeatRow
from koubo.people.rules import SeatKind
from koubo.review.panel_models import PanelMember, PanelSeat
from koubo.review.panel_rules import PanelRole
from koubo.review.rules import Reviewer, pseudonym_order


@dataclass(frozen=True)
class Member:
    """A member of a panel, with the name that only officers see."""

    id: int
    person_id: int
    pseudonym: str
    chairs: bool
    name: str
    email: str


def panel_of(session: Session, call_id: int) -> list[Member]:
    """Give a call's panel in the order of the pseudonyms."""
    rows = session.execute(
        select(
            PanelMember.id,
            PanelMember.person_id,
            PanelMember.pseudonym,
            _chairs(),
            Person.name,
            Person.email,
        )
        .join(Person, Person.id == PanelMember.person_id)
        .where(PanelMember.call_id == call_id)
    )
    return sorted((Member(*row) for row in rows), key=lambda one: pseudonym_order(one.pseudonym))


def _chairs() -> ColumnElement[bool]:
    """Say whether a member chairs the panel of any stage."""
    return exists().where(
        PanelSeat.panel_member_id == PanelMember.id, PanelSeat.role == PanelRole.CHAIR
    )


def person_with_email(session: Session, email: str) -> int | None:
    """Give the id of the person with an address; None if nobody has registered with it."""
    return session.scalar(select(Person.id).where(Person.email == email))


def reviewers_of(session: Session, members: Sequence[Member], on: date) -> dict[int, Reviewer]:
    """Give the members as conflict rules see them, by the number of the person."""
    people = [one.person_id for one in members]
    memberships = session.execute(
        select(Membership.person_id, Membership.organisation_id).where(
            Membership.person_id.in_(people)
        )
    )
    seats = session.execute(
        select(SeatRow.person_id, Department.name)
        .join(Department, Department.id == SeatRow.department_id)
        .where(
            SeatRow.kind == SeatKind.DEPARTMENT,
            SeatRow.person_id.in_(people),
            SeatRow.from_on <= on,
            or_(SeatRow.to_on.is_(None), SeatRow.to_on >= on),
        )
    )
    organisations: defaultdict[int, set[int]] = defaultdict(set)
    for person_id, organisation_id in memberships:
        organisations[person_id].add(organisation_id)
    departments: defaultdict[int, set[str]] = defaultdict(set)
    for person_id, name in seats:
        departments[person_id].add(name)
    return {
        one.person_id: Reviewer(
            person_id=one.person_id,
            name=one.name,
            organisation_ids=frozenset(organisations[one.person_id]),
            department_names=frozenset(departments[one.person_id]),
        )
        for one in members
    }
