"""A budget that is still being typed: what its readable amounts come to."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from koubo.money import parse_yen
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine


@dataclass(frozen=True)
class BudgetSoFar:
    """The lines whose amount can be read, and how many others have something in the amount."""

    budget: Budget
    unread: int

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was typed that could be counted."""
        return not (self.budget.expenses or self.budget.incomes or self.unread)


def budget_so_far(raw: Any, not_allowed: Collection[str]) -> BudgetSoFar:
    """Add up a draft's budget, kind to what is unfinished; the form's field judges it later.

    :param raw: the draft as typed
    :param not_allowed: cost categories that stay out of the base
    """
    unread: list[str] = []
    expenses = tuple(
        ExpenseLine(
            _cell(row, "category"),
            _cell(row, "item"),
            amount,
            is_eligible(row, not_allowed),
        )
        for row, amount in _amounts(raw, "expenses", unread)
    )
    incomes = tuple(
        IncomeLine(_kind(row), _cell(row, "item"), amount)
        for row, amount in _amounts(raw, "incomes", unread)
    )
    return BudgetSoFar(Budget(expenses, incomes), len(unread))


def is_eligible(row: Mapping[str, Any], not_allowed: Collection[str]) -> bool:
    """Say whether a line as typed counts toward the base."""
    return _cell(row, "category") not in not_allowed and not _cell(row, "ineligible")


def _amounts(raw: Any, table: str, unread: list[str]) -> Iterator[tuple[Mapping[str, Any], int]]:
    rows = raw.get(table) if isinstance(raw, Mapping) else None
    for row in rows if isinstance(rows, list) else ():
        text = _cell(row, "amount") if isinstance(row, Mapping) else ""
        if not text:
            continue
        try:
            yield row, parse_yen(text)
        except ValueError:
            unread.append(text)


def _cell(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()


def _kind(row: Mapping[str, Any]) -> IncomeKind:
    try:
        return IncomeKind(_cell(row, "kind"))
    except ValueError:
        return IncomeKind.OTHER
