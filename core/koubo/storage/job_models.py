"""Long work with progress: what was asked for, how far it is, and the pieces that are done.

The rows hold the truth: a job whose worker died is taken up again when its claim lapses, and goes
on after the pieces that were kept. Each piece is kept once, whoever made it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class JobState(StrEnum):
    """Where a piece of long work is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """Something asked for by a person that takes longer than a page may."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("done >= 0 AND done <= total", name="done_within_total"),
        Index("ix_job_state", "state", "id"),
        Index("ix_job_subject", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    """The record that it is about, in whatever table the kind says."""
    asked: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    state: Mapped[JobState] = mapped_column(state_column(JobState, "job_state"))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    """How often it was taken up since a piece was last kept: one that kills its worker ends."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fault: Mapped[str] = mapped_column(Text, default="")
    """Why it failed, as staff read it."""
    name: Mapped[str] = mapped_column(String(255), default="")
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    """The file that came of it."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class JobPiece(Base):
    """One finished piece of a job, such as one letter."""

    __tablename__ = "job_piece"
    __table_args__ = (UniqueConstraint("job_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
