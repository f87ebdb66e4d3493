"""Table of checks of a report: the substance by one, the accounts by one, and the sample."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.people.models import Person
from koubo.reporting.checking.rules import CheckKind
from koubo.reporting.models import Report
from koubo.storage.base import Base, UtcDateTime, state_column


class ReportCheck(Base):
    """That somebody looked at one side of a report, at which snapshot of it, and what they saw.

    Taken again, a look replaces the one before at the same snapshot; the history keeps both.
    """

    __tablename__ = "report_check"
    __table_args__ = (
        UniqueConstraint("report_id", "kind", "snapshot_id"),
        Index("ix_report_check_snapshot", "snapshot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    kind: Mapped[CheckKind] = mapped_column(state_column(CheckKind, "check_kind"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    sampled: Mapped[str] = mapped_column(Text, default="")
    """Which receipts were compared with their originals, as the sampling list numbers them."""
    alone: Mapped[str] = mapped_column(Text, default="")
    """Why one person took both looks; empty where two did."""

    report: Mapped[Report] = relationship()
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
