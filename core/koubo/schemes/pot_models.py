"""Table of the pots into which officers part a call's budget."""

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from koubo.schemes.pots import CallPot
from koubo.storage.base import Base, JsonText


class CallPotRow(Base):
    """Money of a call's budget that is kept for some of its courses (枠)."""

    __tablename__ = "call_pot"
    __table_args__ = (
        UniqueConstraint("call_id", "position"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(40))
    course_ids: Mapped[list[str]] = mapped_column(JsonText)
    amount: Mapped[int]

    def value(self) -> CallPot:
        """Give the pot as a frozen value."""
        return CallPot(self.title, self.amount, tuple(self.course_ids))
