"""Tables of the public presentation: the day, its timetable, who came, the cards of the tablets."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.days.rules import Away, Minutes, Place, SlotKind
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
    quorum_reason: Mapped[str] = mapped_column(String(200), default="")
    """Where the number is from: the scheme's words, or that an officer entered it (要確認)."""
    lot_seed: Mapped[str] = mapped_column(String(64), default="")
    """What the order was drawn from; empty: it was not drawn."""
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the groups were first told of their times; None: not yet."""
    notes: Mapped[str] = mapped_column(Text, default="")
    """What the minutes say beside the figures."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From then on no card opens anything."""
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("panel_member.id"))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_digest: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the result as the chair saw and signed it."""
    signed_result: Mapped[str] = mapped_column(Text, default="")
    """That result, word for word, so that the minutes can show what was signed."""
    signed_on_paper: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def parts(self) -> Minutes:
        """Give how long the parts of one talk are."""
        return Minutes(self.talk_minutes, self.question_minutes, self.marking_minutes)


class PresentationSlot(Base):
    """One place in the timetable, in order; its times follow from the minutes before it."""

    __tablename__ = "presentation_slot"
    __table_args__ = (
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
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The clock stands since then; None: it runs."""
    paused_seconds: Mapped[int] = mapped_column(default=0)
    """How long it stood in all before."""
    away: Mapped[Away | None] = mapped_column(state_column(Away, "slot_away"))
    """Why nobody speaks here; None: somebody does."""
    keeps_time: Mapped[bool] = mapped_column(default=False)
    told_starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The time that the group was told last and still holds; None: it knows of none."""
    was_told: Mapped[bool] = mapped_column(default=False)
    """Whether the group was ever told a time: a new one is then a change."""

    def value(self) -> Place:
        """Give the place as a frozen value."""
        return Place(
            self.id, self.kind, self.minutes, self.away, self.keeps_time,
            self.began_at, self.ended_at, self.paused_at, self.paused_seconds,
        )  # fmt: skip


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
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a tablet that was opened by it was last heard of."""
