"""Tables of reporting: which report belongs to which award, and money that comes back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.applications.models import Filing
from koubo.award.models import Award
from koubo.reporting.rules import RepaymentCause, RepaymentState
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Report(Base):
    """The 実績報告書 of an award, and the settlement computed when it was accepted."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), unique=True)
    due_on: Mapped[date]
    settlement: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    """None until it was accepted."""

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)
    filing: Mapped[Filing] = relationship(lazy="joined", innerjoin=True)


class Repayment(Base):
    """Money to be paid back to the city (円)."""

    __tablename__ = "repayment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(
            "(state = 'received') = (received_on IS NOT NULL)", name="received_on_a_day"
        ),
        Index("ix_repayment_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), index=True)
    cause: Mapped[RepaymentCause] = mapped_column(state_column(RepaymentCause, "repayment_cause"))
    state: Mapped[RepaymentState] = mapped_column(state_column(RepaymentState, "repayment_state"))
    amount: Mapped[int]
    """What was paid and comes back; 加算金 and 延滞金 are apart (円)."""
    surcharge: Mapped[int] = mapped_column(default=0)
    """加算金 of a revoked award (円)."""
    late_interest: Mapped[int] = mapped_column(default=0)
    """延滞金 of what came after its day (円)."""
    working: Mapped[list[Any]] = mapped_column(JsonText, default=list)
    due_on: Mapped[date | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    """The decision that asks for it."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bill_number: Mapped[str] = mapped_column(String(60), default="")
    """Number of the 納入通知書 in the city's own accounts."""
    received_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
