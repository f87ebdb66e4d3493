"""From a scheme file's bytes to a Scheme, or to every complaint with its line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from marshmallow import Schema, ValidationError, fields

from koubo.schemes.eligibility.conditions import (
    Condition,
    FirstTime,
    Prerequisite,
    StaffCheck,
    Years,
)
from koubo.schemes.file_fields import FIGURE_KEYS, Figured, Words
from koubo.schemes.file_schemas import SchemePart
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.letters import LetterKind, LetterTemplate, unknown_placeholders
from koubo.schemes.questions import QUESTION_KINDS, Question
from koubo.schemes.reading import BrokenSchemeFile, Path, complaints_from, read_yaml
from koubo.schemes.review_words import Criterion, Stage, StageMethod, TieBreak
from koubo.schemes.rules import Course, Scheme


def load_scheme(content: bytes, *, cases: bytes = b"") -> Scheme:
    """Give the scheme that a file declares, with the golden cases that it ships.

    :raises BrokenSchemeFile: with all complaints about the scheme file
    """
    located = read_yaml(content)
    schema = SchemePart()
    try:
        data = schema.load(located.data)
    except ValidationError as error:
        complaints_from(error.messages_dict, located, known_keys(schema))
        raise BrokenSchemeFile(located.complaints) from error
    for path, message in _cross_complaints(data):
        located.complain(path, message)
    if located.complaints:
        raise BrokenSchemeFile(located.complaints)
    return replace(_make(data), text=content.decode("utf-8-sig"), cases=cases)


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
            asked = {
                key: ask for word in inner.vocabulary.values() for key, ask in word.asks.items()
            }
            known |= _keys(asked, here, (inner.key,))
        elif isinstance(inner, Figured):
            known[here] = list(FIGURE_KEYS)
    return known


def _make(data: dict[str, Any]) -> Scheme:
    criteria = {one.id: one for one in data.pop("criteria")}
    stages = data.pop("stages")
    return Scheme(
        **{
            **data,
            "contact": tuple(data["contact"]),
            "courses": tuple(_course(data["id"], part) for part in data["courses"]),
            "stages": tuple(_stage(part, criteria, last=part is stages[-1]) for part in stages),
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
        funding=part["funding"],
        max_years_text=part["years"],
        conditions=part["eligibility"],
        theme_bound=part["theme_bound"],
    )


def _stage(part: dict[str, Any], criteria: dict[str, Criterion], *, last: bool) -> Stage:
    method: StageMethod = part["method"]
    chosen = tuple(criteria[one] for one in part["criteria"])
    return Stage(part["id"], part["title"], method, chosen, allocates=last)


Complaints = Iterator[tuple[Path, str]]


def _cross_complaints(data: dict[str, Any]) -> Complaints:
    """Give what single values cannot show: names used twice, references to nothing."""
    for key, ids in (
        ("courses", [one["id"] for one in data["courses"]]),
        ("criteria", [one.id for one in data["criteria"]]),
        ("stages", [one["id"] for one in data["stages"]]),
    ):
        for place in _repeated(ids):
            yield (key, place, "id"), _used_twice(ids[place])
    yield from _course_complaints(data)
    yield from _criterion_complaints(data)
    yield from _stage_complaints(data)
    yield from _selection_complaints(data)
    for kind, form in data["forms"].items():
        yield from _form_complaints(kind, form, {one["id"] for one in data["courses"]})
    for kind, letter in data["letters"].items():
        yield from _letter_complaints(kind, letter)


def _repeated(names: Sequence[str]) -> list[int]:
    """Give the places at which a name stands that stood before."""
    return [place for place, name in enumerate(names) if name in names[:place]]


def _used_twice(name: str) -> str:
    return f"「{name}」は2回使われています。別の名前にしてください"


def _course_complaints(data: dict[str, Any]) -> Complaints:
    known = {f"{data['id']}.{one['id']}" for one in data["courses"]}
    for place, course in enumerate(data["courses"]):
        funding = course["funding"]
        if funding.minimum and funding.minimum.value > funding.cap.value:
            yield ("courses", place, "funding", "minimum"), "下限が上限より大きくなっています"
        checks: set[str] = set()
        for number, condition in enumerate(course["eligibility"]):
            path: Path = ("courses", place, "eligibility", number)
            if isinstance(condition, StaffCheck):
                if condition.id in checks:
                    yield (*path, "id"), _used_twice(condition.id)
                checks.add(condition.id)
            for where, message in _condition_complaints(condition, data["id"], known):
                yield (*path, *where), message


def _condition_complaints(condition: Condition, scheme: str, known: set[str]) -> Complaints:
    referred: dict[Path, str] = {}
    if isinstance(condition, Years):
        referred = {("counted_in", n): one for n, one in enumerate(condition.counted_in)}
    elif isinstance(condition, Prerequisite):
        referred = {("course",): condition.course}
    elif isinstance(condition, FirstTime) and condition.scheme.value != scheme:
        yield ("scheme",), f"scheme は「{scheme}」と書いてください"
    for where, course in referred.items():
        if course not in known:
            yield where, f"コース「{course}」はこのファイルにありません"


def _criterion_complaints(data: dict[str, Any]) -> Complaints:
    for place, one in enumerate(data["criteria"]):
        count = one.highest - one.lowest + 1
        if count < 2:
            yield ("criteria", place, "highest"), "最高点は最低点より大きくしてください"
        elif one.anchors and len(one.anchors) != count:
            yield ("criteria", place, "anchors"), f"{count}段階の説明が必要です"


def _stage_complaints(data: dict[str, Any]) -> Complaints:
    known = {one.id for one in data["criteria"]}
    for place, stage in enumerate(data["stages"]):
        path: Path = ("stages", place, "criteria")
        if not stage["criteria"]:
            yield path, "審査項目を1つ以上書いてください"
        for number, name in enumerate(stage["criteria"]):
            if name not in known:
                yield (*path, number), f"審査項目「{name}」がありません"
        for number in _repeated(stage["criteria"]):
            yield (*path, number), f"「{stage['criteria'][number]}」は2回書かれています"


def _selection_complaints(data: dict[str, Any]) -> Complaints:
    known, rule = {one.id for one in data["criteria"]}, data["selection"]
    for place, veto in enumerate(rule.vetoes):
        if veto.criterion not in known:
            path: Path = ("selection", "vetoes", place, "criterion")
            yield path, f"審査項目「{veto.criterion}」がありません"
    for place, link in enumerate(rule.tie_breakers):
        if (link.by is TieBreak.CRITERION) != (link.criterion in known):
            path = ("selection", "tie_breakers", place)
            yield path, "by: criterion のときだけ、criterion に審査項目の名前を書いてください"


def _form_complaints(kind: FilingKind, form: Form, courses: set[str]) -> Complaints:
    seen: set[str] = set()
    for place, section in enumerate(form.sections):
        for number, question in enumerate(section.questions):
            path = ("forms", kind.value, "sections", place, "questions", number)
            if question.id in seen:
                yield (*path, "id"), _used_twice(question.id)
            seen.add(question.id)
            for where, message in _question_complaints(question, courses):
                yield (*path, *where), message
    if form.of_kind("budget") is None:
        yield ("forms", kind.value), "収支の表（kind: budget）が1つ必要です"


def _question_complaints(question: Question, courses: set[str]) -> Complaints:
    if question.kind not in QUESTION_KINDS:
        yield ("kind",), f"使える種類：{'、'.join(QUESTION_KINDS)}"
    if question.kind == "choice" and not question.choices:
        yield (), "choices に選択肢を書いてください"
    if question.kind == "declaration" and question.statement is None:
        yield (), "statement に誓約の文を書いてください"
    for place, name in enumerate(question.courses):
        if name not in courses:
            yield ("courses", place), f"コース「{name}」はこのファイルにありません"


def _letter_complaints(kind: str, letter: dict[str, Any]) -> Complaints:
    texts: dict[Path, str] = {(key,): letter[key] for key in ("title", "opening")}
    texts |= {("items", n, "text"): text for n, (_, text) in enumerate(letter["items"])}
    for key in ("paragraphs", "conditions"):
        texts |= {(key, n): text for n, text in enumerate(letter[key])}
    for where, text in texts.items():
        for name in unknown_placeholders(text):
            told = "$ の書き方が違います" if name == "$" else f"差し込み「${name}」は使えません"
            yield ("letters", kind, *where), told
