"""Tables of the panel's own conclusion: recommendations and their lines."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.rules import Conclusion
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Recommendation(Base):
    """The panel's own conclusion on a stage; the last stage's is the 答申."""

    __tablename__ = "recommendation"
    __table_args__ = (UniqueConstraint("call_id", "stage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    concluded_on: Mapped[date]
    remarks: Mapped[str] = mapped_column(Text, default="")
    selection: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """The computed proposal with its workings, as the panel had it before them."""
    inputs: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """All that the selection was computed from, so that it can be computed again without us."""
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecommendationLine(Base):
    """The panel's conclusion on one application."""

    __tablename__ = "recommendation_line"
    __table_args__ = (
        UniqueConstraint("recommendation_id", "application_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    conclusion: Mapped[Conclusion] = mapped_column(state_column(Conclusion, "conclusion"))
    rank: Mapped[int | None]
    amount: Mapped[int] = mapped_column(default=0)
    conditions: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    """Why the panel departs from the computed proposal; for staff."""
    comment: Mapped[str] = mapped_column(Text, default="")
    """What the panel says to the organisation (講評); published where the scheme says so."""
