"""Answers as a person reads them: typed ones from a snapshot, raw ones from a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from koubo.money import format_yen
from koubo.papers.glyphs import named, unprintable
from koubo.schemes.budget import INCOME_NAMES, Budget, IncomeKind
from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.question_texts import condition_text
from koubo.schemes.questions import Question
from koubo.schemes.rows import Row, cell_text, column_total, total_text, totalled

ELIGIBLE = ("対象", "green")
LEFT_OUT = ("対象外", "grey")


def answer_text(question: Question, value: Any) -> str:
    """Give a typed answer as text; nothing where there is none."""
    return "" if value is None else QUESTION_KINDS[question.kind].text(question, value)


def raw_text(question: Question, raw: Any) -> str:
    """Give what was typed as text, right or wrong."""
    if question.kind == "budget":
        return _budget_text(raw)
    if question.kind == "rows":
        return _rows_text(question, raw)
    if isinstance(raw, list):
        return "、".join(str(row.get("name") or "") for row in raw)
    if isinstance(raw, Mapping):
        boxes = [(raw.get("year"), "年"), (raw.get("month"), "月"), (raw.get("day"), "日")]
        return "".join(f"{text}{word}" for text, word in boxes if text)
    if question.kind == "declaration":
        return "誓約します" if raw else ""
    return str(raw or "")


def row_cells(question: Question, row: Row) -> list[str]:
    """Give the cells of one typed line as texts, column by column."""
    return [cell_text(one, row.get(one.id)) for one in question.columns]


def row_totals(question: Question, rows: tuple[Row, ...]) -> dict[str, str]:
    """Give the sum of each column of numbers as text, by the column's id."""
    return {one.id: total_text(one, column_total(one, rows)) for one in totalled(question)}


def when_text(question: Question, form: Form) -> str:
    """Say when a question is asked; empty if always."""
    return condition_text(form, question)


def print_note(text: str) -> str:
    """Say that paper shows 〓 for some characters of a text; empty if it shows all."""
    lacking = unprintable(text)
    return f"紙に印刷すると「〓」になる文字があります：{named(lacking)}。" if lacking else ""


def _rows_text(question: Question, raw: Any) -> str:
    lines = (
        "　".join(str(row.get(one.id) or "") for one in question.columns).strip()
        for row in (raw if isinstance(raw, list) else ())
    )
    return "\n".join(line for line in lines if line)


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
    item = row.get("item")
    texts = (kind, item if item != kind else "", _amount(row.get("amount")))
    return "　".join(str(text) for text in texts if text)


def _amount(raw: Any) -> Any:
    """Give a plain number as money; what nobody could read stays as it was typed."""
    text = str(raw or "")
    return format_yen(int(text)) if text.isascii() and text.isdigit() else raw


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
        ("うち対象にならない経費", format_yen(budget.total - budget.eligible_total), False),
    ]


def income_totals(budget: Budget) -> list[tuple[str, str, bool]]:
    """Give the totals below the income."""
    return [
        ("収入の合計", format_yen(budget.income_total), True),
        ("うち市の補助金", format_yen(budget.requested), False),
    ]
