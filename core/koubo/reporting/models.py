"""Tables of reporting: which report belongs to which award, and money that comes back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.applications.models import Filing
from koubo.award.models import Award
from koubo.reporting.rules import Booking, RepaymentCause, RepaymentState
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
    refused: Mapped[list[Any]] = mapped_column(JsonText, default=list)
    """The costs that are not accepted, line by line with their reasons."""

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)
    filing: Mapped[Filing] = relationship(lazy="joined", innerjoin=True)


class Repayment(Base):
    """Money to be paid back to the city (円)."""

    __tablename__ = "repayment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("received >= 0 AND received <= amount", name="received_within_amount"),
        CheckConstraint("waived >= 0", name="waived_not_negative"),
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
    received: Mapped[int] = mapped_column(default=0)
    """What of the amount has come back so far (円)."""
    surcharge: Mapped[int] = mapped_column(default=0)
    """加算金 of a revoked award (円)."""
    late_interest: Mapped[int] = mapped_column(default=0)
    """延滞金 of what came after its day (円)."""
    waived: Mapped[int] = mapped_column(default=0)
    """What of 加算金 and 延滞金 the city does not ask for (円)."""
    waive_reason: Mapped[str] = mapped_column(Text, default="")
    working: Mapped[list[Any]] = mapped_column(JsonText, default=list)
    due_on: Mapped[date | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    """The decision that asks for it."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bill_number: Mapped[str] = mapped_column(String(60), default="")
    """Number of the 納入通知書 in the city's own accounts."""
    received_on: Mapped[date | None]
    """The day on which the last of it came, 加算金 and 延滞金 included."""
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}


class RepaymentReceipt(Base):
    """Money that came in for a repayment on one day, and what it went to (円)."""

    __tablename__ = "repayment_receipt"
    __table_args__ = (
        CheckConstraint("amount >= 0 AND interest >= 0", name="not_negative"),
        CheckConstraint("amount + interest > 0", name="something_came"),
        Index("ix_repayment_receipt_repayment", "repayment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    repayment_id: Mapped[int] = mapped_column(ForeignKey("repayment.id"))
    received_on: Mapped[date]
    amount: Mapped[int]
    """What went to the sum that comes back."""
    interest: Mapped[int] = mapped_column(default=0)
    """What went to 加算金 and 延滞金: revenue of the year in which it comes."""
    booking: Mapped[Booking] = mapped_column(state_column(Booking, "repayment_booking"))
    """How the amount is booked; 加算金 and 延滞金 are always revenue."""
    booked_in: Mapped[int]
    """The 会計年度 in which the amount is booked."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
