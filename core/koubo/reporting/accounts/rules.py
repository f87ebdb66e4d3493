"""The account of an award: budget lines with what was booked on each, sums always derived (円)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from koubo.schemes.budget import INCOME_NAMES, Budget, ExpenseLine, IncomeKind, IncomeLine

UNPLANNED = "予算にないもの"


class Side(StrEnum):
    """Which side of the account a line or an entry stands on."""

    EXPENSE = "expense"
    INCOME = "income"


SIDE_NAMES = {Side.EXPENSE: "支出", Side.INCOME: "収入"}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One payment or income as it was booked; ``number`` is the receipt's."""

    id: int
    number: int
    side: Side
    category: str
    """Of income the value of its `IncomeKind`."""
    line: str
    """The budget line's own words; empty for what was not planned."""
    paid_on: date
    payee: str
    addressee: str
    what: str
    amount: int
    receipt: str = ""
    """The name of its file; empty without one."""
    sha256: str = ""


@dataclass(frozen=True)
class AccountLine:
    """A budget line, or what was not planned of a category, with what was booked on it."""

    side: Side
    category: str
    line: str
    planned: int
    entries: tuple[Entry, ...] = ()
    eligible: bool = True
    unit_price: int | None = None

    @property
    def used(self) -> int:
        """Give what was booked on it (円)."""
        return sum(one.amount for one in self.entries)

    @property
    def rest(self) -> int:
        """Give what is left of it; below zero where more was booked (円)."""
        return self.planned - self.used

    @property
    def category_name(self) -> str:
        """Give the category as people read it."""
        if self.side is Side.EXPENSE or self.category not in INCOME_NAMES:
            return self.category
        return INCOME_NAMES[IncomeKind(self.category)]

    @property
    def label(self) -> str:
        """Give what it is called where one is chosen: 印刷製本費：すごろく200部."""
        if self.line == self.category_name:
            return self.line
        return f"{self.category_name}：{self.line or UNPLANNED}"


@dataclass(frozen=True)
class Account:
    """All lines of an account, those of the budget first and in its order."""

    lines: tuple[AccountLine, ...]

    def of(self, side: Side) -> tuple[AccountLine, ...]:
        """Give the lines of one side."""
        return tuple(one for one in self.lines if one.side == side)

    def planned(self, side: Side) -> int:
        """Give the budget of one side (円)."""
        return sum(one.planned for one in self.of(side))

    def used(self, side: Side) -> int:
        """Give what was booked on one side (円)."""
        return sum(one.used for one in self.of(side))

    def rest(self, side: Side) -> int:
        """Give what is left of one side (円)."""
        return self.planned(side) - self.used(side)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Give every entry of both sides, by its number."""
        found = (entry for line in self.lines for entry in line.entries)
        return tuple(sorted(found, key=lambda one: one.number))

    @property
    def receipts(self) -> int:
        """Count the entries of expense that have their receipt."""
        return sum(1 for one in self.entries if one.side is Side.EXPENSE and one.receipt)

    def actual(self) -> Budget:
        """Give the account as a report states it: what was spent and came in, line by line."""
        return Budget(
            tuple(
                ExpenseLine(
                    one.category, one.line or UNPLANNED, one.used, one.eligible, one.unit_price
                )
                for one in self.of(Side.EXPENSE)
                if one.used
            ),
            tuple(
                IncomeLine(IncomeKind(one.category), one.line or one.category_name, one.used)
                for one in self.of(Side.INCOME)
                if one.used
            ),
        )


def account_of(planned: Budget, entries: Iterable[Entry], not_allowed: Sequence[str]) -> Account:
    """Lay what was booked onto the budget lines; what was not planned makes lines of its own.

    Budget lines of the same words are one line. An entry on a line that a later plan dropped
    stays, with a budget of 0 円.

    :param not_allowed: the cost categories that do not count
    """
    lines = _planned_lines(planned)
    booked: dict[tuple[Side, str, str], list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: (one.paid_on, one.number)):
        key = (entry.side, entry.category, entry.line)
        booked.setdefault(key, []).append(entry)
        if key not in lines:
            eligible = entry.category not in not_allowed
            lines[key] = AccountLine(*key, planned=0, eligible=eligible)
    return Account(
        tuple(
            AccountLine(
                *key,
                planned=one.planned,
                entries=tuple(booked.get(key, ())),
                eligible=one.eligible,
                unit_price=one.unit_price,
            )
            for key, one in lines.items()
        )
    )


def _planned_lines(planned: Budget) -> dict[tuple[Side, str, str], AccountLine]:
    lines: dict[tuple[Side, str, str], AccountLine] = {}
    for cost in planned.expenses:
        _add(lines, Side.EXPENSE, cost.category, cost.item, cost.amount, cost)
    for income in planned.incomes:
        _add(lines, Side.INCOME, income.kind.value, income.item, income.amount, None)
    return lines


def _add(
    lines: dict[tuple[Side, str, str], AccountLine],
    side: Side,
    category: str,
    item: str,
    amount: int,
    cost: ExpenseLine | None,
) -> None:
    key = (side, category, item)
    before = lines.get(key)
    lines[key] = AccountLine(
        *key,
        planned=amount + (before.planned if before else 0),
        eligible=(cost is None or cost.eligible) and (before is None or before.eligible),
        unit_price=cost.unit_price if cost else None,
    )
