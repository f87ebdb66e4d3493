"""Runs golden cases through the same hooks that an application goes through."""

from collections.abc import Iterable
from hashlib import sha256

from koubo.applications.hookspecs import koubo_eligibility_findings
from koubo.award.rules import Amounts, AwardCase, AwardState
from koubo.hooks import PluginFault
from koubo.money import Working, format_number, format_yen
from koubo.proof.reading import read_cases
from koubo.proof.rules import (
    NOT_WORKED,
    AwardFacts,
    CaseKind,
    CaseOutcome,
    CaseResult,
    GoldenCase,
    Proof,
    SettlementFacts,
    about,
)
from koubo.reporting.rules import ReportCase
from koubo.reporting.settling import ask_settlement
from koubo.schemes.budget import Budget
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Answer, EligibilityCase, Finding
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.rules import Course

BELOW_MINIMUM = "below_minimum_amount"


def prove(catalog: Catalog, scheme_id: str) -> Proof:
    """Run the cases that an installed scheme ships."""
    return prove_file(catalog, catalog.installed(scheme_id).cases, scheme_id)


def prove_file(catalog: Catalog, content: bytes, scheme: str = "") -> Proof:
    """Run a file's cases about a scheme or a course, all of them where none is named.

    :raises BrokenSchemeFile: where no sense is to be made of the file as a whole
    """
    if not content:
        return Proof((), "")
    installed = {course.id for one in catalog.schemes.values() for course in one.courses}
    cases = about(read_cases(content, installed.__contains__), scheme)
    results = tuple(run(catalog, case, installed=case.course_id in installed) for case in cases)
    return Proof(results, sha256(content).hexdigest())


def run(catalog: Catalog, case: GoldenCase, *, installed: bool) -> CaseResult:
    """Run one case; what cannot be run although its course is installed has failed."""
    if case.complaints:
        return _failed(case, case.complaints, wrong_sum=True)
    if not installed:
        told = f"コース「{case.course_id}」は入っていません"
        return CaseResult(case.id, case.title, case.course_id, CaseOutcome.SKIPPED, (told,))
    course = catalog.course(case.course_id)
    try:
        if isinstance(case.facts, AwardFacts):
            return _run_award(catalog, course, case, case.facts)
        if isinstance(case.facts, SettlementFacts):
            return _run_settlement(catalog, course, case, case.facts)
    except PluginFault as error:
        return _failed(case, (f"プラグインの不具合：{error}",), wrong_sum=True)
    kinds = {CaseKind.REVIEW: "審査の例"}
    told = f"{kinds.get(case.kind, case.kind.value)}を動かす仕組みがまだありません"
    return _failed(case, (told,), wrong_sum=True)


def _run_award(catalog: Catalog, course: Course, case: GoldenCase, facts: AwardFacts) -> CaseResult:
    findings = _findings(catalog, course, facts.eligibility)
    refused = [one for one in findings if one.answer is Answer.NOT_MET]
    reasons = frozenset(one.problem.code if one.problem else one.rule for one in refused)
    amount = catalog.hooks.first(koubo_award_amount, course.scheme_id)(
        course=course, case=facts.amount
    )
    if not reasons and amount.value == 0 and course.funding.minimum is not None:
        reasons = frozenset({BELOW_MINIMUM})
    working = Working(tuple(line for one in refused for line in one.working.lines))
    working += amount.working
    if reasons != facts.reasons:
        told = f"理由：想定は{_reasons_text(facts.reasons)}、結果は{_reasons_text(reasons)}"
        return _failed(case, (told,), working)
    differences = [] if reasons else _sum_differences(facts, amount.value, amount.working)
    if differences:
        return _failed(case, differences, working, wrong_sum=True)
    return _passed(case, working)


def _findings(catalog: Catalog, course: Course, case: EligibilityCase) -> list[Finding]:
    ask = catalog.hooks.all(koubo_eligibility_findings, course.scheme_id)
    return ask(course=course, case=case)


def _sum_differences(facts: AwardFacts, amount: int, working: Working) -> list[str]:
    differences = []
    if amount != facts.award:
        told = f"交付額：想定は {format_yen(facts.award)}、結果は {format_yen(amount)}"
        differences.append(told)
    if facts.raw is not None:
        exact = format_number(facts.raw)
        if not any(line.text.endswith(f" = {exact}") for line in working.lines):
            differences.append(f"端数処理の前の額 {exact} が計算の過程にありません")
    return differences


def _run_settlement(
    catalog: Catalog, course: Course, case: GoldenCase, facts: SettlementFacts
) -> CaseResult:
    amounts = Amounts(
        requested=None,
        recommended=None,
        adopted=None,
        awarded=facts.awarded,
        paid=facts.paid,
        returned=0,
        settled=None,
    )
    award = AwardCase(
        application_id=0,
        course_id=course.id,
        project=case.title,
        fiscal_year=0,
        state=AwardState.REPORTED,
        amounts=amounts,
    )
    report = ReportCase(answers={}, actual=Budget(), eligible_cost=facts.eligible_cost, receipts=0)
    found = ask_settlement(catalog.hooks, course, award, report, nth_time=facts.nth_time)
    compared = (
        ("確定額", facts.fixed_amount, found.fixed_amount),
        ("追加で支払う額", facts.further_payment, found.further_payment),
        ("返還額", facts.return_amount, found.return_amount),
    )
    differences = [
        f"{name}：想定は {format_yen(expected)}、結果は {format_yen(given)}"
        for name, expected, given in compared
        if expected != given
    ]
    if differences:
        return _failed(case, differences, found.working, wrong_sum=True)
    return _passed(case, found.working)


def _reasons_text(reasons: frozenset[str]) -> str:
    return "、".join(sorted(reasons)) or "なし（要件を満たす）"


def _passed(case: GoldenCase, working: Working) -> CaseResult:
    return CaseResult(case.id, case.title, case.course_id, CaseOutcome.PASSED, working=working)


def _failed(
    case: GoldenCase,
    difference: Iterable[str],
    working: Working = NOT_WORKED,
    *,
    wrong_sum: bool = False,
) -> CaseResult:
    return CaseResult(
        case.id,
        case.title,
        case.course_id,
        CaseOutcome.FAILED,
        tuple(difference),
        working,
        wrong_sum,
    )
