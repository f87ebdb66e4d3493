"""From a scheme file's bytes to a Scheme, or to every complaint with its line."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from marshmallow import Schema, ValidationError, fields
from marshmallow.experimental.context import Context

from koubo.schemes.amounts.rule import Funding
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.cross_checks import cross_complaints
from koubo.schemes.file.fields import FIGURE_KEYS, Figured, Words
from koubo.schemes.file.parts import SchemePart
from koubo.schemes.file.reading import (
    BrokenSchemeFile,
    Complaint,
    Located,
    complaints_from,
    read_yaml,
)
from koubo.schemes.file.review_checks import judges
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.letters import LetterKind, LetterTemplate
from koubo.schemes.office_words import OfficeWords
from koubo.schemes.review_words import NO_SELECTION, Criterion, Stage
from koubo.schemes.rules import Course, Scheme
from koubo.schemes.vocabulary import CORE_VOCABULARY
from koubo.schemes.words import Vocabulary, Word

CASES, COURSES = "cases", "courses"
"""A file with the first and without the second is one of golden cases."""


def load_scheme(content: bytes, *, cases: bytes = b"", words: Iterable[type[Word]] = ()) -> Scheme:
    """Give the scheme that a file declares, with the golden cases that it ships.

    :param words: words of the plugin's own, which it also gives by ``koubo_words``
    :raises BrokenSchemeFile: with all complaints about the scheme file
    """
    return _load(content, cases, tuple(words))


@lru_cache(maxsize=64)
def _load(content: bytes, cases: bytes, words: tuple[type[Word], ...]) -> Scheme:
    """Read a file once: the same bytes in the same words give the same frozen value."""
    return read_scheme(content, CORE_VOCABULARY.with_words(words), cases=cases)


def read_scheme(content: bytes, vocabulary: Vocabulary, *, cases: bytes = b"") -> Scheme:
    """Give the scheme that a file declares in the words of a vocabulary.

    :raises BrokenSchemeFile: with all complaints about the scheme file
    """
    located = read_yaml(content)
    if CASES in located.data and COURSES not in located.data:
        raise BrokenSchemeFile([Complaint(located.line((CASES,)), "", Said("cases_file"))])
    data = _whole_parts(located, vocabulary)
    # A pinned release was judged when it was published; it stays readable when rules grow stricter.
    if not vocabulary.gone:
        for path, said in cross_complaints(data):
            located.complain(path, said)
    if located.complaints:
        raise BrokenSchemeFile(located.complaints)
    return replace(_make(data), text=content.decode("utf-8-sig"), cases=cases)


def _whole_parts(located: Located, vocabulary: Vocabulary) -> dict[str, Any]:
    """Give the parts of the file in which nothing is wrong; all of them if no complaint was noted."""
    schema = SchemePart()
    with Context(vocabulary):
        try:
            data = dict(schema.load(located.data))
        except RecursionError as error:  # words within words
            raise BrokenSchemeFile([Complaint(1, "", Said("too_deep"))]) from error
        except ValidationError as error:
            complaints_from(error.messages_dict, located, known_keys(schema))
            data = _unharmed(error, schema, located.data)
    if "forms" in data:
        data["forms"] = {FilingKind(kind): _form(kind, one) for kind, one in data["forms"].items()}
    return data


def _unharmed(error: ValidationError, schema: Schema, written: Collection[str]) -> dict[str, Any]:
    """Give what was read all the same; what is not written may stand under a misspelt key."""
    wrong, read = error.messages_dict, error.valid_data
    misspelt = any(key not in schema.fields for key in wrong)
    kept = read.items() if isinstance(read, dict) else ()
    return {
        key: value
        for key, value in kept
        if key not in wrong and not (misspelt and key not in written)
    }


def known_keys(schema: Schema, path: str = "") -> dict[str, list[str]]:
    """Give the keys that each part of a file may have, by the part's path without numbers."""
    return _keys(schema.fields, path)


