"""From a scheme file's bytes to a Scheme, or to every complaint with its line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from marshmallow import Schema, ValidationError, fields

from koubo.schemes.eligibility.conditions import FirstTime, Prerequisite, Years
from koubo.schemes.file_schemas import SchemePart
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.letters import LetterKind, LetterTemplate, unknown_placeholders
from koubo.schemes.questions import QUESTION_KINDS
from koubo.schemes.reading import BrokenSchemeFile, Located, complaints_from, read_yaml
from koubo.schemes.review_words import Criterion, Stage, StageMethod
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
        complaints_from(error.normalized_messages(), located, known_keys(schema))
        raise BrokenSchemeFile(located.complaints) from error
    for path, message in _cross_complaints(data):
        located.complain(path, message)
    if located.complaints:
        raise BrokenSchemeFile(located.complaints)
    scheme = _make(data)
    _check_letters(scheme, located)
    if located.complaints:
        raise BrokenSchemeFile(located.complaints)
    return replace(scheme, text=content.decode("utf-8-sig"), cases=cases)


def known_keys(schema: Schema, path: str = "") -> dict[str, list[str]]:
    """Give the keys that each part of a file may have, by the part's path without numbers."""
    known = {path: [field.data_key or name for name, field in schema.fields.items()]}
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            key = field.data_key or name
            known |= known_keys(inner.schema, f"{path}.{key}" if path else key)
    return known


def _make(data: dict[str, Any]) -> Scheme:
    criteria = {one.id: one for one in data.pop("criteria")}
    stages = data.pop("stages")
    return Scheme(
        **{
            **data,
            "contact": tuple(data["contact"]),
            "courses": tuple(_course(data["id"], part) for part in data["courses"]),
            "stages": tuple(
                _stage(part, criteria, last=part is stages[-1]) for part in stages
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
        funding=part["funding"],
        max_years_text=part["years"],
        conditions=part["eligibility"],
        theme_bound=part["theme_bound"],
    )


def _stage(part: dict[str, Any], criteria: dict[str, Criterion], *, last: bool) -> Stage:
    method: StageMethod = part["method"]
    chosen = tuple(criteria[one] for one in part["criteria"])
    return Stage(part["id"], part["title"], method, chosen, allocates=last)


Complaints = Iterator[tuple[tuple[str | int, ...], str]]


def _cross_complaints(data: dict[str, Any]) -> Complaints:
    """Give what single values cannot show: names used twice, references to nothing."""
    yield from _twice("courses", [one["id"] for one in data["courses"]])
    yield from _twice("criteria", [one.id for one in data["criteria"]])
    yield from _twice("stages", [one["id"] for one in data["stages"]])
    yield from _course_complaints(data)
    yield from _review_complaints(data)
    for kind, form in data["forms"].items():
        yield from _form_complaints(kind, form, {one["id"] for one in data["courses"]})


def _twice(key: str, ids: list[str]) -> Complaints:
    counted = Counter(ids)
    for place, one in enumerate(ids):
        if counted[one] > 1 and ids.index(one) < place:
            yield (key, place, "id"), f"「{one}」は2回使われています。別の名前にしてください"


def _course_complaints(data: dict[str, Any]) -> Complaints:
    known = {f"{data['id']}.{one['id']}" for one in data["courses"]}
    for place, course in enumerate(data["courses"]):
        funding = course["funding"]
        if funding.minimum and funding.minimum.value > funding.cap.value:
            path = ("courses", place, "funding", "minimum")
            yield path, "下限が上限より大きくなっています"
        for number, condition in enumerate(course["eligibility"]):
            path = ("courses", place, "eligibility", number)
            referred: tuple[str, ...] = ()
            if isinstance(condition, Years):
                referred = condition.counted_in
            elif isinstance(condition, Prerequisite):
                referred = (condition.course,)
            elif isinstance(condition, FirstTime) and condition.scheme.value != data["id"]:
                yield path, f"scheme は「{data['id']}」と書いてください"
            for one in referred:
                if one not in known:
                    yield path, f"コース「{one}」はこのファイルにありません"


def _review_complaints(data: dict[str, Any]) -> Complaints:
    criteria = {one.id: one for one in data["criteria"]}
    for place, one in enumerate(data["criteria"]):
        count = one.highest - one.lowest + 1
        if count < 2:
            yield ("criteria", place, "highest"), "最高点は最低点より大きくしてください"
        elif one.anchors and len(one.anchors) != count:
            yield ("criteria", place, "anchors"), f"{count}段階の説明が必要です"
    for place, stage in enumerate(data["stages"]):
        for number, name in enumerate(stage["criteria"]):
            if name not in criteria:
                yield ("stages", place, "criteria", number), f"審査項目「{name}」がありません"
        yield from _twice(f"stages.{place}.criteria", stage["criteria"])
    rule = data["selection"]
    for place, veto in enumerate(rule.vetoes):
        if veto.criterion not in criteria:
            path = ("selection", "vetoes", place, "criterion")
            yield path, f"審査項目「{veto.criterion}」がありません"
    for place, link in enumerate(rule.tie_breakers):
        if (link.by == "criterion") != bool(link.criterion) or (
            link.criterion and link.criterion not in criteria
        ):
            path = ("selection", "tie_breakers", place)
            yield path, "by: criterion のときだけ、criterion に審査項目の名前を書いてください"


def _form_complaints(kind: FilingKind, form: Form, courses: set[str]) -> Complaints:
    seen: set[str] = set()
    for place, section in enumerate(form.sections):
        for number, question in enumerate(section.questions):
            path = ("forms", kind.value, "sections", place, "questions", number)
            if question.kind not in QUESTION_KINDS:
                yield (*path, "kind"), f"使える種類：{'、'.join(QUESTION_KINDS)}"
            if question.id in seen:
                yield (*path, "id"), f"「{question.id}」は2回使われています。別の名前にしてください"
            seen.add(question.id)
            if question.kind == "choice" and not question.choices:
                yield path, "choices に選択肢を書いてください"
            if question.kind == "declaration" and question.statement is None:
                yield path, "statement に誓約の文を書いてください"
            for name in question.courses:
                if name not in courses:
                    yield (*path, "courses"), f"コース「{name}」はこのファイルにありません"
    if form.of_kind("budget") is None:
        yield ("forms", kind.value), "収支の表（kind: budget）が1つ必要です"


def _check_letters(scheme: Scheme, located: Located) -> None:
    for kind, letter in scheme.letters.items():
        for text in letter.texts():
            for name in unknown_placeholders(text):
                message = f"差し込み「${name}」は使えません" if name != "$" else "$ の書き方が違います"
                located.complain(("letters", kind.value), message)


