"""The table of departments' opinions about applications (担当課意見書)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.applications.models import Application
from koubo.applications.opinion_rules import OpinionSource
from koubo.people.models import Department
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class Opinion(Base):
    """What a department was asked about an application, and what it answered."""

    __tablename__ = "opinion"
    __table_args__ = (
        UniqueConstraint("application_id", "department_id"),
        CheckConstraint("(answered_at IS NULL) = (source IS NULL)", name="answered_by_a_way"),
        Index("ix_opinion_department", "department_id", "id"),
        Index("ix_opinion_open_due", "answered_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("department.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    """What the officer wants to be looked at."""
    due_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    """By question id, as each question kind keeps them."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[OpinionSource | None] = mapped_column(
        state_column(OpinionSource, "opinion_source")
    )
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who answered, or who brought the department's sheet in."""
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship(lazy="joined", innerjoin=True)
    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}
