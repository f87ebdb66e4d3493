"""What an award is computed from, and where a computation stands between two steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from koubo.money import Line, format_yen
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind


@dataclass(frozen=True)
class AmountCase:
    """What an award is computed from (円); ``requested`` None means that nothing bounds it."""

    eligible_cost: int
    total_cost: int | None = None
    requested: int | None = None
    nth_time: int = 1
    """Which award of the course this is, counted as its rate by time says."""
    lines: tuple[ExpenseLine, ...] = ()
    """Every line of the budget; empty where only the sums are known."""
    incomes: Mapping[IncomeKind, int] = field(default_factory=dict)
    is_settled: bool = False
    """Whether these are actual costs; a minimum is about what is granted, not what was spent."""

    @classmethod
    def of_budget(cls, budget: Budget, *, nth_time: int = 1) -> "AmountCase":
        """Give the case of a budget as it was filed."""
        return cls(
            eligible_cost=budget.eligible_total,
            total_cost=budget.total,
            requested=budget.requested,
            nth_time=nth_time,
            lines=budget.expenses,
            incomes={kind: budget.income(kind) for kind in IncomeKind},
        )

    @property
    def first_line(self) -> Line:
        """Say what counts of all that is spent."""
        if self.total_cost is None or self.total_cost == self.eligible_cost:
            return Line(f"対象経費 {format_yen(self.eligible_cost)}")
        left_out = self.total_cost - self.eligible_cost
        return Line(
            f"総事業費 {self.total_cost:,} − 対象外経費 {left_out:,}"
            f" = 対象経費 {format_yen(self.eligible_cost)}"
        )


@dataclass(frozen=True)
class Reckoning:
    """A computation between two steps: the sum so far, its costs, and every line that led here."""

    case: AmountCase
    amount: Fraction
    lines: tuple[Line, ...] = ()
    costs: Mapping[str, Fraction] = field(default_factory=dict)
    """Eligible cost by category, as far as the lines are known."""
    ceiling: int | None = None
    """The cap that was passed already; no rounding carries the sum over it."""

    @classmethod
    def begin(cls, case: AmountCase) -> "Reckoning":
        """Begin with the eligible cost."""
        costs: dict[str, Fraction] = {}
        for line in case.lines:
            if line.eligible:
                costs[line.category] = costs.get(line.category, Fraction()) + line.amount
        return cls(case, Fraction(case.eligible_cost), (case.first_line,), costs)

    def then(self, amount: Fraction | int, *lines: Line) -> "Reckoning":
        """Give the next stand, with the lines that say how it came."""
        return replace(self, amount=Fraction(amount), lines=(*self.lines, *lines))
