"""Who somebody is to the house, as frozen values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SeatKind(StrEnum):
    """What a person sits there as; a seat has a first and a last day."""

    OFFICER = "officer"
    RELEASER = "releaser"
    DEPARTMENT = "department"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"


SEAT_NAMES = {
    SeatKind.OFFICER: "事務局職員",
    SeatKind.RELEASER: "決裁後の施行担当",
    SeatKind.DEPARTMENT: "担当課職員",
    SeatKind.REVIEWER: "審査委員",
    SeatKind.AUDITOR: "監査担当（読むだけ）",
}


class MemberRole(StrEnum):
    """What a member may be in an organisation."""

    REPRESENTATIVE = "representative"
    TREASURER = "treasurer"
    EDITOR = "editor"


MEMBER_ROLE_NAMES = {
    MemberRole.REPRESENTATIVE: "代表者",
    MemberRole.TREASURER: "会計",
    MemberRole.EDITOR: "編集者",
}


class Power(StrEnum):
    """Something that a member may do for their organisation."""

    FILE = "file"
    PROFILE = "profile"
    ROSTER = "roster"
    REPRESENTATIVE = "representative"
    MEMBERS = "members"
    ACCOUNT = "account"


POWER_NAMES = {
    Power.FILE: "応募の書類を書いて提出する",
    Power.PROFILE: "団体の情報を変える",
    Power.ROSTER: "構成員・役員名簿を変える",
    Power.REPRESENTATIVE: "代表者の交代を記録する",
    Power.MEMBERS: "メンバーを招待する、外す、役割を変える",
    Power.ACCOUNT: "振込先の口座を届け出る",
}

_EVERYBODY = frozenset({Power.FILE, Power.PROFILE, Power.ROSTER})
MEMBER_POWERS = {
    MemberRole.REPRESENTATIVE: _EVERYBODY | {Power.REPRESENTATIVE, Power.MEMBERS, Power.ACCOUNT},
    MemberRole.TREASURER: _EVERYBODY | {Power.ACCOUNT},
    MemberRole.EDITOR: _EVERYBODY,
}
"""What each role may do. A group of three must not lock itself out on the day of a deadline:
whatever filing takes, every member may do. Who speaks for the group, and who else may, is for its
代表者 alone; an officer appoints one where none can sign in any more. Where its money goes is for
代表者 and 会計, and every member is told."""


class BarCause(StrEnum):
    """Why an application is hidden from a person who would otherwise see it."""

    UNDECLARED = "undeclared"
    RECUSED = "recused"


@dataclass(frozen=True)
class Seat:
    """One authority of a person, in force on the day that was asked about."""

    kind: SeatKind
    department_id: int | None = None
    call_id: int | None = None


@dataclass(frozen=True)
class Actor:
    """Somebody signed in, with all that decides what they may see and do."""

    person_id: int
    name: str
    seats: frozenset[Seat] = frozenset()
    organisation_ids: frozenset[int] = frozenset()

    def sits_as(self, kind: SeatKind) -> bool:
        """Say whether the person holds a seat of this kind anywhere."""
        return any(seat.kind is kind for seat in self.seats)

    def sits_anywhere(self, *kinds: SeatKind) -> bool:
        """Say whether the person holds a seat of one of these kinds."""
        return any(seat.kind in kinds for seat in self.seats)

    def departments(self) -> frozenset[int]:
        """Give the departments that the person sits in."""
        return frozenset(
            seat.department_id
            for seat in self.seats
            if seat.kind is SeatKind.DEPARTMENT and seat.department_id is not None
        )

    def calls_reviewed(self) -> frozenset[int]:
        """Give the calls on whose panel the person sits."""
        return frozenset(
            seat.call_id
            for seat in self.seats
            if seat.kind is SeatKind.REVIEWER and seat.call_id is not None
        )


class NotAllowed(Exception):
    """The person holds no seat for this verb."""


def require(actor: Actor, *kinds: SeatKind) -> None:
    """Raise NotAllowed unless the actor holds a seat of one of these kinds."""
    if not any(actor.sits_as(kind) for kind in kinds):
        raise NotAllowed("、".join(SEAT_NAMES[kind] for kind in kinds))


@dataclass(frozen=True)
class PostHolder:
    """Who held a post on the day of a paper; letters bear this name."""

    title: str
    holder: str


@dataclass(frozen=True)
class OrganisationFacts:
    """An organisation as it stood when a paper was made."""

    id: int
    name: str
    kana: str
    kind: str
    address: str
    representative_title: str
    representative: str
    members: int | None
    established_on: date | None
    corporate_number: str
    in_city: bool | None


@dataclass(frozen=True)
class Message:
    """A mail to one person, as a plugin gives it; the link and the footer are added."""

    person_id: int
    subject: str
    body: str
