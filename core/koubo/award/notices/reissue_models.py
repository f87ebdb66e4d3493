"""Table of letters that were printed once more at somebody's wish."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class Reissue(Base):
    """One 再発行 of an issued letter: the same letter, with a mark above it."""

    __tablename__ = "reissue"
    __table_args__ = (UniqueConstraint("notice_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    number: Mapped[int]
    """1, 2, 3 … of its letter."""
    reissued_on: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
