"""What people decided about the names of a ledger, so that nobody is asked twice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.storage.base import Base, UtcDateTime


class LedgerName(Base):
    """Which organisation, or which course, an officer said that a name in a ledger means."""

    __tablename__ = "ledger_name"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        CheckConstraint(
            "(kind = 'organisation') = (organisation_id IS NOT NULL)", name="organisation_or_course"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """``organisation`` or ``course``."""
    key: Mapped[str] = mapped_column(String(300))
    """The name, folded, as ``ledger_plan`` compares it."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    course_id: Mapped[str] = mapped_column(String(100), default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
