"""The read side of members: who acts for an organisation, and whom it has invited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.invitation_rules import InvitationState, InvitationTimes, token_digest
from koubo.people.models import Invitation, Membership, Organisation, Person
from koubo.people.rules import MEMBER_ROLE_NAMES, MemberRole
from koubo.problems import NotFound

SHOWN = 50
"""The newest invitations; older ones stand in history."""


@dataclass(frozen=True)
class MemberLine:
    """A person who acts for an organisation.

    :param joined_at: None where nobody recorded it
    """

    id: int
    person_id: int
    name: str
    role: MemberRole
    joined_at: datetime | None

    @property
    def role_name(self) -> str:
        """Give the role in words."""
        return MEMBER_ROLE_NAMES[self.role]


@dataclass(frozen=True)
class InvitationLine:
    """An invitation as the members see it."""

    id: int
    email: str
    role: MemberRole
    inviter: str
    invited_at: datetime
    times: InvitationTimes

    @property
    def role_name(self) -> str:
        """Give the role in words."""
        return MEMBER_ROLE_NAMES[self.role]

    def state(self, now: datetime) -> InvitationState:
        """Give where it stands."""
        return self.times.state(now)


@dataclass(frozen=True)
class InvitationLetter:
    """An invitation as whoever holds its link sees it."""

    id: int
    organisation_id: int
    organisation: str
    email: str
    role: MemberRole
    inviter: str
    times: InvitationTimes
    accepted_by: int | None

    @property
    def role_name(self) -> str:
        """Give the role in words."""
        return MEMBER_ROLE_NAMES[self.role]


def member_lines(session: Session, organisation_id: int) -> list[MemberLine]:
    """Give who acts for an organisation now, those who represent it first; one statement."""
    rows = session.execute(
        select(Membership.id, Person.id, Person.name, Membership.role, Membership.joined_at)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, Membership.left_at.is_(None))
        .order_by(Membership.id)
    )
    order = list(MemberRole)
    return sorted((MemberLine(*row) for row in rows), key=lambda one: order.index(one.role))


def load_member(session: Session, organisation_id: int, membership_id: int) -> MemberLine:
    """Give a member of an organisation; NotFound for any other."""
    for one in member_lines(session, organisation_id):
        if one.id == membership_id:
            return one
    raise NotFound


def invitation_lines(session: Session, organisation_id: int) -> list[InvitationLine]:
    """Give the invitations that nobody has accepted or taken back, newest first; one statement."""
    rows = session.execute(
        select(Invitation, Person.name)
        .join(Person, Person.id == Invitation.invited_by)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .order_by(Invitation.id.desc())
        .limit(SHOWN)
    )
    return [
        InvitationLine(one.id, one.email, one.role, name, one.invited_at, one.times())
        for one, name in rows
    ]


def invitation_by_token(session: Session, token: str) -> InvitationLetter:
    """Give the invitation whose mail has this token; NotFound for any other."""
    row = session.execute(
        select(Invitation, Organisation.name, Person.name)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .join(Person, Person.id == Invitation.invited_by)
        .where(Invitation.token_digest == token_digest(token))
    ).first()
    if row is None:
        raise NotFound
    one, organisation, inviter = row
    return InvitationLetter(
        one.id,
        one.organisation_id,
        organisation,
        one.email,
        one.role,
        inviter,
        one.times(),
        one.accepted_by,
    )
