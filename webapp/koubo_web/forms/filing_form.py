"""A filing's questions as WTForms, which carry raw text and judge nothing."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field, FieldList, Form, FormField, StringField
from wtforms.form import BaseForm

from koubo.schemes.budget_field import MAX_LINES
from koubo.schemes.group_fields import MOST_GROUPS
from koubo.schemes.question_kinds import UNTYPED
from koubo.schemes.questions import Question
from koubo.schemes.rows import MOST_ROWS

Draft = dict[str, Any]
"""Raw text by question id, as `koubo.applications` keeps it."""

NUL = "\0"
CELL = "cell_"
"""Before the id of a column, which may be any name: a form of WTForms has names of its own."""
REPLACED = "\ufffd"
"""Stands where a character was typed that PostgreSQL cannot store."""


class DateBoxes(Form):
    """The three boxes of a day."""

    year = StringField()
    month = StringField()
    day = StringField()


class ExpenseRow(Form):
    """One line of what is spent."""

    category = StringField()
    item = StringField()
    amount = StringField()
    unit_price = StringField()
    ineligible = StringField()


class IncomeRow(Form):
    """One line of where the money comes from; its kind stands in the column of categories."""

    category = StringField()
    item = StringField()
    amount = StringField()


class GroupRow(Form):
    """One organisation that joins the applicant."""

    name = StringField()
    role = StringField()


class GroupTable(Form):
    """The organisations that join the applicant."""

    rows = FieldList(FormField(GroupRow), max_entries=MOST_GROUPS + 1)


class BudgetTables(Form):
    """The two tables of a budget."""

    expenses = FieldList(FormField(ExpenseRow), max_entries=MAX_LINES + 1)
    incomes = FieldList(FormField(IncomeRow), max_entries=MAX_LINES + 1)


def shown_form(questions: Iterable[Question], draft: Mapping[str, Any]) -> BaseForm:
    """Give the form of some questions, filled in with a draft."""
    asked = tuple(questions)
    form = _form_of(asked)
    tables = {one.id for one in asked if one.kind == "rows"}
    form.process(
        data={
            name: _for_columns(value) if name in tables else _for_boxes(value)
            for name, value in draft.items()
        }
    )
    return form


def read_form(questions: Iterable[Question], posted: MultiDict[str, str]) -> Draft:
    """Give what was typed into some questions, in the shape of a draft."""
    asked = tuple(questions)
    form = _form_of(asked)
    form.process(formdata=posted)
    typed = {one.id: _raw(one, form[one.id]) for one in asked if one.id in form}
    consents = (one.consent_key for one in asked if one.asks_consent)
    return typed | {key: _text(form[key].data) for key in consents}


def column_box(question_id: str, line: int, column_id: str) -> str:
    """Give the name of the box of one cell of a table with the file's own columns."""
    return f"{question_id}-rows-{line}-{CELL}{column_id}"


def _form_of(questions: Iterable[Question]) -> BaseForm:
    # Files are kept beside the answers, one by one, and sums are computed: neither is in a draft.
    asked = tuple(questions)
    fields = {one.id: _field_of(one) for one in asked if one.kind not in UNTYPED}
    consents = {one.consent_key: StringField() for one in asked if one.asks_consent}
    return BaseForm(fields | consents)


def _field_of(question: Question) -> Any:
    if question.kind == "date":
        return FormField(DateBoxes)
    if question.kind == "budget":
        return FormField(BudgetTables)
    if question.kind == "groups":
        return FormField(GroupTable)
    if question.kind == "rows":
        return FormField(_table_of(question))
    return StringField()


def _table_of(question: Question) -> type[Form]:
    """Make the form of a table whose columns the scheme file declares."""
    cells = {f"{CELL}{one.id}": StringField() for one in question.columns}
    line = type("Line", (Form,), cells)
    lines: Any = FieldList(FormField(line), max_entries=MOST_ROWS + 1)
    return type("Lines", (Form,), {"rows": lines})


def _raw(question: Question, field: Field) -> Any:
    if question.kind == "date":
        return _texts(field.data)
    if question.kind == "budget":
        return {
            "expenses": _rows(field.data["expenses"]),
            "incomes": [
                {"kind": row.pop("category"), **row} for row in _rows(field.data["incomes"])
            ],
        }
    if question.kind == "groups":
        return _rows(field.data["rows"])
    if question.kind == "rows":
        lines = field.data["rows"]
        return _rows(
            [{name.removeprefix(CELL): text for name, text in one.items()} for one in lines]
        )
    return _text(field.data)


def _rows(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Give the lines as typed, without the blank ones at the end."""
    typed = [_texts(row) for row in rows]
    while typed and not any(text.strip() for text in typed[-1].values()):
        typed.pop()
    return typed


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in data.items()}


def _text(value: Any) -> str:
    return str(value or "").replace(NUL, REPLACED)


def _for_columns(value: Any) -> dict[str, Any]:
    """Give the kept lines of a table the names that its boxes bear."""
    rows = value if isinstance(value, list) else []
    named = [{f"{CELL}{name}": text for name, text in dict(row).items()} for row in rows]
    return {"rows": named}


def _for_boxes(value: Any) -> Any:
    """Give a kept table the names that its boxes bear."""
    if isinstance(value, list):
        return {"rows": value}
    if not isinstance(value, Mapping) or "incomes" not in value:
        return value
    incomes = [{**row, "category": row.get("kind", "")} for row in value.get("incomes") or []]
    return {"expenses": value.get("expenses") or [], "incomes": incomes}
