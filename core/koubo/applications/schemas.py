"""Reading a filing: the form's declaration judges what was typed, all problems at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from koubo.applications.printable import printing_notes, printing_problems
from koubo.problems import Problem
from koubo.schemes.forms import Form
from koubo.schemes.question_kinds import QUESTION_KINDS, UNTYPED
from koubo.schemes.questions import YES, Publish, Question, Sources, question_of
from koubo.schemes.sums import with_sums

CHOOSE = "{label}を選んでください。"
MISSING: Mapping[str, str] = {
    "choice": CHOOSE,
    "department": CHOOSE,
    "yes_no": CHOOSE,
    "declaration": "{label}の内容を読んで、あてはまるときは□に印を付けてください。",
}
"""What is said of a blank answer that is not typed but chosen or ticked."""
EMPTY: Mapping[str, Any] = {"budget": {}, "rows": []}
"""What stands in a draft for a table that nobody has touched."""
FILES_MISSING = "「{label}」のファイルを添付してください。"


@dataclass(frozen=True)
class Reading:
    """A draft as its form's fields understood it; problems name the question or the cell."""

    answers: Mapping[str, Any]
    problems: tuple[Problem, ...]
    not_asked: frozenset[str] = frozenset()
    """Questions whose condition is not met: not judged and not handed in, whatever was typed."""
    notes: tuple[Problem, ...] = ()
    """What keeps nobody from handing in and is better known before."""

    def of_questions(self, ids: set[str]) -> tuple[Problem, ...]:
        """Give the problems of some questions only, such as one section's."""
        return tuple(one for one in self.problems if question_of(one.field) in ids)


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
    not_asked: set[str] = set()
    for question in form.questions():
        # A question hangs on an earlier one, whose typed answer stands here by now.
        if not question.applies(answers):
            not_asked.add(question.id)
            continue
        raw = draft.get(question.id)
        if question.kind == "files":
            problems += _files(question, attached.get(question.id, 0))
        elif question.kind not in UNTYPED:
            try:
                value = _judge(question, raw, sources)
            except ValidationError as error:
                problems += _problems(question.id, error.messages)
                continue
            problems += printing_problems(question, raw)
            if value is not None:
                answers[question.id] = value
        if question.asks_consent:
            answers[question.consent_key] = draft.get(question.consent_key) == YES
    wrong = {question_of(one.field) for one in problems}
    return Reading(
        with_sums(form, answers, wrong),
        tuple(problems),
        frozenset(not_asked),
        tuple(printing_notes(form, answers)),
    )


def answers_to_json(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give typed answers as a snapshot keeps them, with each consent to publish."""
    kept: dict[str, Any] = {}
    for one in form.questions():
        if one.id in answers:
            kept[one.id] = QUESTION_KINDS[one.kind].to_json(one, answers[one.id])
        if one.asks_consent and one.consent_key in answers:
            kept[one.consent_key] = answers[one.consent_key]
    return kept


def answers_from_json(form: Form, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give the typed answers back from a snapshot."""
    answers: dict[str, Any] = {}
    for one in form.questions():
        if one.id in kept:
            answers[one.id] = QUESTION_KINDS[one.kind].from_json(one, kept[one.id])
        if one.asks_consent and one.consent_key in kept:
            answers[one.consent_key] = kept[one.consent_key] is True
    return answers


def prefilled(form: Form, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give a draft that takes over the answers to questions of the same id.

    A consent to publish is given anew with each paper, like a declaration.
    """
    return {
        one.id: QUESTION_KINDS[one.kind].raw(one, kept[one.id])
        for one in form.questions()
        if one.id in kept and one.kind not in UNTYPED
    }


def publishable(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give of the typed answers what may be shown to the public: all pages for everybody ask here.

    That is what the scheme publishes, and what the applicant let be published question by question.
    """
    return {
        one.id: answers[one.id]
        for one in form.questions()
        if one.id in answers
        and (
            one.publish is Publish.YES
            or (one.asks_consent and answers.get(one.consent_key) is True)
        )
    }


def _judge(question: Question, raw: Any, sources: Sources) -> Any:
    field = QUESTION_KINDS[question.kind].field(question, sources)
    field.metadata = {"label": question.label}
    field.required = question.required
    field.allow_none = not question.required
    if missing := MISSING.get(question.kind):
        field.error_messages = {**field.error_messages, "required": missing}
    if raw is None:
        raw = EMPTY.get(question.kind, "")
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
