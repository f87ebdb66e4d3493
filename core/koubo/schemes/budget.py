"""A project's budget: expenses and income in whole yen, totals always derived."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class IncomeKind(StrEnum):
    """Where a project's money comes from."""

    REQUESTED_GRANT = "requested_grant"
    OWN_FUNDS = "own_funds"
    PARTICIPATION_FEE = "participation_fee"
    OTHER_SUBSIDIES = "other_subsidies"
    DONATION = "donation"
    OTHER = "other"


INCOME_NAMES: Mapping[IncomeKind, str] = {
    IncomeKind.REQUESTED_GRANT: "市の補助金",
    IncomeKind.OWN_FUNDS: "自己資金",
    IncomeKind.PARTICIPATION_FEE: "参加費・事業収入",
    IncomeKind.OTHER_SUBSIDIES: "ほかの補助金・助成金",
    IncomeKind.DONATION: "寄附・協賛金",
    IncomeKind.OTHER: "その他",
}


@dataclass(frozen=True)
class ExpenseLine:
    """One line of what is spent; an ineligible one stays in the budget but out of the base."""

    category: str
    item: str
    amount: int
    eligible: bool = True
    unit_price: int | None = None
    """円 apiece, asked where the scheme limits it."""


@dataclass(frozen=True)
class IncomeLine:
    """One line of where the money comes from."""

    kind: IncomeKind
    item: str
    amount: int


@dataclass(frozen=True)
class Budget:
    """Expenses and income of one project (円)."""

    expenses: tuple[ExpenseLine, ...] = ()
    incomes: tuple[IncomeLine, ...] = ()

    @property
    def total(self) -> int:
        """Give the sum of all expenses (円)."""
        return sum(line.amount for line in self.expenses)

    @property
    def eligible_total(self) -> int:
        """Give the sum of the eligible expenses (円)."""
        return sum(line.amount for line in self.expenses if line.eligible)

    @property
    def income_total(self) -> int:
        """Give the sum of all income (円)."""
        return sum(line.amount for line in self.incomes)

    @property
    def is_balanced(self) -> bool:
        """Say whether income equals expenses."""
        return self.total == self.income_total

    def income(self, kind: IncomeKind) -> int:
        """Give the sum of one kind of income (円)."""
        return sum(line.amount for line in self.incomes if line.kind is kind)

    @property
    def requested(self) -> int:
        """Give the grant asked for (円)."""
        return self.income(IncomeKind.REQUESTED_GRANT)
