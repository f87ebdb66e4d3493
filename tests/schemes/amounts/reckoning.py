"""Amount rules and budgets for tests, and what a step does to a sum."""

from fractions import Fraction

from koubo.money import Rounding
from koubo.schemes.amounts.reckoning import AmountCase, Reckoning
from koubo.schemes.amounts.rule import Funding
from koubo.schemes.amounts.steps import AmountStep, Cap, FlatRate, Minimum, RoundTo
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.figures import Figure

FEES, GOODS, TRAVEL = "報償費", "消耗品費", "旅費"


def funding(
    rate: str = "3/4",
    cap: int = 150_000,
    unit: int = 1000,
    rounding: Rounding = Rounding.DOWN,
    minimum: int | None = None,
    *,
    first: tuple[AmountStep, ...] = (),
) -> Funding:
    """Give the commonest rule: rate, cap, rounding, perhaps a minimum; limits stand first."""
    steps = (
        *first,
        FlatRate(Figure(Fraction(rate))),
        Cap(Figure(cap)),
        RoundTo(Figure(unit), rounding),
    )
    return Funding(steps if minimum is None else (*steps, Minimum(Figure(minimum))))


def budget(*expenses: ExpenseLine, requested: int = 0, **incomes: int) -> Budget:
    """Give a budget of lines, with income by the names of its kinds."""
    lines = [IncomeLine(IncomeKind(kind), "", amount) for kind, amount in incomes.items()]
    asked = [IncomeLine(IncomeKind.REQUESTED_GRANT, "", requested)] if requested else []
    return Budget(expenses, (*asked, *lines))


def spent(category: str, amount: int, unit_price: int | None = None) -> ExpenseLine:
    """Give a line that counts."""
    return ExpenseLine(category, category, amount, unit_price=unit_price)


def taken(step: AmountStep, case: AmountCase | int) -> tuple[Fraction, list[str]]:
    """Give the sum after a step that begins a computation, and the lines that it adds."""
    begun = Reckoning.begin(AmountCase(case) if isinstance(case, int) else case)
    after = step.apply(begun)
    return after.amount, [str(one) for one in after.lines[len(begun.lines) :]]
