"""Table of offers to runners-up: what is left is offered to the next, until a day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.applications.models import Application
from koubo.award.grants.offer_rules import OfferAnswer
from koubo.storage.base import Base, UtcDateTime, state_column


class RunnerUpOffer(Base):
    """What is left of a call's budget, offered to a runner-up (円).

    Over is the clock's answer: an offer that nobody answered by its day reserves nothing more.
    """

    __tablename__ = "runner_up_offer"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at_a_time"),
        Index("ix_runner_up_offer_application", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    amount: Mapped[int]
    until: Mapped[date]
    """The last day on which it may be answered."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What the officer tells the organisation with it."""
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[OfferAnswer | None] = mapped_column(state_column(OfferAnswer, "offer_answer"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer_note: Mapped[str] = mapped_column(String(300), default="")
    """Why it is not taken, or how an officer was told."""
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
