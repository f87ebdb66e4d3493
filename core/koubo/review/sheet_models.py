"""Tables beside the sheets: reviewers' own notes, what they were reminded of, files kept from them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class ReviewNote(Base):
    """A reviewer's own note beside a sheet, for nobody else: no list, export or history tells of it."""

    __tablename__ = "review_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), unique=True)
    text: Mapped[str] = mapped_column(Text, default="")
    saved_page: Mapped[str] = mapped_column(String(32), default="")
    """The very page that saved last, as with the sheet itself."""
    saved_turn: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


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
