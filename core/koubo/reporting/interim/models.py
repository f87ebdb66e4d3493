"""Table of interim reports: until when the 中間報告書 of an award is asked for, and the document."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.applications.models import Filing
from koubo.award.models import Award
from koubo.storage.base import Base


class InterimReport(Base):
    """The 中間報告 of an award: there once an officer named its day, or it was begun."""

    __tablename__ = "interim_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"), unique=True)
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"), unique=True)
    """None until the organisation begins it."""
    due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship(lazy="joined", innerjoin=True)
    filing: Mapped[Filing | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
