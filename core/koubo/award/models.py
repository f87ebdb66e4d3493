"""Tables of award: decisions and their lines, notices, awards, claims."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.applications.models import Application
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.rules import (
    Amounts,
    AwardCase,
    AwardState,
    DecisionKind,
    DecisionState,
    Kessai,
    Outcome,
)
from koubo.people.account_models import BankAccount
from koubo.schemes.models import Call
from koubo.schemes.rules import Scheme
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Award(Base):
    """One year's money for a selected application, with its seven amounts (円)."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("awarded IS NULL OR awarded >= 0", name="awarded_not_negative"),
        CheckConstraint("settled IS NULL OR settled <= awarded", name="settled_within_award"),
        CheckConstraint("paid >= 0 AND returned >= 0", name="paid_not_negative"),
        CheckConstraint(
            "state IN ('candidate', 'applied', 'declined', 'lapsed', 'refused')"
            " OR awarded IS NOT NULL",
            name="granted_has_amount",
        ),
        Index("ix_award_state", "state", "id"),
        Index("ix_award_awarded", "awarded", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int] = mapped_column(default=1)
    fiscal_year: Mapped[int]
    state: Mapped[AwardState] = mapped_column(state_column(AwardState, "award_state"))
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"))
    """The 交付申請書."""
    requested: Mapped[int | None]
    recommended: Mapped[int | None]
    adopted: Mapped[int | None]
    awarded: Mapped[int | None]
    paid: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    settled: Mapped[int | None]
    granted_on: Mapped[date | None]
    stage: Mapped[str] = mapped_column(String(60), default="")
    """Which part of the project it pays for, where a scheme awards by stage; empty elsewhere."""
    apply_by: Mapped[date | None]
    """The last day for its 交付申請書; None where there is none."""
    ended_on: Mapped[date | None]
    """The day on which it was declined, lapsed, refused, withdrawn, discontinued or revoked."""
    end_reason: Mapped[str] = mapped_column(Text, default="")
    freed_on: Mapped[date | None]
    """When the last part of it was freed: until 31 March it is the pot's again, then 不用額."""
    year_voted_on: Mapped[date | None]
    """When the budget of its year was voted, where that is a later year than its call's."""
    withdrawal_asked_on: Mapped[date | None]
    """When the grantee asked to take its 交付申請 back after the notice; an officer records it."""
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    @property
    def voted_on(self) -> date | None:
        """Give when the budget of its year was voted; None before that is recorded."""
        call = self.application.call
        return call.voted_on if self.fiscal_year == call.fiscal_year else self.year_voted_on

    def report_due(self, scheme: Scheme) -> date:
        """Give the last day for its 実績報告書, counted from the end of its own year."""
        facts = replace(self.application.call.facts(), fiscal_year=self.fiscal_year)
        return facts.report_due(scheme)

    def amounts(self) -> Amounts:
        """Give the seven amounts as a frozen value."""
        return Amounts(
            self.requested,
            self.recommended,
            self.adopted,
            self.awarded,
            self.paid,
            self.returned,
            self.settled,
        )

    def case(self) -> AwardCase:
        """Give the award as its rules see it."""
        return AwardCase(
            application_id=self.application_id,
            course_id=self.application.course_id,
            project=self.application.project_name,
            fiscal_year=self.fiscal_year,
            state=self.state,
            amounts=self.amounts(),
        )


class Decision(Base):
    """The city's act, drafted by one officer with its 決裁, released by another."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("released_by IS NULL OR released_by <> drafted_by", name="two_people"),
        CheckConstraint(
            "(state = 'released') = (released_by IS NOT NULL)", name="released_by_somebody"
        ),
        CheckConstraint(
            "(kessai_on IS NULL) = (issued_on IS NULL)"
            " AND (state <> 'released' OR kessai_on IS NOT NULL)",
            name="released_after_kessai",
        ),
        Index("ix_decision_state", "state", "id"),
        Index("ix_decision_call", "call_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    kind: Mapped[DecisionKind] = mapped_column(state_column(DecisionKind, "decision_kind"))
    state: Mapped[DecisionState] = mapped_column(state_column(DecisionState, "decision_state"))
    kessai_number: Mapped[str] = mapped_column(String(60), default="")
    """Of the city's own system; empty, with no day, until the 決裁 came back."""
    kessai_on: Mapped[date | None]
    kessai_post: Mapped[str] = mapped_column(String(60), default="")
    document_number: Mapped[str] = mapped_column(String(60), default="")
    issued_on: Mapped[date | None]
    """The day that the letters bear."""
    drafted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    call: Mapped[Call] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    def kessai(self) -> Kessai | None:
        """Give the 決裁 as it was recorded; None until it came back."""
        if self.kessai_on is None or self.issued_on is None:
            return None
        return Kessai(
            number=self.kessai_number,
            on=self.kessai_on,
            post=self.kessai_post,
            document_number=self.document_number,
            issued_on=self.issued_on,
        )


class DecisionLine(Base):
    """What a decision says of one application or award (円)."""

    __tablename__ = "decision_line"
    __table_args__ = (
        UniqueConstraint("decision_id", "application_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), index=True)
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"))
    """The document of the applicant that the line answers."""
    outcome: Mapped[Outcome] = mapped_column(state_column(Outcome, "decision_outcome"))
    amount: Mapped[int]
    before: Mapped[int | None]
    """The award until then, where the decision changes it (円)."""
    repayment: Mapped[int | None]
    """What has to come back by this decision (円)."""
    repay_by: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    departs: Mapped[str] = mapped_column(Text, default="")
    """Why the city departs from the panel's recommendation; empty where it does not."""
    offered_until: Mapped[date | None]
    """The last day on which a runner-up may take what is left; None where none is offered."""
    working: Mapped[list[Any]] = mapped_column(JsonText)


class Notice(Base):
    """An official letter as it was issued; rendered again from this, to the byte."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_application", "application_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_line_id: Mapped[int] = mapped_column(ForeignKey("decision_line.id"), unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    title: Mapped[str] = mapped_column(String(100))
    document_number: Mapped[str] = mapped_column(String(60))
    issued_on: Mapped[date]
    letter: Mapped[dict[str, Any]] = mapped_column(JsonText)


class Claim(Base):
    """The grantee's bill; nothing is paid without one (円)."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name="paid_on_a_day"),
        CheckConstraint("(paid_on IS NULL) = (booked_year IS NULL)", name="booked_to_a_year"),
        UniqueConstraint("award_id", "number"),
        Index("ix_claim_award", "award_id"),
        Index("ix_claim_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    number: Mapped[int]
    """1, 2, 3 … within its award."""
    kind: Mapped[ClaimKind] = mapped_column(state_column(ClaimKind, "claim_kind"))
    state: Mapped[ClaimState] = mapped_column(state_column(ClaimState, "claim_state"))
    amount: Mapped[int]
    purpose: Mapped[str] = mapped_column(Text, default="")
    """Why an advance is needed."""
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    order_number: Mapped[str] = mapped_column(String(60), default="")
    """Number of the 支出命令 in the city's own accounts."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey(BankAccount.id))
    """The account as it was when the bill was handed in."""
    paid_on: Mapped[date | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who found it in order; somebody else makes the file for the bank."""
    booked_year: Mapped[int | None]
    """The 会計年度 that the payment is booked to, kept apart from its day."""
    past_year_reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was paid as 過年度支出, after the accounts of its own year were closed."""
    remark: Mapped[str] = mapped_column(Text, default="")
    """Why it was sent back."""
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
