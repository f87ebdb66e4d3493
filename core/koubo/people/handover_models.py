"""Table of handovers: whose work another person has gone on with, and since when."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class Handover(Base):
    """From a day on one person goes on with what another has begun (人事異動の引継ぎ)."""

    __tablename__ = "handover"
    __table_args__ = (CheckConstraint("from_person_id <> to_person_id", name="two_people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    from_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    to_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    from_on: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
