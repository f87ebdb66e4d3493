"""The table of words about reports: which day of which report was told, so that it is once."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.schemes.forms import FilingKind
from koubo.storage.base import Base, state_column


class ReportReminder(Base):
    """One word about one report; a day that was moved has words of its own."""

    __tablename__ = "report_reminder"
    __table_args__ = (UniqueConstraint("award_id", "kind", "due_on", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    kind: Mapped[FilingKind] = mapped_column(state_column(FilingKind, "reported_kind"))
    due_on: Mapped[date]
    days: Mapped[int]
    """How many days before; 0 after."""
    told_on: Mapped[date]
