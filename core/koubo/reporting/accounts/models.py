"""Table of expenses: the account of an award as it is written through the year."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from koubo.award.models import Award
from koubo.reporting.accounts.rules import Entry, Side
from koubo.storage.base import Base, UtcDateTime, state_column


class Expense(Base):
    """One payment or income of the project (円), with its receipt where it has one.

    What was removed stays, with its number and its file: a receipt is never numbered twice.
    """

    __tablename__ = "expense"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(key IS NULL) = (name = '')", name="file_is_named"),
        UniqueConstraint("award_id", "number"),
        Index("ix_expense_award", "award_id", "removed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id"))
    number: Mapped[int]
    """1, 2, 3 … within its award: the number on the receipt's copy."""
    side: Mapped[Side] = mapped_column(state_column(Side, "account_side"), default=Side.EXPENSE)
    category: Mapped[str] = mapped_column(String(60))
    """The cost category of the budget line that it is booked on; of income its kind."""
    line: Mapped[str] = mapped_column(String(200), default="")
    """The budget line's own words; empty for what was not planned."""
    paid_on: Mapped[date]
    payee: Mapped[str] = mapped_column(String(100))
    """Who was paid; of income, who paid."""
    addressee: Mapped[str] = mapped_column(String(100), default="")
    """Whose name stands on the receipt (宛名)."""
    what: Mapped[str] = mapped_column(Text)
    """What was bought (内訳)."""
    amount: Mapped[int]
    name: Mapped[str] = mapped_column(String(255), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    key: Mapped[str | None] = mapped_column(String(100), unique=True)
    """The photograph or scan of the receipt."""
    scanned_by: Mapped[str] = mapped_column(String(60), default="")
    """The virus scanner that looked at it; empty: not scanned."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship()

    __mapper_args__ = {"version_id_col": version}

    def entry(self) -> Entry:
        """Give it as the rules see it."""
        return Entry(
            id=self.id,
            number=self.number,
            side=self.side,
            category=self.category,
            line=self.line,
            paid_on=self.paid_on,
            payee=self.payee,
            addressee=self.addressee,
            what=self.what,
            amount=self.amount,
            receipt=self.name,
            sha256=self.sha256,
        )
