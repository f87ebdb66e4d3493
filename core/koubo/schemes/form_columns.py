"""A form as the columns of an export: tables become sums and lists, consents columns of their own."""

from collections.abc import Mapping
from typing import Any

from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.questions import NO, YES
from koubo.schemes.sums import with_sums

Column = tuple[str, str]
"""Its id and its label."""


def export_columns(form: Form) -> tuple[Column, ...]:
    """Give every column of a form's answers, in the order of the form."""
    columns: list[Column] = []
    for one in form.questions():
        columns += QUESTION_KINDS[one.kind].export_columns(one)
        if one.asks_consent:
            columns.append((one.consent_key, f"{one.label}：公開してよい"))
    return tuple(columns)


def export_row(form: Form, answers: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give text, number, day or None for each of those columns; sums are computed anew.

    :param answers: typed answers of a snapshot; a question without one gives blank cells
    """
    found = with_sums(form, answers)
    cells: list[Any] = []
    for one in form.questions():
        kind = QUESTION_KINDS[one.kind]
        if one.id in found:
            cells += kind.export_cells(one, found[one.id])
        else:
            cells += [None] * len(kind.export_columns(one))
        if one.asks_consent:
            consent = found.get(one.consent_key)
            cells.append(None if consent is None else YES if consent else NO)
    return tuple(cells)
