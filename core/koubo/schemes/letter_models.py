"""Table of the city's own Word forms for its letters, each version kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.schemes.letters import LetterKind
from koubo.storage.base import Base, JsonText, UtcDateTime, state_column


class LetterForm(Base):
    """A Word file (.docx) with checked placeholders, for one kind of letter of one scheme."""

    __tablename__ = "letter_form"
    __table_args__ = (UniqueConstraint("scheme_id", "kind", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[LetterKind] = mapped_column(state_column(LetterKind, "letter_kind"))
    number: Mapped[int]
    """Its version: 1, 2, 3 …; the newest that is not retired is used."""
    placeholders: Mapped[list[Any]] = mapped_column(JsonText)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    kept_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
