"""Table of who speaks for a project: changed without anybody's approval, and never overwritten."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class ProjectContact(Base):
    """The person whom the city asks about a project, from a day on; the newest counts."""

    __tablename__ = "project_contact"
    __table_args__ = (UniqueConstraint("application_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    telephone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    from_on: Mapped[date]
    """The day from which the city asks this person (JST)."""
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
