"""Runs golden cases through the same hooks that an application goes through."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from koubo.applications.findings import findings
from koubo.award.rules import Amounts, AwardCase, AwardState
from koubo.hooks import PluginFault
from koubo.money import Working, format_number, format_yen
from koubo.problems import Refused
from koubo.proof.as_filed import amount_as_filed, eligibility_as_filed, unfit
from koubo.proof.reading import read_cases
from koubo.proof.reviewing import run_review
from koubo.proof.rules import (
    AwardFacts,
    CaseOutcome,
    CaseResult,
    GoldenCase,
    Proof,
    ReviewFacts,
    SettlementFacts,
    failed,
    passed,
)
from koubo.reporting.rules import ReportCase
from koubo.reporting.settling.settling import ask_settlement
from koubo.schemes.catalog import Catalog
from koubo.schemes.eligibility.case import Answer
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.rules import Course, Scheme

BELOW_MINIMUM = "below_minimum_amount"


class Courses:
    """The courses that cases may be about, by each of their ids."""

    def __init__(self, schemes: Iterable[Scheme]) -> None:
        self._found = {
            name: (scheme, course)
            for scheme in schemes
            for course in scheme.courses
            for name in (*course.known_as, course.id)
        }

    def __contains__(self, name: object) -> bool:
        return name in self._found

    def find(self, name: str) -> tuple[Scheme, Course]:
        """Give a course with its scheme; KeyError if there is none such."""
        return self._found[name]

    def is_about(self, case: GoldenCase, name: str) -> bool:
        """Say whether a case is about a scheme or course of that name; all are about ``""``."""
        names = {case.course_id, case.course_id.partition(".")[0]}
        if case.course_id in self:
            scheme, course = self.find(case.course_id)
            names |= {scheme.id, course.id}
        return not name or name in names


def prove(catalog: Catalog, scheme: Scheme) -> Proof:
    """Run the cases that a scheme carries, about itself, whether it is installed or a draft."""
    return _prove(catalog, Courses([scheme]), scheme.cases, scheme.id)


def prove_file(catalog: Catalog, content: bytes, name: str = "") -> Proof:
    """Run a file's cases about an installed scheme or course, all of them where none is named.

    :raises BrokenSchemeFile: where no sense is to be made of the file as a whole
    """
    return _prove(catalog, Courses(catalog.schemes.values()), content, name)


def _prove(catalog: Catalog, courses: Courses, content: bytes, name: str) -> Proof:
    if not content:
        return Proof((), "")
    cases = read_cases(content, courses.__contains__)
    results = tuple(run(catalog, courses, case) for case in cases if courses.is_about(case, name))
    return Proof(results, sha256(content).hexdigest())


def run(catalog: Catalog, courses: Courses, case: GoldenCase) -> CaseResult:
    """Run one case; what cannot be run although its course is there has failed."""
    if case.complaints:
        return failed(case, case.complaints, wrong_sum=True)
    if case.course_id not in courses:
        told = f"コース「{case.course_id}」は入っていません"
        return CaseResult(case.id, case.title, case.course_id, CaseOutcome.SKIPPED, (told,))
    scheme, course = courses.find(case.course_id)
    try:
        if isinstance(case.facts, AwardFacts):
            return _run_award(catalog, scheme, course, case, case.facts)
        if isinstance(case.facts, SettlementFacts):
            return _run_settlement(catalog, course, case, case.facts)
        if isinstance(case.facts, ReviewFacts):
            return run_review(catalog, scheme, course, case, case.facts)
    except (PluginFault, Refused) as error:
        return failed(case, (f"計算できません：{error}",), wrong_sum=True)
    return failed(case, ("例の種類が分かりません",), wrong_sum=True)


def _run_award(
    catalog: Catalog, scheme: Scheme, course: Course, case: GoldenCase, facts: AwardFacts
) -> CaseResult:
    if wrong_names := tuple(unfit(scheme, course, facts)):
        return failed(case, wrong_names, wrong_sum=True)
    found = findings(catalog, course, eligibility_as_filed(scheme, course, facts))
    refused = [one for one in found if one.answer is Answer.NOT_MET]
    reasons = frozenset(one.problem.code if one.problem else one.rule for one in refused)
    amount = catalog.hooks.first(koubo_award_amount, course.scheme_id)(
        course=course, case=amount_as_filed(scheme, course, facts)
    )
    if not reasons and amount.value == 0 and course.funding.minimum is not None:
        reasons = frozenset({BELOW_MINIMUM})
    working = Working(tuple(line for one in refused for line in one.working.lines))
    working += amount.working
    if reasons != facts.reasons:
        titles = {one.problem.code: one.title for one in refused if one.problem}
        told = (
            f"理由：想定は{_reasons_text(facts.reasons, {})}、"
            f"結果は{_reasons_text(reasons, {BELOW_MINIMUM: '下限額に届く', **titles})}"
        )
        # A minimum is judged by the sum: who does not reach it is granted other yen.
        wrong = BELOW_MINIMUM in reasons ^ facts.reasons
        return failed(case, (told,), working, wrong_sum=wrong)
    differences = [] if reasons else _sum_differences(facts, amount.value, amount.working)
    if differences:
        return failed(case, differences, working, wrong_sum=True)
    return passed(case, working)


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
    actual = facts.actual
    report = ReportCase({}, actual=actual, eligible_cost=actual.eligible_total, receipts=0)
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
        return failed(case, differences, found.working, wrong_sum=True)
    return passed(case, found.working)


def _reasons_text(reasons: frozenset[str], titles: Mapping[str, str]) -> str:
    """Name the reasons, those that were found with the rule that is not met."""
    named = (
        f"{one}（「{titles[one]}」でない）" if one in titles else one for one in sorted(reasons)
    )
    return "、".join(named) or "なし（要件を満たす）"
