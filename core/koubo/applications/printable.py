"""Characters that no paper of ours can show, said while they can still be mended."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from koubo.papers.glyphs import named, unprintable
from koubo.problems import Problem
from koubo.schemes.forms import Form
from koubo.schemes.questions import Question

CODE = "unprintable"
REFUSED = (
    "「{label}」に、通知書などの書類に印刷できない文字があります：{named}。"
    "絵文字や外字は使わず、ふつうの漢字・かなに直してください。"
)
NOTED = (
    "「{label}」に、紙に印刷すると「〓」になる文字があります：{named}。"
    "このままでも提出できますが、ほかの文字に直すことをお勧めします。"
)
OF_ORGANISATION = (
    "団体の情報の{label}に、通知書などの書類に印刷できない文字があります：{named}。"
    "「団体の情報を直す」のページで、ふつうの漢字・かなに直してください。"
)
LETTERED: Mapping[str, str] = {
    "name": "団体名",
    "address": "所在地",
    "representative_title": "代表者の役職",
    "representative": "代表者の氏名",
}
"""What letters say of an organisation."""


def printing_problems(question: Question, raw: Any) -> Iterator[Problem]:
    """Say where a line that papers quote has such a character, cell by cell; texts only note it.

    :param raw: the answer as typed, which was found in order otherwise
    """
    if question.kind == "line":
        yield from _refused(question.label, raw, question.id)
    elif question.kind in ("rows", "groups") and isinstance(raw, list):
        labels = {one.id: one.label for one in question.columns if one.kind == "line"}
        if question.kind == "groups":
            labels = {"name": "団体の名前"}
        for place, row in enumerate(raw):
            for key, label in labels.items() if isinstance(row, Mapping) else ():
                yield from _refused(label, row.get(key), f"{question.id}.{place}.{key}")


def printing_notes(form: Form, answers: Mapping[str, Any]) -> Iterator[Problem]:
    """Say where a long text has such a character: it may stay, and is printed as 〓."""
    for question in form.questions():
        text = answers.get(question.id)
        if question.kind == "text" and isinstance(text, str) and (lacking := unprintable(text)):
            message = NOTED.format(label=question.label, named=named(lacking))
            yield Problem(CODE, message, question.id)


def organisation_problems(facts: Mapping[str, Any]) -> Iterator[Problem]:
    """Say where what letters say of an organisation has such a character.

    :param facts: what is known of it, by the names of `OrganisationFacts`
    """
    for key, label in LETTERED.items():
        if lacking := unprintable(facts.get(key, "")):
            yield Problem(CODE, OF_ORGANISATION.format(label=label, named=named(lacking)))


def _refused(label: str, text: Any, field: str) -> Iterable[Problem]:
    lacking = unprintable(text) if isinstance(text, str) else ""
    if lacking:
        yield Problem(CODE, REFUSED.format(label=label, named=named(lacking)), field)
