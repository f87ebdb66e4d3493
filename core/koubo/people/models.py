"""Tables of people: persons, organisations and members, departments, posts, seats and bars."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.people.rules import BarCause, MemberRole, OrganisationFacts, Seat, SeatKind
from koubo.storage.base import Base, UtcDateTime, state_column


class Person(Base):
    """Somebody who may sign in; the login itself is the web's."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    phone: Mapped[str] = mapped_column(String(30), default="")


class Organisation(Base):
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
    corporate_number: Mapped[str] = mapped_column(String(13), default="")
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
    __table_args__ = (UniqueConstraint("organisation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[MemberRole] = mapped_column(state_column(MemberRole, "role"))
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


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
