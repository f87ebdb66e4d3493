"""Tables of review: sheets and their marks, kept standings, what is set for a stage."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.panels.rules import ConflictSource
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell, CellState, Verdict
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column

UNSCORED = -(10**12)
"""What stands for a total where there is none: below every other, on both engines."""
IS_ASKED_BACK = text("reopening_asked <> ''")
"""Few sheets are: an index of these alone finds them among all."""


class Review(Base):
    """One reviewer's sheet for one application in one stage, pinned to a snapshot."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("application_id", "stage_id", "panel_member_id"),
        # All that counting a panel's sheets asks for, so that it reads nothing but the index.
        Index("ix_review_member_state", "panel_member_id", "stage_id", "state", "application_id"),
        Index(
            "ix_review_wish",
            "panel_member_id",
            sqlite_where=IS_ASKED_BACK,
            postgresql_where=IS_ASKED_BACK,
        ),
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
    conflict_source: Mapped[ConflictSource | None] = mapped_column(
        state_column(ConflictSource, "conflict_source")
    )
    """Who said so; None where the reviewer is not kept out."""
    comment: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    saved_page: Mapped[str] = mapped_column(String(32), default="")
    """The very page that saved last: it never stands in its own way, though an answer was lost."""
    saved_turn: Mapped[int] = mapped_column(default=0)
    """How often that page had sent then: what was sent before and comes after changes nothing."""
    extended_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """More time for this sheet alone, such as one that is scored again."""
    reopening_asked: Mapped[str] = mapped_column(Text, default="")
    """Why the reviewer asks for the sheet back; empty: they do not."""
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
    summary: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """What the last 集計 said of the whole stage, as `review.tallied.Summary` keeps it."""


class Standing(Base):
    """Kept for lists: where an application stands in a stage; decisions are recomputed exactly."""

    __tablename__ = "standing"
    __table_args__ = (
        UniqueConstraint("application_id", "stage_id"),
        Index("ix_standing_order", "call_id", "stage_id", "total_millionths", "application_id"),
        Index("ix_standing_place", "call_id", "stage_id", "place"),
        # All that counting a stage's sheets asks for, so that it reads nothing but the index.
        Index(
            "ix_standing_sheets",
            "call_id",
            "stage_id",
            "sheets_due",
            "sheets_in",
            "application_id",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    sheets_due: Mapped[int]
    sheets_in: Mapped[int]
    total_millionths: Mapped[int] = mapped_column(BigInteger, default=UNSCORED)
    """The total as an index orders it; UNSCORED where no sheet is in."""
    total_text: Mapped[str] = mapped_column(String(80), default="")
    """The total exactly, with the most that it could be: 16／20."""
    place: Mapped[int | None]
    """Where it stood in the list of the last 集計, from 1; None where it was not in it."""
    rank: Mapped[int | None]
    """As it was last computed for the whole stage (集計)."""
    verdict: Mapped[Verdict | None] = mapped_column(state_column(Verdict, "verdict"))
    amount: Mapped[int] = mapped_column(default=0)
    """What was then proposed (円)."""
    rest: Mapped[int | None]
    """What its pots then still held below it (円); None where the stage gives no money."""
    waived: Mapped[bool] = mapped_column(default=False)
    """Whether it was then let through without being judged."""
    calculated: Mapped[int | None]
    """What the amount rule gave then, before any pot (円)."""
    calculated_from: Mapped[str] = mapped_column(String(200), default="")
    """The release, the versions, the snapshot and the time of award that it was computed from."""


class TalliedWorking(Base):
    """Why an application stood where it did at the last 集計; apart, so that lists stay lean."""

    __tablename__ = "tallied_working"
    __table_args__ = (UniqueConstraint("standing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    standing_id: Mapped[int] = mapped_column(ForeignKey("standing.id"))
    kept: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """Its lines, and both results of a recusal, as `review.tallied.Why` keeps them."""
