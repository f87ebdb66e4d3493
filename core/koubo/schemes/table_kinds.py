"""The kinds of question that are answered with lines: the budget, organisations, own tables."""

from typing import Any

from marshmallow import fields

from koubo.fields import MOST_YEN
from koubo.money import format_yen
from koubo.schemes.budget import INCOME_NAMES, Budget
from koubo.schemes.budget_field import (
    MAX_LINES,
    BudgetField,
    budget_from_json,
    budget_to_json,
    budget_to_raw,
)
from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.group_fields import MOST_GROUPS, GroupsField
from koubo.schemes.questions import Question, QuestionKind, Sources
from koubo.schemes.rows import (
    RowsField,
    cell_kind,
    cell_question,
    cell_text,
    column_total,
    least_rows,
    most_rows,
    row_text,
    rows_from_json,
    rows_to_json,
    rows_to_raw,
    total_text,
    totalled,
)

TEXT = {"type": "string"}
AMOUNT = {"type": "integer", "minimum": 0, "maximum": MOST_YEN}


class BudgetQuestion(QuestionKind):
    """The income and expense table; its totals are computed, never typed."""

    word = "budget"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge every line and that income equals expenses."""
        return BudgetField(
            sources.cost_categories, sources.ineligible_categories, sources.priced_categories
        )

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe the lines of both tables; which categories count stands in the scheme."""
        expense = {
            "category": TEXT,
            "item": TEXT,
            "amount": AMOUNT,
            "ineligible": {"type": "boolean"},
            "unit_price": AMOUNT,
        }
        kinds = {"enum": [one.value for one in INCOME_NAMES]}
        income = {"kind": kinds, "item": TEXT, "amount": AMOUNT}
        return _closed(
            {
                "expenses": _lines(expense, {"unit_price"}, 1, MAX_LINES),
                "incomes": _lines(income, set(), 1, MAX_LINES),
            }
        )

    def to_json(self, question: Question, value: Any) -> Any:
        """Keep the lines."""
        return budget_to_json(value)

    def from_json(self, question: Question, kept: Any) -> Any:
        """Read the lines back."""
        return budget_from_json(kept)

    def raw(self, question: Question, kept: Any) -> Any:
        """Give the lines as if typed."""
        return budget_to_raw(kept)

    def text(self, question: Question, value: Any) -> str:
        """Write the totals."""
        budget: Budget = value
        return (
            f"総事業費 {format_yen(budget.total)}（対象経費 {format_yen(budget.eligible_total)}）"
        )

    def export_columns(self, question: Question) -> tuple[tuple[str, str], ...]:
        """Give the totals, each kind of income, and the expenses line by line in one cell."""
        parts = (
            ("total", "支出の合計"),
            ("eligible", "対象経費"),
            ("ineligible", "対象外経費"),
            *((f"income.{kind.value}", f"収入：{name}") for kind, name in INCOME_NAMES.items()),
            ("lines", "支出の内訳"),
        )
        return tuple((f"{question.id}.{key}", f"{question.label}：{name}") for key, name in parts)

    def export_cells(self, question: Question, value: Any) -> tuple[Any, ...]:
        """Give the sums as numbers."""
        budget: Budget = value
        lines = "\n".join(
            f"{one.category}　{one.item}　{format_yen(one.amount)}"
            f"{'' if one.eligible else '（対象外）'}"
            for one in budget.expenses
        )
        return (
            budget.total,
            budget.eligible_total,
            budget.total - budget.eligible_total,
            *(budget.income(kind) for kind in INCOME_NAMES),
            lines,
        )


class GroupsQuestion(QuestionKind):
    """The organisations that join the applicant; ``choices`` are the roles they may have."""

    word = "groups"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge every line."""
        return GroupsField(question.choices)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe names with their roles."""
        role = {"enum": list(question.choices)} if question.choices else {"const": ""}
        return _lines({"name": TEXT, "role": role}, set(), 0, MOST_GROUPS)

    def to_json(self, question: Question, value: Any) -> Any:
        """Keep names and roles."""
        return [{"name": one.name, "role": one.role} for one in value]

    def from_json(self, question: Question, kept: Any) -> Any:
        """Read names and roles back."""
        return tuple(GroupFacts(one["name"], one["role"]) for one in kept)

    def raw(self, question: Question, kept: Any) -> Any:
        """Give the lines as if typed."""
        return [dict(one) for one in kept]

    def text(self, question: Question, value: Any) -> str:
        """Write the names with their roles."""
        return "、".join(f"{one.name}（{one.role}）" if one.role else one.name for one in value)


class RowsQuestion(QuestionKind):
    """A table of the file's own ``columns``, to which people add lines: members, a schedule."""

    word = "rows"

    def field(self, question: Question, sources: Sources) -> fields.Field[Any]:
        """Judge every cell, and how many lines there are."""
        return RowsField(question)

    def json_schema(self, question: Question) -> dict[str, Any]:
        """Describe the lines by their columns."""
        cells = {one.id: cell_kind(one).json_schema(cell_question(one)) for one in question.columns}
        optional = {one.id for one in question.columns if not one.required}
        least = least_rows(question) if question.required else 0
        return _lines(cells, optional, least, most_rows(question))

    def to_json(self, question: Question, value: Any) -> Any:
        """Keep the lines."""
        return rows_to_json(question, value)

    def from_json(self, question: Question, kept: Any) -> Any:
        """Read the lines back."""
        return rows_from_json(question, kept)

    def raw(self, question: Question, kept: Any) -> Any:
        """Give the lines as if typed."""
        return rows_to_raw(question, kept)

    def text(self, question: Question, value: Any) -> str:
        """Write each line, and the sums below."""
        lines = [row_text(question, row) for row in value]
        lines += [
            f"{one.label}の合計　{total_text(one, column_total(one, value))}"
            for one in totalled(question)
        ]
        return "\n".join(lines)

    def export_columns(self, question: Question) -> tuple[tuple[str, str], ...]:
        """Give how many lines there are, each column with its cells one below the other, sums."""
        parts = [("count", "行数")]
        for one in question.columns:
            parts.append((one.id, one.label))
            if one in totalled(question):
                parts.append((f"{one.id}.total", f"{one.label}の合計"))
        return tuple((f"{question.id}.{key}", f"{question.label}：{name}") for key, name in parts)

    def export_cells(self, question: Question, value: Any) -> tuple[Any, ...]:
        """Give numbers for counts and sums, texts for the cells."""
        cells: list[Any] = [len(value)]
        for one in question.columns:
            cells.append("\n".join(cell_text(one, row.get(one.id)) for row in value))
            if one in totalled(question):
                cells.append(column_total(one, value))
        return tuple(cells)


def _closed(properties: dict[str, Any], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [one for one in properties if one not in optional],
        "additionalProperties": False,
    }


def _lines(cells: dict[str, Any], optional: set[str], least: int, most: int) -> dict[str, Any]:
    items = _closed(cells, frozenset(optional))
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}
