"""Tables of review: sheets and their marks, kept standings, what is set for a stage."""

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

from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell, CellState, Verdict
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


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
    in_place_of: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    """The sheet of the reviewer for whom a substitute judges."""
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


class EarlierSheet(Base):
    """A sheet as it was handed in before it was opened for scoring again; kept beside the new one."""

    __tablename__ = "earlier_sheet"
    __table_args__ = (UniqueConstraint("review_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    number: Mapped[int]
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    cells: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """By criterion: state, points (null where none), reason."""
    comment: Mapped[str] = mapped_column(Text, default="")
    handed_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    """Why it is scored again."""
    opened_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaperSheet(Base):
    """A sheet marked on paper: keyed by one officer, read back by another (読合せ), scan attached."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        CheckConstraint("checked_by IS NULL OR checked_by <> keyed_by", name="two_people"),
        CheckConstraint("(checked_by IS NULL) = (checked_at IS NULL)", name="checked_by_somebody"),
        Index("ix_paper_sheet_review", "review_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    cells: Mapped[dict[str, Any]] = mapped_column(JsonText)
    comment: Mapped[str] = mapped_column(Text, default="")
    marked_on: Mapped[date | None]
    """The day that the reviewer wrote on the paper."""
    keyed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    keyed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Keyed wrongly and thrown away; another takes its place."""
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    """The scan in the file store; None where none was attached."""
    name: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class StageTerms(Base):
    """What officers set for one stage of a call, and when its kept standings were last computed."""

    __tablename__ = "stage_terms"
    __table_args__ = (UniqueConstraint("call_id", "stage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Sheets are asked for by then (exclusive); None: no day was set."""
    lot_seed: Mapped[str] = mapped_column(String(64), default="")
    """What the lot among equals is drawn from; empty: no lot was drawn."""
    lot_drawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=0)
    """Counted up by whatever changes what the sheets come to."""
    tallied_revision: Mapped[int | None]
    """The revision that the kept ranks and amounts were computed from (集計); None: never."""
    tallied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tallied_budget: Mapped[int | None]
    """What the stage could give when it was computed (円)."""


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
    rank: Mapped[int | None]
    """As it was last computed for the whole stage (集計)."""
    verdict: Mapped[Verdict | None] = mapped_column(state_column(Verdict, "verdict"))
    amount: Mapped[int] = mapped_column(default=0)
    """What was then proposed (円)."""
