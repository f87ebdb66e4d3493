"""What a report comes to: the frozen values for its hooks, and the settlement that they give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Snapshot
from koubo.applications.rules import FilingCase, budget_of
from koubo.award.decisions.handed_in import answers_of, times_of
from koubo.award.models import Award
from koubo.award.rules import AwardCase
from koubo.hooks import Fault, Hooks, PluginFault
from koubo.money import Line, Working, format_yen
from koubo.problems import Problem
from koubo.reporting.checking.cost_rules import RefusedCost, accepted_costs, refused_working
from koubo.reporting.hookspecs import koubo_report_problems, koubo_settlement
from koubo.reporting.models import Report
from koubo.reporting.rules import ReportCase, Settlement
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.budget import Budget
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.rules import Course

RECEIPTS = "receipts"
"""The question of a report whose files are the 領収書の写し."""


def reported_costs(catalog: Catalog, award: Award, snapshot: Snapshot) -> Budget:
    """Give the account of a report as it was handed in."""
    return _answers_and_costs(catalog, award, snapshot)[1]


def _answers_and_costs(
    catalog: Catalog, award: Award, snapshot: Snapshot
) -> tuple[Mapping[str, Any], Budget]:
    scheme = catalog.of(award.application.call.release)
    course = scheme.course(award.application.course_id)
    form = scheme.form_for(FilingKind.REPORT, course)
    answers = answers_of(form, snapshot)
    return answers, budget_of(form, answers)


def report_case(
    catalog: Catalog, award: Award, snapshot: Snapshot, refused: Sequence[RefusedCost] = ()
) -> ReportCase:
    """Give a report that was handed in as its rules see it, less the costs that were refused."""
    answers, reported = _answers_and_costs(catalog, award, snapshot)
    accepted = accepted_costs(reported, refused)
    actual = accepted.budget
    receipts = receipt_count(snapshot)
    return ReportCase(answers, actual, actual.eligible_total, receipts, accepted.refused)


def receipt_count(snapshot: Snapshot) -> int:
    """Count the 領収書の写し of a report: its files, or the account's where no question asks."""
    files = sum(1 for one in snapshot.files if one["question"] == RECEIPTS)
    return files or sum(1 for one in snapshot.note.get("account", ()) if one["receipt"])


def refused_of(kept: Iterable[Mapping[str, Any]]) -> tuple[RefusedCost, ...]:
    """Give the refusals that a report keeps."""
    return tuple(RefusedCost.from_json(one) for one in kept)


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
    report: ReportCase
    settlement: Settlement
    problems: tuple[Problem, ...]
    asked: int = 0
    """What was asked back by a revocation before, and has not come yet (円)."""

    @property
    def to_ask(self) -> int:
        """Give what the settlement itself asks back (円)."""
        return max(self.settlement.return_amount - self.asked, 0)

    def less_asked(self, asked: int) -> "Settled":
        """Give the same where part of the return was asked for already; its working says so."""
        if not asked:
            return self
        found = replace(self, asked=asked)
        line = Line(
            f"このうち {format_yen(asked)} は、取消しによりすでに返還を求めています"
            f" → 新たに求める返還額 {format_yen(found.to_ask)}"
        )
        working = self.settlement.working + Working((line,))
        return replace(found, settlement=replace(self.settlement, working=working))


def settlement_of(session: Session, catalog: Catalog, award: Award, snapshot: Snapshot) -> Settled:
    """Give the settlement of a report, with the award's amounts as they are now."""
    kept = session.scalar(select(Report.refused).where(Report.award_id == award.id))
    refused = {award.id: refused_of(kept or ())}
    return settlements_of(session, catalog, [award], {award.id: snapshot}, refused)[0]


def settlements_of(
    session: Session,
    catalog: Catalog,
    awards: Sequence[Award],
    reports: Mapping[int, Snapshot],
    refused: Mapping[int, Sequence[RefusedCost]],
) -> list[Settled]:
    """Give the settlements of several reports, in one statement whatever their number.

    :param reports: by award, the report as it was handed in
    :param refused: by award, the costs that were not accepted
    """
    times = times_of(session, catalog, awards)
    found = []
    for award in awards:
        scheme = catalog.of(award.application.call.release)
        course = scheme.course(award.application.course_id)
        case = report_case(catalog, award, reports[award.id], refused.get(award.id, ()))
        problems = report_problems(catalog.hooks, award, case)
        settlement = ask_settlement(
            catalog.hooks, course, award.case(), case, nth_time=times[award.id]
        )
        found.append(Settled(award, case, settlement, tuple(problems)))
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
    working = refused_working(report.eligible_cost, report.refused) + settlement.working
    return replace(settlement, working=working) if report.refused else settlement
