"""Two budgets side by side, line by line, with what each line moves (円)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from koubo.schemes.budget import INCOME_NAMES, Budget


class Part(StrEnum):
    """On which side of a budget a line stands."""

    EXPENSE = "支出"
    INCOME = "収入"


@dataclass(frozen=True)
class LineDifference:
    """A line of either budget, or a total of both (円); None where the line is not there."""

    part: Part
    label: str
    before: int | None
    after: int | None
    is_total: bool = False

    @property
    def moved(self) -> int:
        """Give by how much it moves (円)."""
        return (self.after or 0) - (self.before or 0)


def budget_differences(before: Budget, after: Budget) -> tuple[LineDifference, ...]:
    """Give every line of both budgets, matched by what they are called, then both totals.

    Lines of one name are matched in the order in which they stand.
    """
    return (
        *_lines(Part.EXPENSE, _expenses(before), _expenses(after)),
        LineDifference(Part.EXPENSE, "支出の合計", before.total, after.total, is_total=True),
        *_lines(Part.INCOME, _incomes(before), _incomes(after)),
        LineDifference(
            Part.INCOME, "収入の合計", before.income_total, after.income_total, is_total=True
        ),
    )


def _lines(
    part: Part, before: Iterable[tuple[str, int]], after: Iterable[tuple[str, int]]
) -> Iterator[LineDifference]:
    left = list(before)
    for label, amount in after:
        old = next((one for one in left if one[0] == label), None)
        if old is not None:
            left.remove(old)
        yield LineDifference(part, label, old[1] if old else None, amount)
    for label, amount in left:
        yield LineDifference(part, label, amount, None)


def _expenses(budget: Budget) -> list[tuple[str, int]]:
    return [
        (
            _label(one.category, one.item) + ("" if one.eligible else "（対象外）"),
            one.amount,
        )
        for one in budget.expenses
    ]


def _incomes(budget: Budget) -> list[tuple[str, int]]:
    return [(_label(INCOME_NAMES[one.kind], one.item), one.amount) for one in budget.incomes]


def _label(kind: str, item: str) -> str:
    return f"{kind}　{item}" if item and item != kind else kind