def _keys(
    parts: Mapping[str, fields.Field[Any]], path: str, more: tuple[str, ...] = ()
) -> dict[str, list[str]]:
    known = {path: [*more, *(field.data_key or name for name, field in parts.items())]}
    for name, field in parts.items():
        here = ".".join(part for part in (path, field.data_key or name) if part)
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            known |= _keys(inner.schema.fields, here)
        elif isinstance(inner, Words):
            vocabulary: Vocabulary = Context.get()
            asked = {
                key: ask
                for word in vocabulary.words[inner.key].values()
                for key, ask in word.asks.items()
                if not isinstance(ask, Words)
            }
            known |= _keys(asked, here, (inner.key,))
            known |= {
                f"{here}:{name}": [inner.key, *word.asks]
                for name, word in vocabulary.words[inner.key].items()
            }
        elif isinstance(inner, Figured):
            known[here] = list(FIGURE_KEYS)
            known |= _keys_of_list(inner.inner, here)
    return known


def _keys_of_list(figured: fields.Field[Any], here: str) -> dict[str, list[str]]:
    """Give the keys of a figure's own parts, which stand under ``value`` or in its place."""
    if not isinstance(figured, fields.List) or not isinstance(figured.inner, fields.Nested):
        return {}
    parts = figured.inner.schema.fields
    return {**_keys(parts, f"{here}.value"), **_keys(parts, here, FIGURE_KEYS)}


def _make(data: dict[str, Any]) -> Scheme:
    criteria = {one.id: one for one in data.pop("criteria")}
    stages = data.pop("stages")
    office = OfficeWords(
        opinion=tuple(data.pop("opinion")),
        **{key: data.pop(key) for key in ("opinion_for_reviewers", "postmark_counts")},
    )
    return Scheme(
        **{
            **data,
            "selection": data["selection"] or NO_SELECTION,
            "office_words": office,
            "changes": tuple(data["changes"]),
            "evaluations": tuple(data["evaluations"]),
            "contact": tuple(data["contact"]),
            "courses": tuple(_course(data["id"], part) for part in data["courses"]),
            "stages": tuple(
                _stage(part, criteria, allocates=_allocates(data, stages, part)) for part in stages
            ),
            "letters": {
                LetterKind(kind): LetterTemplate(LetterKind(kind), **part)
                for kind, part in data["letters"].items()
            },
        }
    )


def _course(scheme_id: str, part: dict[str, Any]) -> Course:
    return Course(
        id=f"{scheme_id}.{part['id']}",
        title=part["title"],
        division=part["division"],
        summary=part["summary"],
        funding=Funding(part["funding"]),
        max_years_text=part["years"],
        conditions=part["eligibility"],
        theme=part["theme"],
        theme_title=part["theme_title"],
        free_title=part["free_title"],
        also_allowed=tuple(part["also_allowed"]),
        known_as=tuple(part["known_as"]),
        ended=part["ended"],
    )


def _form(kind: str, part: dict[str, Any]) -> Form:
    return Form(
        FilingKind(kind),
        part["title"],
        part["form_number"],
        tuple(part["sections"]),
        part["prefill"],
    )


def _allocates(data: dict[str, Any], stages: list[dict[str, Any]], stage: dict[str, Any]) -> bool:
    """Say whether a stage gives out money: it is the last one of a course that gives any."""
    later = stages[stages.index(stage) + 1 :]
    return any(
        judges(stage, course["id"]) and not any(judges(one, course["id"]) for one in later)
        for course in data["courses"]
        if course["funding"]
    )


PRESENTATION = ("talk_minutes", "question_minutes", "marking_minutes", "quorum")


def _stage(part: dict[str, Any], criteria: dict[str, Criterion], *, allocates: bool) -> Stage:
    return Stage(
        id=part["id"],
        title=part["title"],
        method=part["method"],
        criteria=tuple(criteria[one] for one in part["criteria"]),
        allocates=allocates,
        panel=part["panel"],
        courses=tuple(part["courses"]),
        waived_for=tuple(part["waived_for"]),
        counts=tuple(part["counts"]),
        hides=tuple(part["hides"]),
        **{key: part[key] for key in PRESENTATION},
    )
