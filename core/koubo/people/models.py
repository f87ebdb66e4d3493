"""Tables of people: persons, organisations with members and rosters, posts, seats and bars."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.people.invitation_rules import InvitationTimes
from koubo.people.match_keys import MatchKeys
from koubo.people.roster_rules import RosterLine
from koubo.people.rules import BarCause, MemberRole, OrganisationFacts, Seat, SeatKind
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Person(Base):
    """Somebody who may sign in; the login itself is the web's."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    phone: Mapped[str] = mapped_column(String(30), default="")


class Organisation(MatchKeys, Base):
    """A group that applies; never a person."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("members IS NULL OR members >= 0", name="members_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    kana: Mapped[str] = mapped_column(String(100), default="")
    kind: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(30), default="")
    representative_title: Mapped[str] = mapped_column(String(40))
    representative: Mapped[str] = mapped_column(String(60))
    members: Mapped[int | None]
    established_on: Mapped[date | None]
    corporate_number: Mapped[str] = mapped_column(String(13), default="", index=True)
    in_city: Mapped[bool | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The organisation that this one turned out to be; its records have moved there."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    def facts(self) -> OrganisationFacts:
        """Give the organisation as a frozen value for rules and papers."""
        return OrganisationFacts(
            id=self.id,
            name=self.name,
            kana=self.kana,
            kind=self.kind,
            address=self.address,
            representative_title=self.representative_title,
            representative=self.representative,
            members=self.members,
            established_on=self.established_on,
            corporate_number=self.corporate_number,
            in_city=self.in_city,
        )


class Membership(Base):
    """A person who acts for an organisation, until they leave; the row stays, for conflicts."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("organisation_id", "person_id"),
        # Every list asks for somebody's organisations: it reads nothing but the index.
        Index("ix_membership_person", "person_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[MemberRole] = mapped_column(state_column(MemberRole, "role"))
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Base):
    """A mail that asks somebody to become a member; its token is known to the mail alone."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(
            "accepted_at IS NULL OR withdrawn_at IS NULL", name="accepted_or_withdrawn"
        ),
        CheckConstraint(
            "(accepted_at IS NULL) = (accepted_by IS NULL)", name="accepted_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[MemberRole] = mapped_column(state_column(MemberRole, "invited_role"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def times(self) -> InvitationTimes:
        """Give what decides where the invitation stands."""
        return InvitationTimes(self.expires_at, self.accepted_at, self.withdrawn_at)


class RosterEntry(Base):
    """A person of an organisation without an account (構成員・役員名簿); removed, never deleted."""

    __tablename__ = "roster_entry"
    __table_args__ = (
        CheckConstraint("removed_at IS NULL OR removed_at >= added_at", name="times_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    position: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    kana: Mapped[str] = mapped_column(String(100), default="")
    """In full-width katakana, as the police's enquiry form takes it."""
    born_on: Mapped[date | None]
    sex: Mapped[str] = mapped_column(String(10), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    def value(self) -> RosterLine:
        """Give the entry as a frozen value."""
        return RosterLine(self.position, self.name, self.kana, self.born_on, self.sex, self.address)


class RepresentativeTerm(Base):
    """Who represented an organisation from which day, until the next one's first day."""

    __tablename__ = "representative_term"
    __table_args__ = (Index(None, "organisation_id", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    from_on: Mapped[date | None]
    """None: since before anybody recorded it."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ImportDraft(Base):
    """An Excel file between its dry run and the button that applies it; see ``imports``."""

    __tablename__ = "import_draft"
    __table_args__ = (
        CheckConstraint("(applied_at IS NULL) = (outcome IS NULL)", name="outcome_when_applied"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    """The record that it is about, in whatever table the kind says; None for the whole house."""
    file_key: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JsonText)


class Department(Base):
    """A 課 of the city."""

    __tablename__ = "department"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)


class Post(Base):
    """Who holds a post from when to when, for the names on letters."""

    __tablename__ = "post"
    __table_args__ = (CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    holder: Mapped[str] = mapped_column(String(60))
    signs_letters: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    to_on: Mapped[date | None]


class SeatRow(Base):
    """A seat of a person, from a day to a day (both included)."""

    __tablename__ = "seat"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),
        CheckConstraint(
            "(kind = 'department') = (department_id IS NOT NULL)", name="department_named"
        ),
        CheckConstraint("(kind = 'reviewer') = (call_id IS NOT NULL)", name="call_named"),
        Index("ix_seat_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[SeatKind] = mapped_column(state_column(SeatKind, "seat_kind"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"))
    # The call stands in a higher area, which writes its number down here.
    call_id: Mapped[int | None]
    from_on: Mapped[date]
    to_on: Mapped[date | None]

    def value(self) -> Seat:
        """Give the seat as a frozen value."""
        return Seat(self.kind, self.department_id, self.call_id)


class Bar(Base):
    """An application that a person may not see, and why; lifted, never deleted."""

    __tablename__ = "bar"
    __table_args__ = (
        Index("ix_bar_person_application", "person_id", "application_id", "lifted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    # The application stands in a higher area, which writes its number down here.
    application_id: Mapped[int]
    cause: Mapped[BarCause] = mapped_column(state_column(BarCause, "bar_cause"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
