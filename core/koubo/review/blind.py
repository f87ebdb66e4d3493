"""Blind review (匿名審査): what a stage hides from its reviewers, on screen, on paper and in names.

What a PDF or a Word file says inside cannot be hidden here: officers are told so, and may keep a
file from the reviewers altogether.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any

from koubo.applications.file_kinds import KIND_NAMES, VIEWED
from koubo.people.names import LEGAL_FORMS
from koubo.schemes.forms import Form
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme

ORGANISATION = "organisation"
"""The word of `hides` for whatever says who applies: name, representative, address."""
PROJECT = "project_name"
"""The question whose answer names the project in lists and headings."""
LONGEST_ENDING = 6
SHORTEST_NAME = 3
"""A name of two signs stands in too many other words to be blotted out."""
BLOT = "（団体名等）"


@dataclass(frozen=True)
class ShownFile:
    """A file as a reviewer is shown it; without its digest where its name is hidden."""

    id: int
    question: str
    name: str
    size: int
    sha256: str
    media_type: str = ""
    """Empty where it was not asked for."""
    pages: int | None = None
    """Of a PDF that says how many it has."""

    @property
    def kind(self) -> str:
        """Give what its kind is called; empty where that was not asked for."""
        return KIND_NAMES.get(self.media_type, "")

    @property
    def is_viewed(self) -> bool:
        """Say whether a browser shows it by itself."""
        return self.media_type in VIEWED


def hides_organisation(stage: Stage) -> bool:
    """Say whether reviewers of a stage are not to know who applies."""
    return ORGANISATION in stage.hides


def hides_any(scheme: Scheme) -> bool:
    """Say whether any stage hides anything: what names an organisation elsewhere would tell it."""
    return any(one.hides for one in scheme.stages)


def organisation_shown(stage: Stage, name: str) -> str:
    """Give the organisation's name as a stage's reviewers read it; empty where it is hidden."""
    return "" if hides_organisation(stage) else name


def project_shown(stage: Stage, name: str, receipt_number: str, organisation: str = "") -> str:
    """Give what a stage's reviewers call a project: its name, or its number where that is hidden.

    :param organisation: who applies, whose name may stand in that of the project
    """
    if PROJECT in stage.hides:
        return f"応募 {receipt_number}"
    return str(masked(stage, name, names_of({"name": organisation})))


def names_of(applicant: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names that say who applies, the longer first, so that none hides part of another.

    :param applicant: the organisation as a snapshot keeps it, or its name alone
    """
    name = str(applicant.get("name") or "")
    short = _without_form(name)
    person = str(applicant.get("representative") or "")
    known = {name, short, person, person.replace(" ", "").replace("　", "")}
    return tuple(sorted((one for one in known if len(one) >= SHORTEST_NAME), key=len, reverse=True))


def _without_form(name: str) -> str:
    """Give a name without the legal form at its beginning or end, as people write it in a text."""
    for form in LEGAL_FORMS:
        if name.casefold().startswith(form):
            return name[len(form) :].strip(" 　")
        if name.casefold().endswith(form):
            return name[: -len(form)].strip(" 　")
    return name


def masked(stage: Stage, value: Any, names: Iterable[str]) -> Any:
    """Give answers, whatever their shape, with names in their texts blotted out where hidden."""
    if not hides_organisation(stage):
        return value
    if isinstance(value, str):
        for one in names:
            value = value.replace(one, BLOT)
        return value
    if isinstance(value, list | tuple):
        return [masked(stage, one, names) for one in value]
    if isinstance(value, Mapping):
        return {key: masked(stage, one, names) for key, one in value.items()}
    return value


def hidden_questions(stage: Stage, form: Form) -> frozenset[str]:
    """Give the questions that are not shown, with those that hang on their answers."""
    known = {one.id for one in form.questions()}
    return frozenset(form.opened_by(known.intersection(stage.hides)))


def shown_form(stage: Stage, form: Form) -> Form:
    """Give a form as a stage's reviewers read it; sections of which nothing is left fall away."""
    hidden = hidden_questions(stage, form)
    if not hidden:
        return form
    sections = (
        replace(one, questions=tuple(q for q in one.questions if q.id not in hidden))
        for one in form.sections
    )
    return replace(form, sections=tuple(one for one in sections if one.questions))


def shown_files(
    stage: Stage,
    form: Form,
    files: Iterable[Mapping[str, Any]],
    kept_back: Collection[int] = frozenset(),
) -> list[ShownFile]:
    """Give a snapshot's files as a stage's reviewers may open them, in their order.

    :param form: the whole form that they answer
    :param kept_back: ids of files that officers keep from reviewers
    """
    hidden, nameless = hidden_questions(stage, form), hides_organisation(stage)
    shown = [one for one in files if one["question"] not in hidden and one["id"] not in kept_back]
    return [
        ShownFile(
            one["id"],
            one["question"],
            neutral_name(place, one["name"]) if nameless else one["name"],
            one["size"],
            "" if nameless else one.get("sha256", ""),
        )
        for place, one in enumerate(shown, start=1)
    ]


def neutral_name(place: int, name: str) -> str:
    """Give a file's name without what its owner wrote: 添付1.pdf."""
    ending = PurePath(name).suffix.lower()
    is_plain = ending.isascii() and ending[1:].isalnum() and len(ending) <= LONGEST_ENDING
    return f"添付{place}{ending if is_plain else ''}"
