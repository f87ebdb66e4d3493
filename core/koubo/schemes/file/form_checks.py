"""What single values of a form cannot show: names used twice, choices to nothing, facts untold."""

from collections.abc import Iterator, Mapping
from typing import Any

from koubo.schemes.eligibility.case import FACT_KINDS
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.question_checks import question_complaints
from koubo.schemes.file.review_checks import repeated
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.question_kinds import QUESTION_KINDS
from koubo.schemes.questions import Question
from koubo.schemes.words import Path

Complaints = Iterator[tuple[Path, Said]]

GATE_KIND = "date"
CONSENT_KIND = "groups"
ONE_FOR_A_COURSE = ("budget", "groups")
"""Kinds of which a course is asked one question: rules and amounts look for the first."""


def form_complaints(data: Mapping[str, Any]) -> Complaints:
    """Judge each form by itself."""
    courses = [one["id"] for one in data["courses"]]
    for kind, form in data["forms"].items():
        checks = (
            _name_complaints(form),
            _question_complaints(form, courses),
            _doubled_complaints(form, courses),
            question_complaints(form, tuple(_placed(form)), courses),
        )
        for check in checks:
            for path, said in check:
                yield ("forms", kind.value, *path), said


def prefill_complaints(data: Mapping[str, Any]) -> Complaints:
    """Say where an answer would be taken over from an earlier form that asks it in another way."""
    forms: Mapping[FilingKind, Form] = data["forms"]
    earlier: dict[str, Question] = {}
    for kind in (one for one in FilingKind if one in forms):
        for path, question in _placed(forms[kind]):
            before = earlier.get(question.id)
            if forms[kind].prefill and before is not None and not question.can_read(before):
                said = Said("asked_otherwise", name=question.id, kind=before.kind)
                yield ("forms", kind.value, *path, "kind"), said
        earlier |= {one.id: one for one in forms[kind].questions()}


def _placed(form: Form) -> Iterator[tuple[Path, Question]]:
    for place, section in enumerate(form.sections):
        for number, question in enumerate(section.questions):
            yield ("sections", place, "questions", number), question


def _name_complaints(form: Form) -> Complaints:
    sections = [one.id for one in form.sections]
    for place in repeated(sections):
        yield ("sections", place, "id"), Said("used_twice", name=sections[place])
    seen: set[str] = set()
    for path, question in _placed(form):
        if question.id in seen:
            yield (*path, "id"), Said("used_twice", name=question.id)
        seen.add(question.id)


def _question_complaints(form: Form, courses: list[str]) -> Complaints:
    for path, question in _placed(form):
        for where, said in (*_of_its_kind(question), *_of_its_form(question, form.kind)):
            yield (*path, *where), said
        for key, names in (("courses", question.courses), ("choices", question.choices)):
            for number in repeated(names):
                yield (*path, key, number), Said("listed_twice", name=names[number])
        for number, name in enumerate(question.courses):
            if name not in courses:
                yield (*path, "courses", number), Said("unknown_course", name=name)


def _of_its_kind(question: Question) -> Complaints:
    if question.kind not in QUESTION_KINDS:
        yield ("kind",), Said("choose", known=tuple(QUESTION_KINDS))
        return
    if question.kind == "choice" and not question.choices:
        yield (), Said("no_choices")
    if question.kind == "declaration" and question.statement is None:
        yield (), Said("no_statement")
    if question.fact and question.kind != FACT_KINDS[question.fact]:
        name = f"fact: {question.fact.value}"
        yield ("fact",), Said("other_kind", name=name, kind=FACT_KINDS[question.fact])
    if question.consent and question.kind != CONSENT_KIND:
        name = f"consent: {question.consent.value}"
        yield ("consent",), Said("other_kind", name=name, kind=CONSENT_KIND)
    if question.gate and question.kind != GATE_KIND:
        yield ("gate",), Said("other_kind", name=f"gate: {question.gate.value}", kind=GATE_KIND)


def _of_its_form(question: Question, kind: FilingKind) -> Complaints:
    """Say where the rules, which read the proposal, would never see the answer."""
    if kind is FilingKind.PROPOSAL:
        return
    told = {"fact": question.fact, "gate": question.gate, "consent": question.consent}
    for key, value in told.items():
        if value is not None:
            yield (key,), Said("only_in_proposal")


def _doubled_complaints(form: Form, courses: list[str]) -> Complaints:
    """Say where a course would be asked twice what only one answer can tell."""
    told: list[tuple[str, Question]] = []
    for path, question in _placed(form):
        for what in _tells(question):
            if any(
                one == what and _share_a_course(question, other, courses) for one, other in told
            ):
                yield path, Said("asked_twice", name=what)
            told.append((what, question))


def _tells(question: Question) -> Iterator[str]:
    if question.kind in ONE_FOR_A_COURSE:
        yield f"kind: {question.kind}"
    if question.fact:
        yield f"fact: {question.fact.value}"
    if question.gate:
        yield f"gate: {question.gate.value}"


def _share_a_course(one: Question, other: Question, courses: list[str]) -> bool:
    return any(one.is_asked_of(name) and other.is_asked_of(name) for name in courses)
