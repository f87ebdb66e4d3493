"""What single values of a scheme file cannot show: names used twice, references to nothing, gaps."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from koubo.schemes.file.complaints import Said
from koubo.schemes.file.course_checks import (
    circular_complaints,
    cost_complaints,
    course_complaints,
    known_as_complaints,
)
from koubo.schemes.file.form_checks import form_complaints, prefill_complaints
from koubo.schemes.file.office_checks import opinion_complaints
from koubo.schemes.file.publication_checks import publication_complaints
from koubo.schemes.file.reading import likely
from koubo.schemes.file.review_checks import REVIEW_CHECKS, repeated
from koubo.schemes.forms import FilingKind
from koubo.schemes.letters import NEEDED, PLACEHOLDERS_OF, LetterKind, unknown_placeholders
from koubo.schemes.words import Path

Complaints = Iterator[tuple[Path, Said]]
Parts = Mapping[str, Any]

NAME = "project_name"
"""The question of the proposal that gives an application its name everywhere."""


def cross_complaints(data: Parts) -> Complaints:
    """Give what single values cannot show: names used twice, references to nothing.

    :param data: the parts that are whole; a check that needs another one is left out
    """
    for needed, check in (*CHECKS, *REVIEW_CHECKS):
        if all(one in data for one in needed):
            yield from check(data)


def _name_complaints(data: Parts) -> Complaints:
    for key in ("courses", "stages"):
        ids = [one["id"] for one in data[key]]
        for place in repeated(ids):
            yield (key, place, "id"), Said("used_twice", name=ids[place])


def _completeness_complaints(data: Parts) -> Complaints:
    """Say what a scheme lacks that is still open: forms, stages, a selection rule, letters."""
    still_open = [one for one in data["courses"] if one["ended"] is None]
    money = [one["id"] for one in still_open if one["funding"]]
    needed = [FilingKind.PROPOSAL] if still_open else []
    if money:
        yield from _lacking_for_money(data)
        needed += [FilingKind.GRANT_APPLICATION, FilingKind.REPORT]
    for filing in needed:
        path: Path = ("forms", filing.value)
        form = data["forms"].get(filing)
        if form is None:
            yield path, Said("missing")
            continue
        if lacking := [one for one in money if form.for_course(one).of_kind("budget") is None]:
            yield path, Said("no_budget", courses=tuple(lacking))
        named = [one["id"] for one in still_open if filing is FilingKind.PROPOSAL]
        if lacking := [one for one in named if form.for_course(one).question(NAME) is None]:
            yield path, Said("no_project_name", courses=tuple(lacking))


def _lacking_for_money(data: Parts) -> Complaints:
    for key in ("criteria", "stages", "selection"):
        if not data[key]:
            yield (key,), Said("missing")
    if not data["costs"].allowed:
        yield ("costs",), Said("missing")
    for kind in NEEDED:
        if kind.value not in data["letters"]:
            yield ("letters", kind.value), Said("missing")


def _letter_complaints(data: Parts) -> Complaints:
    for kind, letter in data["letters"].items():
        texts: dict[Path, str] = {(key,): letter[key] for key in ("title", "opening")}
        texts |= {("items", n, "text"): text for n, (_, text) in enumerate(letter["items"])}
        for key in ("paragraphs", "conditions"):
            texts |= {(key, n): text for n, text in enumerate(letter[key])}
        for where, text in texts.items():
            known = PLACEHOLDERS_OF[LetterKind(kind)]
            for name in unknown_placeholders(text, known):
                yield ("letters", kind, *where), _placeholder(name, known)


def _placeholder(name: str, known: Mapping[str, str]) -> Said:
    if name == "$":
        return Said("lonely_dollar")
    return Said("unknown_placeholder", name=name, hint=likely(name, known))


CHECKS: tuple[tuple[tuple[str, ...], Callable[[Parts], Complaints]], ...] = (
    (("courses", "stages"), _name_complaints),
    (("id", "courses", "costs"), course_complaints),
    (("id", "courses"), circular_complaints),
    (("id", "courses"), known_as_complaints),
    (("costs",), cost_complaints),
    (
        ("courses", "costs", "forms", "criteria", "stages", "selection", "letters"),
        _completeness_complaints,
    ),
    (("forms", "courses"), form_complaints),
    (("forms",), prefill_complaints),
    (("letters",), _letter_complaints),
    (("opinion",), opinion_complaints),
    (("publication", "forms"), publication_complaints),
)
"""Each check, after the parts of the file that it looks at."""
