"""Costs that the city does not accept: which lines of an account, how much of each, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from koubo.money import Line, Working, format_yen
from koubo.problems import Problem
from koubo.schemes.budget import Budget, ExpenseLine


@dataclass(frozen=True)
class RefusedCost:
    """A line of an account of which some yen are not accepted, with the line as it was reported."""

    category: str
    item: str
    reported: int
    """What the line says (円)."""
    amount: int
    """What of it is not accepted (円)."""
    reason: str

    def as_json(self) -> dict[str, Any]:
        """Give the refusal as a report keeps it."""
        return {
            "category": self.category,
            "item": self.item,
            "reported": self.reported,
            "amount": self.amount,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "RefusedCost":
        """Give the refusal that `as_json` wrote."""
        return cls(kept["category"], kept["item"], kept["reported"], kept["amount"], kept["reason"])

    def is_of(self, line: ExpenseLine) -> bool:
        """Say whether this is still the line that was refused: another sum is another line."""
        told = (line.category, line.item, line.amount)
        return line.eligible and told == (self.category, self.item, self.reported)


@dataclass(frozen=True)
class Accepted:
    """An account as it is accepted."""

    budget: Budget
    """The account with what was refused as ineligible lines, so that every total stays."""
    refused: tuple[RefusedCost, ...]
    """What of the refusals stands against a line of the account."""

    @property
    def refused_total(self) -> int:
        """Give the sum of what is not accepted (円)."""
        return sum(one.amount for one in self.refused)


def accepted_costs(reported: Budget, refused: Sequence[RefusedCost]) -> Accepted:
    """Take what was refused out of the eligible lines of an account.

    A refusal whose line is no longer in the account, since it was corrected, falls away.
    """
    waiting = list(refused)
    expenses: list[ExpenseLine] = []
    standing = []
    for line in reported.expenses:
        found = next((one for one in waiting if one.is_of(line)), None)
        if found is None:
            expenses.append(line)
            continue
        waiting.remove(found)
        standing.append(found)
        if found.amount < line.amount:
            expenses.append(replace(line, amount=line.amount - found.amount))
        expenses.append(replace(line, amount=found.amount, eligible=False))
    return Accepted(Budget(tuple(expenses), reported.incomes), tuple(standing))


def refusal_problems(
    reported: Budget, asked: Mapping[int, tuple[int | None, str]]
) -> Iterator[Problem]:
    """Say what is wrong with refusals, by place of the line; the fields end in the place.

    :param asked: by place in the account, the yen not accepted (None: left empty) and the reason
    """
    for place, (amount, reason) in asked.items():
        if amount is None and not reason.strip():
            continue
        line = reported.expenses[place]
        named = f"{place + 1}行目「{line.item or line.category}」の"
        if amount is None or not 0 < amount <= line.amount:
            message = (
                f"{named}「対象外にする額」は1円から {format_yen(line.amount)} までで入力してください。"
                "対象外にしないときは、額と理由を空らんにします。"
            )
            yield Problem("refused_amount", message, field=f"amount-{place}")
        if not reason.strip():
            message = f"{named}「対象外にする理由」を入力してください。額の確定の通知書に載ります。"
            yield Problem("refused_reason", message, field=f"reason-{place}")


def refused_costs(
    reported: Budget, asked: Mapping[int, tuple[int | None, str]]
) -> tuple[RefusedCost, ...]:
    """Give the refusals that were asked for and have no problem, in the account's order."""
    found = []
    for place, (amount, reason) in sorted(asked.items()):
        line = reported.expenses[place]
        if amount:
            found.append(RefusedCost(line.category, line.item, line.amount, amount, reason.strip()))
    return tuple(found)


def refusable(reported: Budget) -> list[int]:
    """Give the places of the lines that can be refused: those that count for the grant."""
    return [place for place, one in enumerate(reported.expenses) if one.eligible and one.amount]


def refused_working(accepted: int, refused: Iterable[RefusedCost]) -> Working:
    """Give the lines from what was reported to what is accepted (円); none where all is accepted."""
    taken = tuple(refused)
    if not taken:
        return Working()
    total = sum(one.amount for one in taken)
    reported = accepted + total
    lines = [Line(f"報告された対象経費 {format_yen(reported)}")]
    for one in taken:
        part = "" if one.amount == one.reported else f"（{format_yen(one.reported)} のうち）"
        lines.append(
            Line(
                f"対象外にした経費：{one.category}「{one.item}」"
                f"{part}{format_yen(one.amount)}　理由：{one.reason}"
            )
        )
    lines.append(Line(f"{reported:,} − {total:,} → 認めた対象経費 {format_yen(accepted)}"))
    return Working(tuple(lines))
