"""Answers as a person reads them: typed ones from a snapshot, raw ones from a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from koubo.money import format_yen
from koubo.schemes.budget import INCOME_NAMES, Budget, IncomeKind
from koubo.schemes.budget_so_far import budget_so_far
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.questions import Question

ELIGIBLE = ("対象", "green")
LEFT_OUT = ("対象外", "grey")
KILO = 1_000


def answer_text(question: Question, value: Any) -> str:
    """Give a typed answer as text; nothing where there is none."""
    return "" if value is None else QUESTION_KINDS[question.kind].text(value)


def raw_text(question: Question, raw: Any) -> str:
    """Give what was typed as text, right or wrong."""
    if question.kind == "budget":
        return _budget_text(raw)
    if isinstance(raw, list):
        return "、".join(str(row.get("name") or "") for row in raw)
    if isinstance(raw, Mapping):
        boxes = [(raw.get("year"), "年"), (raw.get("month"), "月"), (raw.get("day"), "日")]
        return "".join(f"{text}{word}" for text, word in boxes if text)
    if question.kind == "declaration":
        return "誓約します" if raw else ""
    return str(raw or "")


def _budget_text(raw: Any) -> str:
    kept = raw if isinstance(raw, Mapping) else {}
    lines = [
        f"支出：{_told(row, row.get('category'))}{'（対象外）' if row.get('ineligible') else ''}"
        for row in kept.get("expenses") or []
    ]
    lines += [
        f"収入：{_told(row, income_name(row.get('kind')))}" for row in kept.get("incomes") or []
    ]
    return "\n".join(lines)


def _told(row: Mapping[str, Any], kind: Any) -> str:
    return "　".join(str(text) for text in (kind, row.get("item"), row.get("amount")) if text)


def income_name(kind: Any) -> str:
    """Give the name of a kind of income as its file calls it; "" where none was chosen."""
    try:
        return INCOME_NAMES[IncomeKind(str(kind))]
    except ValueError:
        return ""


@dataclass(frozen=True)
class BudgetLines:
    """A budget for reading: the rows and totals of its two tables."""

    expenses: list[dict[str, str]]
    incomes: list[dict[str, str]]
    expense_totals: list[tuple[str, str, bool]]
    income_totals: list[tuple[str, str, bool]]


def budget_lines(budget: Budget) -> BudgetLines:
    """Give the rows and totals of a typed budget."""
    expenses = []
    for expense in budget.expenses:
        note, tone = ELIGIBLE if expense.eligible else LEFT_OUT
        expenses.append(
            {
                "category": expense.category,
                "item": expense.item,
                "amount": format_yen(expense.amount),
                "unit_price": "" if expense.unit_price is None else format_yen(expense.unit_price),
                "note": note,
                "tone": tone,
            }
        )
    incomes = [
        {
            "category": INCOME_NAMES[income.kind],
            "item": "" if income.item == INCOME_NAMES[income.kind] else income.item,
            "amount": format_yen(income.amount),
        }
        for income in budget.incomes
    ]
    return BudgetLines(expenses, incomes, expense_totals(budget), income_totals(budget))


def expense_totals(budget: Budget) -> list[tuple[str, str, bool]]:
    """Give the totals below the expenses."""
    return [
        ("支出の合計", format_yen(budget.total), True),
        ("うち補助の対象になる経費", format_yen(budget.eligible_total), False),
    ]


def income_totals(budget: Budget) -> list[tuple[str, str, bool]]:
    """Give the totals below the income."""
    return [
        ("収入の合計", format_yen(budget.income_total), True),
        ("うち市の補助金", format_yen(budget.requested), False),
    ]


def draft_budget(raw: Any, not_allowed: Iterable[str]) -> BudgetLines:
    """Give the rows and totals of a budget in a draft, as far as its amounts can be read."""
    return budget_lines(budget_so_far(raw, tuple(not_allowed)).budget)


def file_size(size: int) -> str:
    """Give a file's size as people say it: 820バイト, 12.3KB, 4.5MB."""
    if size < KILO:
        return f"{size}バイト"
    if size < KILO * KILO:
        return f"{size / KILO:.1f}KB"
    return f"{size / (KILO * KILO):.1f}MB"
