"""What a report comes to: the frozen values for its hooks, and the settlement that they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from koubo.applications.models import Snapshot
from koubo.applications.rules import FilingCase, budget_of
from koubo.award.handed_in import answers_of, times_of
from koubo.award.models import Award
from koubo.award.rules import AwardCase
from koubo.hooks import Fault, Hooks, PluginFault
from koubo.money import format_yen
from koubo.problems import Problem
from koubo.reporting.hookspecs import koubo_report_problems, koubo_settlement
from koubo.reporting.rules import ReportCase, Settlement
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.rules import Course

RECEIPTS = "receipts"
"""The question of a report whose files are the 領収書の写し."""


def report_case(catalog: Catalog, award: Award, snapshot: Snapshot) -> ReportCase:
    """Give a report that was handed in as its rules see it."""
    scheme = catalog.of(award.application.call.release)
    course = scheme.course(award.application.course_id)
    form = scheme.form_for(FilingKind.REPORT, course)
    answers = answers_of(form, snapshot)
    actual = budget_of(form, answers)
    receipts = sum(1 for one in snapshot.files if one["question"] == RECEIPTS)
    return ReportCase(answers, actual, actual.eligible_total, receipts)


def draft_case(case: FilingCase, receipts: int) -> ReportCase:
    """Give a report that is about to be handed in as its rules see it."""
    return ReportCase(case.answers, case.budget, case.budget.eligible_total, receipts)


def report_problems(hooks: Hooks, award: Award, report: ReportCase) -> list[Problem]:
    """Ask every rule what is wrong with a report."""
    asked = hooks.all(koubo_report_problems, award.application.call.scheme_id)
    return asked(award=award.case(), report=report)


@dataclass(frozen=True)
class Settled:
    """What the report of one award comes to, and what stands against it."""

    award: Award
    settlement: Settlement
    problems: tuple[Problem, ...]


def settlement_of(session: Session, catalog: Catalog, award: Award, snapshot: Snapshot) -> Settled:
    """Give the settlement of a report, with the award's amounts as they are now."""
    return settlements_of(session, catalog, [award], {award.id: snapshot})[0]


def settlements_of(
    session: Session, catalog: Catalog, awards: Sequence[Award], reports: Mapping[int, Snapshot]
) -> list[Settled]:
    """Give the settlements of several reports, in one statement whatever their number.

    :param reports: by award, the report as it was handed in
    """
    times = times_of(session, catalog, awards)
    found = []
    for award in awards:
        scheme = catalog.of(award.application.call.release)
        course = scheme.course(award.application.course_id)
        case = report_case(catalog, award, reports[award.id])
        problems = report_problems(catalog.hooks, award, case)
        settlement = ask_settlement(
            catalog.hooks, course, award.case(), case, nth_time=times[award.id]
        )
        found.append(Settled(award, settlement, tuple(problems)))
    return found


def ask_settlement(
    hooks: Hooks, course: Course, award: AwardCase, report: ReportCase, *, nth_time: int = 1
) -> Settlement:
    """Ask the amount for the actual costs first, then the settlement: a plugin may answer either.

    What was applied for does not bound the actual costs; the award does.
    """
    case = AmountCase.of_budget(report.actual, nth_time=nth_time)
    if report.eligible_cost != case.eligible_cost:  # an officer counted otherwise: no lines fit
        case = replace(case, eligible_cost=report.eligible_cost, lines=())
    case = replace(case, requested=None, is_settled=True)
    recalculated = hooks.first(koubo_award_amount, course.scheme_id)(course=course, case=case)
    settlement = hooks.first(koubo_settlement, course.scheme_id)(
        course=course, award=award, report=report, recalculated=recalculated
    )
    awarded = award.amounts.awarded
    if awarded is not None and settlement.fixed_amount > awarded:
        text = (
            f"確定額 {format_yen(settlement.fixed_amount)} が"
            f"交付決定額 {format_yen(awarded)} を超えています"
        )
        raise PluginFault(Fault(course.scheme_id, koubo_settlement.__name__, text))
    return settlement
