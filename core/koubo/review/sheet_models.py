"""Tables beside the sheets: what reviewers were reminded of, which files they are not shown."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class SheetReminder(Base):
    """One word to a member ahead of the day for a stage's sheets; a moved day has its own words."""

    __tablename__ = "sheet_reminder"
    __table_args__ = (
        UniqueConstraint("panel_member_id", "stage_id", "due_at", "days"),
        Index("ix_sheet_reminder_told_on", "told_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    days: Mapped[int]
    """How many days before the last one."""
    told_on: Mapped[date]


class HiddenFile(Base):
    """A file that officers keep from reviewers, because its inside says what a stage hides."""

    __tablename__ = "hidden_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    hidden_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    hidden_at: Mapped[datetime] = mapped_column(UtcDateTime)
