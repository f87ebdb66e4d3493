"""Sums that a form computes from its other answers, each with the line that shows how."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from koubo.money import Line, Worked, Working, format_yen
from koubo.schemes.forms import Form
from koubo.schemes.questions import Column, Question
from koubo.schemes.rows import column_total

PLUS, MINUS, EQUALS = " ＋ ", " － ", " ＝ "
BLANK = "未入力"
NOT_ASKED = "記入不要"


@dataclass(frozen=True)
class SumPart:
    """One thing that a sum adds up or takes away (円, or a count)."""

    label: str
    amount: int
    note: str = ""
    """Why it counts as 0."""


def part_of(form: Form, name: str) -> tuple[Question, Column | None] | None:
    """Give what a name in ``sum`` or ``minus`` means: a question, or one column of its table."""
    question_id, _, column_id = name.partition(".")
    question = form.question(question_id)
    if question is None:
        return None
    if not column_id:
        return question, None
    columns = (one for one in question.columns if one.id == column_id)
    column = next(columns, None)
    return None if column is None else (question, column)


def unit_kind(form: Form, question: Question) -> str:
    """Say what a question counts in: yen or whole; empty where it is no number."""
    if question.kind in ("yen", "whole"):
        return question.kind
    if question.kind != "computed":
        return ""
    return next((kind for name in question.sum if (kind := part_kind(form, name))), "")


def part_kind(form: Form, name: str) -> str:
    """Say what a part of a sum counts in; empty where it is no number or does not exist."""
    found = part_of(form, name)
    if found is None:
        return ""
    question, column = found
    if column is not None:
        return column.kind if column.kind in ("yen", "whole") else ""
    return unit_kind(form, question)


def computed(
    form: Form, question: Question, answers: Mapping[str, Any], unread: Collection[str] = ()
) -> Worked[int] | None:
    """Give a sum of the typed answers with its line; None where a part cannot be read.

    :param unread: questions whose answer is wrong: nothing is computed from them
    """
    names = (*question.sum, *question.minus)
    if any(name.partition(".")[0] in unread for name in names):
        return None
    added = [one for name in question.sum if (one := _part(form, name, answers))]
    taken = [one for name in question.minus if (one := _part(form, name, answers))]
    value = sum(one.amount for one in added) - sum(one.amount for one in taken)
    write = _writer(form, question)
    return Worked(value, Working((Line(_line(added, taken, value, write)),)))


def with_sums(
    form: Form, answers: Mapping[str, Any], unread: Collection[str] = ()
) -> dict[str, Any]:
    """Give the answers with every sum of the form computed anew, in order: one may add up another."""
    found = dict(answers)
    broken = set(unread)
    for question in form.questions():
        if question.kind != "computed":
            continue
        found.pop(question.id, None)
        if not question.applies(found):
            continue
        worked = computed(form, question, found, broken)
        if worked is None:
            broken.add(question.id)
        else:
            found[question.id] = worked
    return found


def _part(form: Form, name: str, answers: Mapping[str, Any]) -> SumPart | None:
    found = part_of(form, name)
    if found is None:
        return None  # a course that is not asked it
    question, column = found
    label = question.label if column is None else f"{question.label}の{column.label}"
    value = answers.get(question.id)
    if value is None or value == ():
        note = BLANK if question.applies(answers) else NOT_ASKED
        return SumPart(label, 0, note)
    if column is not None:
        return SumPart(label, column_total(column, value))
    return SumPart(label, value.value if isinstance(value, Worked) else value)


def _line(
    added: list[SumPart], taken: list[SumPart], value: int, write: Callable[[int], str]
) -> str:
    """Write 会費 12,000円 ＋ 寄附 3,000円 ＝ 15,000円."""

    def told(part: SumPart) -> str:
        note = f"（{part.note}）" if part.note else ""
        return f"{part.label} {write(part.amount)}{note}"

    plus = PLUS.join(told(one) for one in added)
    minus = "".join(f"{MINUS}{told(one)}" for one in taken)
    return f"{plus}{minus}{EQUALS}{write(value)}"


def _writer(form: Form, question: Question) -> Callable[[int], str]:
    """Give what writes an amount: 円, or the unit that all columns of the sum share."""
    if unit_kind(form, question) == "yen":
        return format_yen
    parts = (part_of(form, name) for name in (*question.sum, *question.minus))
    units = {column.unit if column else "" for _, column in filter(None, parts)}
    unit = units.pop() if len(units) == 1 else ""
    return lambda amount: f"{amount:,}{unit}"
