"""From the bytes of a file of golden cases to cases, each typed or with its own complaints."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError

from koubo.money import format_number
from koubo.proof.facts import OTHER_NAMES, award_facts, settlement_facts
from koubo.proof.review_facts import review_facts
from koubo.proof.review_schemas import ReviewCasePart
from koubo.proof.rules import AwardFacts, CaseKind, GoldenCase, ReviewFacts, SettlementFacts
from koubo.proof.schemas import AwardCasePart, SettlementCasePart
from koubo.schemes.budget import INCOME_NAMES
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.loading import known_keys
from koubo.schemes.file.reading import (
    BrokenSchemeFile,
    Complaint,
    Located,
    Path,
    complaints_from,
    read_yaml,
)

LISTS = {
    "cases": CaseKind.AWARD,
    "settlement_cases": CaseKind.SETTLEMENT,
    "review_cases": CaseKind.REVIEW,
}
SCHEMAS: Mapping[CaseKind, type[Schema]] = {
    CaseKind.AWARD: AwardCasePart,
    CaseKind.SETTLEMENT: SettlementCasePart,
    CaseKind.REVIEW: ReviewCasePart,
}

Facts = AwardFacts | SettlementFacts | ReviewFacts


def read_cases(content: bytes, is_known: Callable[[str], bool]) -> tuple[GoldenCase, ...]:
    """Give a file's cases in order; those of courses that are not known stay untyped.

    What else stands in the file (rules, reason codes) is for its readers.

    :raises BrokenSchemeFile: where no sense is to be made of the file as a whole
    """
    located = read_yaml(content)
    if located.complaints:
        raise BrokenSchemeFile(located.complaints)
    cases = []
    for key, kind in LISTS.items():
        listed = located.data.get(key, [])
        if not isinstance(listed, list):
            line = located.line((key,))
            raise BrokenSchemeFile([Complaint(line, key, Said("not_a_list"))])
        for place, raw in enumerate(listed):
            cases.append(_case(raw, (key, place), kind, located, is_known))
    return tuple(cases)


def _case(
    raw: Any, path: Path, kind: CaseKind, located: Located, is_known: Callable[[str], bool]
) -> GoldenCase:
    plain: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    course_id = str(plain.get("scheme", ""))
    facts: Facts | None = None
    complaints: tuple[str, ...] = ()
    if not course_id or is_known(course_id):
        facts, complaints = _facts(raw, path, kind, located)
    name = str(plain.get("id", f"{located.line(path)}行目"))
    return GoldenCase(name, str(plain.get("title", "")), course_id, kind, facts, complaints)


def _facts(
    raw: Any, path: Path, kind: CaseKind, located: Located
) -> tuple[Facts | None, tuple[str, ...]]:
    schema = SCHEMAS[kind]()
    found = Located(located.data, located.lines)
    try:
        data = schema.load(raw)
    except ValidationError as error:
        errors = {path[0]: {path[1]: error.messages_dict}}
        complaints_from(errors, found, known_keys(schema, str(path[0])))
        return None, _told(found)
    if kind is CaseKind.SETTLEMENT:
        return settlement_facts(data), ()
    if kind is CaseKind.REVIEW:
        return review_facts(data), ()
    for where, message in _contradictions(data):
        found.complain((*path, *where), message)
    return (None, _told(found)) if found.complaints else (award_facts(data), ())


def _told(found: Located) -> tuple[str, ...]:
    return tuple(f"{one.line}行目 {one.path}: {one.message}" for one in sorted(found.complaints))


def _contradictions(data: dict[str, Any]) -> Iterator[tuple[Path, Said]]:
    """Give where a case says two things at once, or a word that the budget has not."""
    budget, expected = data["budget"], data["expected"]
    for place, line in enumerate(budget["income"]):
        if line["kind"] not in INCOME_NAMES and line["kind"] not in OTHER_NAMES:
            known = tuple(one.value for one in INCOME_NAMES)
            yield ("budget", "income", place, "kind"), Said("choose", known=known)
    total = sum(line["amount"] for line in budget["expenses"])
    eligible = sum(line["amount"] for line in budget["expenses"] if line["eligible"])
    for key, summed in (("total", total), ("eligible_total", eligible)):
        if budget[key] not in (None, summed):
            yield ("budget", key), Said("sum_differs", sum=format_number(summed))
    rejected = expected["decision"] == "rejected"
    if rejected != bool(expected["reasons"]):
        yield ("expected", "reasons"), Said("reasons_if_rejected")
    if rejected and expected["award"]:
        yield ("expected", "award"), Said("nothing_if_rejected")
