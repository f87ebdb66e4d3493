"""A table of the tests' own: a note that is saved and saved again."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, JsonText, state_column


class NoteState(StrEnum):
    OPEN = "open"
    SHUT = "shut"


class Note(Base):
    __tablename__ = "test_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(default="")
    yen: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime | None]
    state: Mapped[NoteState] = mapped_column(
        state_column(NoteState, "state"), default=NoteState.OPEN
    )
    answers: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read once by SQLAlchemy


class Remark(Base):
    __tablename__ = "test_remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("test_note.id", ondelete="CASCADE"))
