"""A form as the API describes it: JSON Schema (draft 2020-12) of its answers, from the declaration."""

from collections.abc import Iterator
from typing import Any

from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import QUESTION_KINDS, UNTYPED
from koubo.schemes.questions import YES, Question, When

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def form_schema(form: Form) -> dict[str, Any]:
    """Describe the answers of a form as a snapshot keeps them.

    Files are left out, which stand beside the answers. A question that hangs on an earlier answer may
    stand there only where that answer was given, and then has to if it is required.
    """
    asked = tuple(one for one in form.questions() if one.kind != "files")
    return {
        "$schema": DRAFT,
        "title": form.title,
        "type": "object",
        "properties": dict(pair for one in asked for pair in _properties(one)),
        "required": [key for one in asked if one.when is None for key in _required(one)],
        "additionalProperties": False,
        "allOf": [_condition(form, one, one.when) for one in asked if one.when is not None],
    }


def _properties(question: Question) -> Iterator[tuple[str, dict[str, Any]]]:
    described: dict[str, Any] = {"title": question.label}
    if question.support:
        described["description"] = question.support
    if question.example:
        described["examples"] = [question.example]
    kind = QUESTION_KINDS[question.kind]
    read_only = {"readOnly": True} if question.kind in UNTYPED else {}
    yield question.id, {**described, **kind.json_schema(question), **read_only}
    if question.asks_consent:
        yield question.consent_key, {"title": f"{question.label}を公開してよい", "type": "boolean"}


def _required(question: Question) -> Iterator[str]:
    if question.required and question.kind not in UNTYPED:
        yield question.id
    if question.asks_consent:
        yield question.consent_key


def _condition(form: Form, question: Question, when: When) -> dict[str, Any]:
    keys = [key for key, _ in _properties(question)]
    then = {"required": list(_required(question))}
    other = {"properties": dict.fromkeys(keys, False)}
    return {"if": _met(form, when), "then": then, "else": other}


def _met(form: Form, condition: When) -> dict[str, Any]:
    asker = form.question(condition.question)
    is_yes_no = asker is not None and asker.kind == "yes_no"
    values = [one == YES if is_yes_no else one for one in condition.values]
    return {
        "properties": {condition.question: {"enum": values}},
        "required": [condition.question],
    }
