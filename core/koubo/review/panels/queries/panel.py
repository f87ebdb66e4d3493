"""Who judges: a call's panel as the officer sees it, and as rules about conflicts do."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan
from koubo.people.models import Department, Membership, Person, SeatRow
from koubo.people.rules import Actor, SeatKind
from koubo.review.panels.conflict_rules import LeftOrganisation, Reviewer
from koubo.review.panels.models import PanelMember, PanelSeat
from koubo.review.panels.rules import PanelRole, Term
from koubo.review.rules import pseudonym_order
from koubo.schemes.models import Call
from koubo.schemes.rules import CallFacts

MOST_CALLS = 20
"""So many earlier calls are offered whose panel may be taken over."""


@dataclass(frozen=True)
class Member:
    """A member of a panel, with the name that only officers see."""

    id: int
    person_id: int
    pseudonym: str
    name: str
    email: str
    from_on: date
    to_on: date | None = None
    kana: str = ""
    sphere: str = ""
    affiliation: str = ""
    most: int | None = None
    version: int = 1
    roles: Mapping[str, PanelRole] = field(default_factory=dict)
    """What the member is in each stage, by its id; not there: not on that panel."""

    @property
    def chairs(self) -> bool:
        """Say whether the member chairs the panel of any stage."""
        return PanelRole.CHAIR in self.roles.values()

    @property
    def term(self) -> Term:
        """Give the term of office."""
        return Term(self.from_on, self.to_on)

    def judges(self, stage_id: str, on: date) -> bool:
        """Say whether the member is given sheets of a stage on a day without standing in."""
        role = self.roles.get(stage_id)
        return role not in (None, PanelRole.SUBSTITUTE) and self.term.holds(on)


def panel_of(session: Session, call_id: int) -> list[Member]:
    """Give a call's panel in the order of the pseudonyms; two statements."""
    roles: defaultdict[int, dict[str, PanelRole]] = defaultdict(dict)
    for member_id, stage_id, role in session.execute(
        select(PanelSeat.panel_member_id, PanelSeat.stage_id, PanelSeat.role)
        .join(PanelMember, PanelMember.id == PanelSeat.panel_member_id)
        .where(PanelMember.call_id == call_id)
    ):
        roles[member_id][stage_id] = role
    rows = session.execute(
        select(
            PanelMember.id,
            PanelMember.person_id,
            PanelMember.pseudonym,
            Person.name,
            Person.email,
            PanelMember.from_on,
            PanelMember.to_on,
            PanelMember.kana,
            PanelMember.sphere,
            PanelMember.affiliation,
            PanelMember.most,
            PanelMember.version,
        )
        .join(Person, Person.id == PanelMember.person_id)
        .where(PanelMember.call_id == call_id)
    )
    members = [Member(*row, roles=roles[row.id]) for row in rows]
    return sorted(members, key=lambda one: pseudonym_order(one.pseudonym))


def panels_before(session: Session, actor: Actor, call: CallFacts) -> list[tuple[int, str]]:
    """Give the other calls of the scheme that have a panel, the newest first: number and title."""
    seated = select(PanelMember.call_id).distinct()
    rows = session.execute(
        select(Call.id, Call.title)
        .where(
            Call.scheme_id == call.scheme_id,
            Call.id != call.id,
            Call.id.in_(seated),
            Call.id.not_in(actor.calls_reviewed()),
        )
        .order_by(Call.fiscal_year.desc(), Call.id.desc())
        .limit(MOST_CALLS)
    )
    return [(call_id, title) for call_id, title in rows]


def person_with_email(session: Session, email: str) -> int | None:
    """Give the id of the person with an address, however it is written; None if nobody has it."""
    found = select(Person.id).where(func.lower(Person.email) == email.lower())
    return session.scalars(found.order_by(Person.id)).first()


def reviewers_of(session: Session, members: Sequence[Member], on: date) -> dict[int, Reviewer]:
    """Give the members as conflict rules see them, by the number of the person; two statements.

    A department counts in which they sit on that day, or sat at any time of their term.
    """
    people = [one.person_id for one in members]
    now: defaultdict[int, set[int]] = defaultdict(set)
    left: defaultdict[int, list[LeftOrganisation]] = defaultdict(list)
    for person_id, organisation_id, left_at in session.execute(
        select(Membership.person_id, Membership.organisation_id, Membership.left_at)
        .where(Membership.person_id.in_(people))
        .order_by(Membership.id)
    ):
        if left_at is None:
            now[person_id].add(organisation_id)
        else:
            left[person_id].append(LeftOrganisation(organisation_id, day_in_japan(left_at)))
    since = {one.person_id: min(one.from_on, on) for one in members}
    departments: defaultdict[int, set[str]] = defaultdict(set)
    for person_id, name, to_on in session.execute(
        select(SeatRow.person_id, Department.name, SeatRow.to_on)
        .join(Department, Department.id == SeatRow.department_id)
        .where(
            SeatRow.kind == SeatKind.DEPARTMENT,
            SeatRow.person_id.in_(people),
            SeatRow.from_on <= on,
            or_(SeatRow.to_on.is_(None), SeatRow.to_on >= min(since.values(), default=on)),
        )
    ):
        if to_on is None or to_on >= since[person_id]:
            departments[person_id].add(name)
    return {
        one.person_id: Reviewer(
            person_id=one.person_id,
            name=one.name,
            organisation_ids=frozenset(now[one.person_id]),
            department_names=frozenset(departments[one.person_id]),
            left=tuple(left[one.person_id]),
            kana=one.kana,
            affiliation=one.affiliation,
        )
        for one in members
    }
