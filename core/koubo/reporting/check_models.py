"""Table of checks of a report: the substance by one, the accounts by one, and the sample."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.reporting.check_rules import CheckKind
from koubo.reporting.models import Report
from koubo.storage.base import Base, UtcDateTime, state_column


class ReportCheck(Base):
    """That somebody looked at one side of a report, at which snapshot of it, and what they saw."""

    __tablename__ = "report_check"
    __table_args__ = (UniqueConstraint("report_id", "kind", "snapshot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    kind: Mapped[CheckKind] = mapped_column(state_column(CheckKind, "check_kind"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    sampled: Mapped[str] = mapped_column(String(400), default="")
    """Which receipts were compared with their originals, as the sampling list numbers them."""

    report: Mapped[Report] = relationship(lazy="joined", innerjoin=True)
