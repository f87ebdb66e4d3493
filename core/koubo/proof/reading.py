"""From the bytes of a file of golden cases to cases, each typed or with its own complaints."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from marshmallow import Schema, ValidationError

from koubo.calendar import fiscal_year
from koubo.proof.rules import AwardFacts, CaseKind, GoldenCase, SettlementFacts
from koubo.proof.schemas import AwardCasePart, SettlementCasePart
from koubo.schemes.amount import AmountCase
from koubo.schemes.budget import INCOME_NAMES, Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.eligibility.case import (
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    PastAward,
    ThemeFacts,
)
from koubo.schemes.reading import (
    AS_LIST,
    BrokenSchemeFile,
    Complaint,
    Located,
    Path,
    complaints_from,
    read_yaml,
)
from koubo.schemes.schemas import known_keys

LISTS = {
    "cases": CaseKind.AWARD,
    "settlement_cases": CaseKind.SETTLEMENT,
    "review_cases": CaseKind.REVIEW,
}
OTHER_NAMES = {"other_subsidy": IncomeKind.OTHER_SUBSIDIES}
"""Words for income that case files have beside those of the budget."""

Facts = AwardFacts | SettlementFacts


def read_cases(content: bytes, is_installed: Callable[[str], bool]) -> tuple[GoldenCase, ...]:
    """Give a file's cases in order; those of courses that are not installed stay untyped.

    What else stands in the file (rules, reason codes) is for its readers.

    :raises BrokenSchemeFile: where no sense is to be made of the file as a whole
    """
    located = read_yaml(content)
    cases = []
    for key, kind in LISTS.items():
        listed = located.data.get(key, [])
        if not isinstance(listed, list):
            line = located.line((key,))
            raise BrokenSchemeFile([Complaint(line, key, AS_LIST)])
        for place, raw in enumerate(listed):
            cases.append(_case(raw, (key, place), kind, located, is_installed))
    return tuple(cases)


def _case(
    raw: Any, path: Path, kind: CaseKind, located: Located, is_installed: Callable[[str], bool]
) -> GoldenCase:
    plain: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
    course_id = str(plain.get("scheme", ""))
    facts: Facts | None = None
    complaints: tuple[str, ...] = ()
    if not course_id or is_installed(course_id):
        facts, complaints = _facts(raw, path, kind, located)
    name = str(plain.get("id", f"{located.line(path)}行目"))
    return GoldenCase(name, str(plain.get("title", "")), course_id, kind, facts, complaints)


def _facts(
    raw: Any, path: Path, kind: CaseKind, located: Located
) -> tuple[Facts | None, tuple[str, ...]]:
    if kind is CaseKind.REVIEW:
        return None, ()
    schema: Schema = AwardCasePart() if kind is CaseKind.AWARD else SettlementCasePart()
    found = Located(located.data, located.lines)
    try:
        data = schema.load(raw)
    except ValidationError as error:
        errors = {path[0]: {path[1]: error.messages_dict}}
        complaints_from(errors, found, known_keys(schema, str(path[0])))
    else:
        if kind is CaseKind.SETTLEMENT:
            return _settlement(data), ()
        for where, message in _contradictions(data):
            found.complain((*path, *where), message)
        if not found.complaints:
            return _award(data), ()
    told = (f"{one.line}行目 {one.path}: {one.message}" for one in sorted(found.complaints))
    return None, tuple(told)


def _contradictions(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Give where a case says two things at once, or a word that the budget has not."""
    budget, expected = data["budget"], data["expected"]
    for place, line in enumerate(budget["income"]):
        if line["kind"] not in INCOME_NAMES and line["kind"] not in OTHER_NAMES:
            known = "、".join(INCOME_NAMES)
            yield ("budget", "income", place, "kind"), f"使えることば：{known}"
    total = sum(line["amount"] for line in budget["expenses"])
    eligible = sum(line["amount"] for line in budget["expenses"] if line["eligible"])
    for key, summed in (("total", total), ("eligible_total", eligible)):
        if budget[key] not in (None, summed):
            yield ("budget", key), f"行の合計は {summed:,} です"
    rejected = expected["decision"] == "rejected"
    if rejected != bool(expected["reasons"]):
        yield ("expected", "reasons"), "rejected のときだけ、理由を1つ以上書いてください"
    if rejected and expected["award"]:
        yield ("expected", "award"), "rejected のときは 0 と書いてください"


def _award(data: dict[str, Any]) -> AwardFacts:
    expected = data["expected"]
    calculation = expected["calculation"]
    return AwardFacts(
        eligibility=_eligibility(data),
        amount=AmountCase.of_budget(_budget(data["budget"]), nth_time=data["nth_time"]),
        reasons=frozenset(expected["reasons"]),
        award=expected["award"],
        raw=calculation["raw"] if calculation else None,
    )


def _eligibility(data: dict[str, Any]) -> EligibilityCase:
    applicant, filing, theme = data["applicant"], data["filing"], data["theme"]
    return EligibilityCase(
        applicant=ApplicantFacts(
            name=applicant["name"],
            kind=applicant["kind"],
            members=applicant["members"],
            established_on=applicant["established_on"],
            in_city=applicant["in_city"],
        ),
        # The cities call in one 年度 for projects of the next.
        fiscal_year=fiscal_year(filing["filed_at"].date()) + 1,
        filings=(FilingTime("proposal", filing["filed_at"], filing["deadline"]),),
        past_awards=tuple(
            PastAward(one["course"], one["fiscal_year"]) for one in applicant["previous_awards"]
        ),
        theme=ThemeFacts(theme["department"], theme["title"]) if theme else None,
        partner_department=applicant["department_partner"],
    )


def _budget(data: dict[str, Any]) -> Budget:
    return Budget(
        tuple(
            ExpenseLine(one["category"], one["item"], one["amount"], one["eligible"])
            for one in data["expenses"]
        ),
        tuple(
            IncomeLine(_income_kind(one["kind"]), one["giver"], one["amount"])
            for one in data["income"]
        ),
    )


def _income_kind(word: str) -> IncomeKind:
    return OTHER_NAMES.get(word) or IncomeKind(word)


def _settlement(data: dict[str, Any]) -> SettlementFacts:
    given, expected = data["given"], data["expected"]
    return SettlementFacts(
        awarded=given["decided_amount"],
        paid=given["paid_in_advance"],
        eligible_cost=given["actual_eligible_cost"],
        nth_time=given["nth_time"],
        fixed_amount=expected["fixed_amount"],
        further_payment=expected["further_payment"],
        return_amount=expected["return_amount"],
    )
