"""Tables of evaluation: the goals set before the start, each side's sheet, the joint sheet."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.award.models import Award
from koubo.schemes.evaluation_words import EvaluationTime
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Goal(Base):
    """One goal of a project, agreed before its start, and what came of it."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("award_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    measure: Mapped[str] = mapped_column(String(200), default="")
    """By what it is seen whether it was reached."""
    reached: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
    set_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}


class EvaluationSheet(Base):
    """What one side (団体, 担当課, 委員会) or all of them jointly say of a project."""

    __tablename__ = "evaluation_sheet"
    __table_args__ = (
        UniqueConstraint("award_id", "time", "side"),
        CheckConstraint(
            "(handed_in_at IS NULL) = (handed_in_by IS NULL)", name="handed_in_by_somebody"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    time: Mapped[EvaluationTime] = mapped_column(state_column(EvaluationTime, "evaluation_time"))
    side: Mapped[str] = mapped_column(String(40))
    """As the scheme names it; JOINT for the sheet that the sides agreed on."""
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """By item: mark, reason, and a comment that stays among the sides."""
    comment: Mapped[str] = mapped_column(Text, default="")
    private: Mapped[str] = mapped_column(Text, default="")
    """What is written for the other sides only and is never published."""
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_in_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Of the joint sheet: since when everybody may read it, without what is private."""
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
