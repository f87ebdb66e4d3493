"""Tables of sheets that come on paper: what was keyed in, who read it back, the scan."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from koubo.review.paper.rules import PaperSource, PaperState
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column

IS_LIVE = text("state IN ('keyed', 'returned')")


class PaperScan(Base):
    """A scan of what a reviewer handed in on paper: of one sheet, or of all that came together."""

    __tablename__ = "paper_scan"
    __table_args__ = (Index("ix_paper_scan_member", "panel_member_id", "stage_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    panel_member_id: Mapped[int] = mapped_column(ForeignKey("panel_member.id"))
    stage_id: Mapped[str] = mapped_column(String(40))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    """The one sheet that it shows; None: all of the reviewer's, the cover perhaps."""
    key: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    scanned_by: Mapped[str] = mapped_column(String(60), default="")
    """The virus scanner that looked at it; empty: none did."""
    kept_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaperSheet(Base):
    """A sheet keyed by one officer and read back by another (読合せ); then it is handed in."""

    __tablename__ = "paper_sheet"
    __table_args__ = (
        CheckConstraint("checked_by IS NULL OR checked_by <> keyed_by", name="two_people"),
        CheckConstraint("(state = 'checked') = (checked_by IS NOT NULL)", name="checked_by_one"),
        CheckConstraint("(checked_by IS NULL) = (checked_at IS NULL)", name="checked_at_once"),
        CheckConstraint("(state = 'dropped') = (dropped_by IS NOT NULL)", name="dropped_by_one"),
        CheckConstraint("(dropped_by IS NULL) = (dropped_at IS NULL)", name="dropped_at_once"),
        CheckConstraint("(source = 'workbook') = (import_id IS NOT NULL)", name="from_a_workbook"),
        Index(
            "ix_paper_sheet_live",
            "review_id",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index("ix_paper_sheet_review", "review_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    state: Mapped[PaperState] = mapped_column(state_column(PaperState, "paper_state"))
    source: Mapped[PaperSource] = mapped_column(state_column(PaperSource, "paper_source"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_draft.id"))
    """The workbook that it came in."""
    cells: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """By criterion: state, points (null where none), reason."""
    comment: Mapped[str] = mapped_column(Text, default="")
    marked_on: Mapped[date | None]
    """The day that the reviewer wrote on the paper; None: there is none on it."""
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("paper_scan.id"))
    keyed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    keyed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    differs: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    """What was found not to be the same when it was read back, as `paper_rules.Difference`."""
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it was dropped, or why it took the place of what was begun on the web."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
