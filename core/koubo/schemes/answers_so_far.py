"""A form that is still being typed: its numbers as far as they can be read, for sums on the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from koubo.schemes.forms import Form
from koubo.schemes.questions import Question, Sources
from koubo.schemes.rows import NUMBERS, cell_question
from koubo.schemes.single_kinds import CELL_KINDS, YesNoQuestion
from koubo.schemes.sums import with_sums

NOTHING = Sources()
ASKERS = frozenset({"choice", "yes_no"})


@dataclass(frozen=True)
class AnswersSoFar:
    """The numbers, choices and sums of a draft, and how many cells of a table cannot be read."""

    answers: Mapping[str, Any]
    unread: Mapping[str, int]


def answers_so_far(form: Form, draft: Mapping[str, Any]) -> AnswersSoFar:
    """Read what sums and conditions need of a draft, kind to what is unfinished."""
    answers: dict[str, Any] = {}
    unread: dict[str, int] = {}
    for question in form.questions():
        if not question.applies(answers):
            continue
        if question.kind == "rows":
            rows, wrong = _rows(question, draft.get(question.id))
            answers[question.id] = rows
        elif question.kind in NUMBERS or question.kind in ASKERS:
            value, wrong = _value(question, draft.get(question.id))
            if value is not None:
                answers[question.id] = value
        else:
            continue
        if wrong:
            unread[question.id] = wrong
    return AnswersSoFar(with_sums(form, answers), unread)


def _rows(question: Question, raw: Any) -> tuple[tuple[Mapping[str, Any], ...], int]:
    rows, wrong = [], 0
    for row in raw if isinstance(raw, list) else ():
        found = {}
        for column in question.columns if isinstance(row, Mapping) else ():
            if column.kind in NUMBERS and str(row.get(column.id) or "").strip():
                value, bad = _value(cell_question(column), row[column.id])
                wrong += bad
                if value is not None:
                    found[column.id] = value
        rows.append(found)
    return tuple(rows), wrong


def _value(question: Question, raw: Any) -> tuple[Any, int]:
    """Give a typed value, or None and whether something stands there that cannot be read."""
    if not isinstance(raw, str) or not raw.strip():
        return None, 0
    kind = CELL_KINDS.get(question.kind) or YesNoQuestion()
    try:
        return kind.field(question, NOTHING).deserialize(raw), 0
    except ValidationError:
        return None, 1
