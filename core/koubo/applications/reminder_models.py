"""The table of reminders: which deadline of which document was told ahead, so that it is once."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class Reminder(Base):
    """One word ahead of one deadline; a deadline that was moved has words of its own."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("filing_id", "closes_at", "days"),
        Index("ix_reminder_told_on", "told_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    days: Mapped[int]
    """How many days before the last one."""
    told_on: Mapped[date]
