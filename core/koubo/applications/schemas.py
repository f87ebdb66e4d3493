"""Reading a filing: the form's declaration judges what was typed, all problems at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from koubo.problems import Problem
from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.questions import Question, Sources

CHOOSE = "{label}を選んでください。"
MISSING: Mapping[str, str] = {
    "choice": CHOOSE,
    "department": CHOOSE,
    "yes_no": CHOOSE,
    "declaration": "{label}の内容を読んで、あてはまるときは□に印を付けてください。",
}
"""What is said of a blank answer that is not typed but chosen or ticked."""
FILES_MISSING = "「{label}」のファイルを添付してください。"


@dataclass(frozen=True)
class Reading:
    """A draft as its form's fields understood it; problems name the question or the cell."""

    answers: Mapping[str, Any]
    problems: tuple[Problem, ...]

    def of_questions(self, ids: set[str]) -> tuple[Problem, ...]:
        """Give the problems of some questions only, such as one section's."""
        return tuple(one for one in self.problems if one.field.partition(".")[0] in ids)


def read_answers(
    form: Form,
    draft: Mapping[str, Any],
    sources: Sources,
    attached: Mapping[str, int],
) -> Reading:
    """Judge every question of a form.

    :param draft: raw text by question id, as typed
    :param attached: how many files each question has
    """
    answers: dict[str, Any] = {}
    problems: list[Problem] = []
    for question in form.questions():
        if question.kind == "files":
            problems += _files(question, attached.get(question.id, 0))
            continue
        try:
            value = _judge(question, draft.get(question.id), sources)
        except ValidationError as error:
            problems += _problems(question.id, error.messages)
        else:
            if value is not None:
                answers[question.id] = value
    return Reading(answers, tuple(problems))


def answers_to_json(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give typed answers as a snapshot keeps them."""
    return {
        one.id: QUESTION_KINDS[one.kind].to_json(answers[one.id])
        for one in form.questions()
        if one.id in answers
    }


def answers_from_json(form: Form, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give the typed answers back from a snapshot."""
    return {
        one.id: QUESTION_KINDS[one.kind].from_json(kept[one.id])
        for one in form.questions()
        if one.id in kept
    }


def prefilled(form: Form, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give a draft that takes over the answers to questions of the same id."""
    return {
        one.id: QUESTION_KINDS[one.kind].raw(kept[one.id])
        for one in form.questions()
        if one.id in kept
    }


def _judge(question: Question, raw: Any, sources: Sources) -> Any:
    field = QUESTION_KINDS[question.kind].field(question, sources)
    field.metadata = {"label": question.label}
    field.required = question.required
    field.allow_none = not question.required
    if missing := MISSING.get(question.kind):
        field.error_messages = {**field.error_messages, "required": missing}
    if raw is None:
        raw = {} if question.kind == "budget" else ""
    return field.deserialize(raw, question.id, None)


def _files(question: Question, count: int) -> Iterator[Problem]:
    if question.required and not count:
        message = FILES_MISSING.format(label=question.label)
        yield Problem("file_missing", message, field=question.id)


def _problems(path: str, messages: Any) -> Iterator[Problem]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _problems(f"{path}.{key}", inner)
    elif isinstance(messages, list):
        for inner in messages:
            yield from _problems(path, inner)
    else:
        yield Problem("answer", str(messages), field=path)
