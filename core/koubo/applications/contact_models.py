"""Tables of what passes between an organisation and the city outside its filings."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from koubo.applications.contact_rules import ContactWay
from koubo.schemes.eligibility.case import Gate
from koubo.storage.base import Base, UtcDateTime, state_column


class Contact(Base):
    """One talk by telephone, at the window …, as an officer wrote it down; never changed."""

    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("gate IS NULL OR call_id IS NOT NULL", name="gate_of_a_call"),
        CheckConstraint("gate IS NULL OR gate <> 'registration'", name="no_registration"),
        Index("ix_contact_organisation", "organisation_id", "at"),
        Index("ix_contact_application", "application_id"),
        Index("ix_contact_call", "call_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    way: Mapped[ContactWay] = mapped_column(state_column(ContactWay, "contact_way"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When they spoke."""
    with_whom: Mapped[str] = mapped_column(String(100), default="")
    text: Mapped[str] = mapped_column(Text)
    gate: Mapped[Gate | None] = mapped_column(state_column(Gate, "contact_gate"))
    """事前相談 or 参加表明 of the call, which the organisation passed by this."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), unique=True)
    """The entry that this one stands in place of."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Registration(Base):
    """A standing registration (団体登録) of an organisation with a scheme, as the city keeps it."""

    __tablename__ = "registration"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="days_in_order"),
        CheckConstraint("(ended_on IS NULL) = (ended_because = '')", name="ended_with_a_reason"),
        Index("ix_registration_organisation", "organisation_id", "scheme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    scheme_id: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(60), default="")
    """The city's own 登録番号: recorded, never invented."""
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    ended_on: Mapped[date | None]
    """The first day on which it no longer counts, where it was ended before its time."""
    ended_because: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    def counts_on(self, day: date) -> bool:
        """Say whether the organisation was registered on a day."""
        if day < self.from_on or (self.to_on is not None and day > self.to_on):
            return False
        return self.ended_on is None or day < self.ended_on
