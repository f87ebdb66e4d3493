"""A table whose columns the file declares and whose lines people add: judged, kept and added up."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError, fields

from koubo.money import format_yen
from koubo.schemes.questions import Column, Question, QuestionKind, Sources
from koubo.schemes.single_kinds import CELL_KINDS

MOST_ROWS = 100
USUAL_ROWS = 30
"""The most lines where the file says nothing."""
NUMBERS = ("yen", "whole")
NO_SOURCES = Sources()

Row = Mapping[str, Any]
"""One line: typed values by column; blank ones are left out."""


def most_rows(question: Question) -> int:
    """Give how many lines the table may have."""
    return question.max_rows or USUAL_ROWS


def least_rows(question: Question) -> int:
    """Give how many lines the table must have once anything stands in it."""
    return max(question.min_rows, 1) if question.required else question.min_rows


def cell_kind(column: Column) -> QuestionKind:
    """Give the kind that judges and writes the cells of a column."""
    return CELL_KINDS[column.kind]


def cell_question(column: Column) -> Question:
    """Give a column as the question that its cells answer."""
    return Question(
        column.id,
        column.kind,
        column.label,
        required=column.required,
        choices=column.choices,
        max_length=column.max_length,
    )


def cell_text(column: Column, value: Any) -> str:
    """Write a cell as people read it, with its unit."""
    if value is None:
        return ""
    text = cell_kind(column).text(cell_question(column), value)
    return f"{text}{column.unit}"


def row_text(question: Question, row: Row) -> str:
    """Write a line in one line."""
    cells = ((one, row.get(one.id)) for one in question.columns)
    return "　".join(cell_text(column, value) for column, value in cells if value is not None)


def totalled(question: Question) -> tuple[Column, ...]:
    """Give the columns whose sum is shown."""
    return tuple(one for one in question.columns if one.kind in NUMBERS and one.total)


def column_total(column: Column, rows: tuple[Row, ...]) -> int:
    """Give the sum of a column of numbers (円, or its own unit)."""
    return sum(row.get(column.id) or 0 for row in rows)


def total_text(column: Column, amount: int) -> str:
    """Write a sum with its unit."""
    return format_yen(amount) if column.kind == "yen" else f"{amount:,}{column.unit}"


def is_blank_row(row: Mapping[str, Any]) -> bool:
    """Say whether nothing was typed in a line."""
    return not any(str(one or "").strip() for one in row.values())


class RowsField(fields.Field[tuple[Row, ...]]):
    """``[{column: text}]``; blank lines are left out, complaints are keyed by line and cell."""

    def __init__(self, question: Question, **options: Any) -> None:
        super().__init__(**options)
        self.question = question

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> tuple[Row, ...]:
        most = most_rows(self.question)
        if not isinstance(value, list) or len(value) > MOST_ROWS:
            raise ValidationError(f"{most}行までにしてください。")
        complaints: dict[int, Any] = {}
        rows: list[Row] = []
        for place, row in enumerate(value):
            if not isinstance(row, Mapping) or is_blank_row(row):
                continue
            try:
                rows.append(self._row(row))
            except ValidationError as error:
                complaints[place] = error.messages
        if complaints:
            raise ValidationError(complaints)
        if len(rows) > most:
            raise ValidationError(f"{most}行までにしてください（いま{len(rows)}行です）。")
        least = least_rows(self.question) if rows or self.question.required else 0
        if len(rows) < least:
            raise ValidationError(f"{least}行以上、入力してください（いま{len(rows)}行です）。")
        return tuple(rows)

    def _row(self, row: Mapping[str, Any]) -> Row:
        found: dict[str, Any] = {}
        complaints: dict[str, Any] = {}
        for column in self.question.columns:
            try:
                value = _cell(column, row.get(column.id))
            except ValidationError as error:
                complaints[column.id] = error.messages
            else:
                if value is not None:
                    found[column.id] = value
        if complaints:
            raise ValidationError(complaints)
        return found


def _cell(column: Column, raw: Any) -> Any:
    field = cell_kind(column).field(cell_question(column), NO_SOURCES)
    field.metadata = {"label": column.label}
    field.required = column.required
    field.allow_none = not column.required
    return field.deserialize("" if raw is None else raw, column.id, None)


def rows_to_json(question: Question, rows: tuple[Row, ...]) -> list[dict[str, Any]]:
    """Give lines as a snapshot keeps them."""
    return [
        {
            one.id: cell_kind(one).to_json(cell_question(one), value)
            for one, value in _cells(question, row)
        }
        for row in rows
    ]


def rows_from_json(question: Question, kept: list[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Read lines back from a snapshot; what was filed is not judged again."""
    return tuple(
        {
            one.id: cell_kind(one).from_json(cell_question(one), value)
            for one, value in _cells(question, row)
        }
        for row in kept
    )


def rows_to_raw(question: Question, kept: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Give kept lines as the form shows them: every cell as text."""
    return [{one.id: str(row.get(one.id, "")) for one in question.columns} for row in kept]


def _cells(question: Question, row: Row) -> Iterator[tuple[Column, Any]]:
    return ((one, row[one.id]) for one in question.columns if one.id in row)
