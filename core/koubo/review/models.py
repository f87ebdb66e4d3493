"""Tables of review: panels, reviews, scores, kept standings, recommendations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.rules import Conclusion, ReviewState
from koubo.review.selection.values import Cell, CellState
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class PanelMember(Base):
    """A reviewer on a call's panel, with a pseudonym from the first day."""

    __tablename__ = "panel_member"
    __table_args__ = (
        UniqueConstraint("call_id", "person_id"),
        UniqueConstraint("call_id", "pseudonym"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    pseudonym: Mapped[str] = mapped_column(String(20))
    chairs: Mapped[bool] = mapped_column(default=False)


class Review(Base):
    """One reviewer's sheet for one application in one stage, pinned to a snapshot."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("application_id", "stage_id", "panel_member_id"),
        Index("ix_review_member_state", "panel_member_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    state: Mapped[ReviewState] = mapped_column(state_column(ReviewState, "review_state"))
    conflict: Mapped[str] = mapped_column(Text, default="")
    comment: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class ScoreCell(Base):
    """One mark; missing, not applicable, abstained and zero are four different things."""

    __tablename__ = "score_cell"
    __table_args__ = (
        UniqueConstraint("review_id", "criterion_id"),
        CheckConstraint("(state = 'value') = (points IS NOT NULL)", name="points_where_value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    criterion_id: Mapped[str] = mapped_column(String(40))
    state: Mapped[CellState] = mapped_column(state_column(CellState, "cell_state"))
    points: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    def value(self) -> Cell:
        """Give the mark as a frozen value."""
        return Cell(self.state, self.points, self.reason)


class Standing(Base):
    """Kept for lists: where an application stands in a stage; decisions are recomputed exactly."""

    __tablename__ = "standing"
    __table_args__ = (
        UniqueConstraint("application_id", "stage_id"),
        Index("ix_standing_order", "call_id", "stage_id", "total_millionths", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    sheets_due: Mapped[int]
    sheets_in: Mapped[int]
    total_millionths: Mapped[int | None] = mapped_column(BigInteger)
    total_text: Mapped[str] = mapped_column(String(40), default="")


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
    """Why the panel departs from the computed proposal, and what it wants to be said."""
