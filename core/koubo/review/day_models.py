"""Tables of the public presentation: the day, its timetable, who came, the cards of the tablets."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.day_rules import SlotKind
from koubo.storage.base import Base, UtcDateTime, state_column


class PresentationDay(Base):
    """A day on which a stage's applications are heard in public (公開プレゼンテーション)."""

    __tablename__ = "presentation_day"
    __table_args__ = (UniqueConstraint("call_id", "stage_id", "held_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    held_on: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200), default="")
    talk_minutes: Mapped[int]
    question_minutes: Mapped[int]
    marking_minutes: Mapped[int] = mapped_column(default=0)
    quorum: Mapped[int | None]
    """Members who have to be there; None: the scheme names no number (要確認)."""
    notes: Mapped[str] = mapped_column(Text, default="")
    """What the minutes say beside the figures."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From then on no card opens anything."""
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("panel_member.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the result as the chair saw and signed it."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class PresentationSlot(Base):
    """One place in the timetable, in order; its times follow from the minutes before it."""

    __tablename__ = "presentation_slot"
    __table_args__ = (
        UniqueConstraint("day_id", "position"),
        UniqueConstraint("day_id", "application_id"),
        CheckConstraint(
            "(kind = 'talk') = (application_id IS NOT NULL)", name="talk_of_an_application"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("presentation_day.id"))
    position: Mapped[int]
    kind: Mapped[SlotKind] = mapped_column(state_column(SlotKind, "slot_kind"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    title: Mapped[str] = mapped_column(String(100), default="")
    """Of a break or a deliberation; a talk is called by its project."""
    minutes: Mapped[int]
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Attendance(Base):
    """Who of the panel was there, from when to when."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("day_id", "panel_member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("presentation_day.id"))
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    came_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: absent."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")


class TabletCard(Base):
    """A card with a QR code that opens one seat's sheets on one day; its token is on the card alone."""

    __tablename__ = "tablet_card"
    __table_args__ = (Index("ix_tablet_card_day", "day_id", "panel_member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("presentation_day.id"))
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
