"""What a change of a granted plan comes to: the new award, what differs, and what that needs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Snapshot
from koubo.applications.rules import budget_of
from koubo.applications.snapshots import newest_snapshot
from koubo.award.amendments.changes import (
    Changed,
    Needed,
    Plan,
    changes_between,
    needed_for,
)
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.rules import AmendmentState
from koubo.award.decisions.handed_in import answers_of, proposal_filings, times_of
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.rules import DecisionState, Outcome
from koubo.money import Line, Working, format_yen
from koubo.problems import NotFound
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.budget import Budget
from koubo.schemes.catalog import Catalog
from koubo.schemes.change_words import Change, ChangeKind, ChangeRule, need_of
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.hookspecs import koubo_award_amount

APPROVED = (AmendmentState.APPROVED,)
IN_FORCE = (AmendmentState.APPROVED, AmendmentState.NOTED)
"""States of changes that the organisation goes on with."""


@dataclass(frozen=True)
class PlanPaper:
    """The document that holds a plan, and the form that it answers."""

    form: Form
    snapshot: Snapshot

    @property
    def answers(self) -> Mapping[str, Any]:
        """Give its typed answers."""
        return answers_of(self.form, self.snapshot)


@dataclass(frozen=True)
class AmendmentTerms:
    """What a changed plan comes to (円)."""

    before: int
    after: int
    plan: PlanPaper
    """What it is compared with: what was approved last."""
    changes: tuple[Changed, ...]
    needed: Needed
    amount: Working
    """How the new award was computed."""

    @property
    def working(self) -> Working:
        """Give everything, as a decision keeps it."""
        return self.needed.working + self.amount


def approved_plan(
    session: Session, catalog: Catalog, award: Award, *, until: int | None = None
) -> PlanPaper:
    """Give the plan that the award stands on: the last approved change, else what was granted.

    :param until: the number of a change, to get the plan that stood before it
    """
    return _plan(session, catalog, award, APPROVED, until)


def plan_in_force(session: Session, catalog: Catalog, award: Award) -> PlanPaper:
    """Give the plan that the organisation follows now: changes that were only noted count too."""
    return _plan(session, catalog, award, IN_FORCE)


def _plan(
    session: Session,
    catalog: Catalog,
    award: Award,
    states: Collection[AmendmentState],
    until: int | None = None,
) -> PlanPaper:
    application = award.application
    newest = (
        select(Amendment.filing_id)
        .where(Amendment.award_id == award.id, Amendment.state.in_(states))
        .order_by(Amendment.number.desc())
        .limit(1)
    )
    changed = session.scalar(newest.where(Amendment.number < until) if until else newest)
    kind, filing_id = FilingKind.AMENDMENT, changed
    if filing_id is None:
        kind, filing_id = FilingKind.GRANT_APPLICATION, award.filing_id
    if filing_id is None:
        kind = FilingKind.PROPOSAL
        filing_id = proposal_filings(session, [application.id]).get(application.id)
    snapshot = newest_snapshot(session, filing_id) if filing_id is not None else None
    if snapshot is None:
        raise NotFound
    scheme = catalog.of(application.call.release)
    # Where the proposal doubles as 交付申請書, the award names the proposal itself.
    if kind is FilingKind.GRANT_APPLICATION and kind not in scheme.forms:
        kind = FilingKind.PROPOSAL
    return PlanPaper(scheme.form_for(kind, scheme.course(application.course_id)), snapshot)


def amendment_terms(
    session: Session, catalog: Catalog, award: Award, form: Form, answers: Mapping[str, Any]
) -> AmendmentTerms:
    """Give what a changed plan comes to, against the plan that was approved last.

    :param form: the form of the change, and what was understood of its answers
    """
    scheme = catalog.of(award.application.call.release)
    paper, before = approved_plan(session, catalog, award), award.awarded or 0
    old = paper.answers
    budget = budget_of(form, answers)
    after, amount = _award(session, catalog, award, budget)
    changes = changes_between(
        form,
        Plan(old, budget_of(paper.form, old), before),
        Plan(answers, budget, after),
    )
    return AmendmentTerms(
        before, after, paper, changes, needed_for(scheme.changes, changes), amount
    )


def _award(session: Session, catalog: Catalog, award: Award, budget: Budget) -> tuple[int, Working]:
    """Nothing goes above what is asked for now, what was adopted, nor what a revocation left."""
    scheme = catalog.of(award.application.call.release)
    course = scheme.course(award.application.course_id)
    times = times_of(session, catalog, [award])
    case = AmountCase.of_budget(budget, nth_time=times[award.id])
    worked = catalog.hooks.first(koubo_award_amount, scheme.id)(course=course, case=case)
    bounds = [("変更後の申請額", budget.requested)]
    if award.adopted is not None:
        bounds.append(("内定額", award.adopted))
    if (left := _left_by_revocation(session, award.id)) is not None:
        bounds.append(("一部を取り消した後の額", left))
    after = min(worked.value, *(one for _, one in bounds))
    told = "、".join(f"{label} {format_yen(one)}" for label, one in bounds)
    lines = [
        Line(
            f"計算額 {format_yen(worked.value)}、{told}の最も少ない額"
            f" → 変更後の交付決定額 {format_yen(after)}"
        )
    ]
    if (kept := award.amounts().kept) > after:
        lines.append(
            Line(
                f"支払済額 {format_yen(kept)} が変更後の額を {format_yen(kept - after)} 超えている"
                "（額の確定のときに返還）"
            )
        )
    return after, worked.working + Working(tuple(lines))


def _left_by_revocation(session: Session, award_id: int) -> int | None:
    """What was cancelled does not come back by a change."""
    return session.scalar(
        select(func.min(DecisionLine.amount))
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            DecisionLine.award_id == award_id,
            DecisionLine.outcome == Outcome.REVOKED,
            Decision.state == DecisionState.RELEASED,
        )
    )


def stop_needs(rules: Collection[ChangeRule]) -> Needed:
    """Give what a stop (中止・廃止) needs; where no rule speaks of it, approval, marked 要確認."""
    speaking = [one for one in rules if one.kind is ChangeKind.STOP]
    changed = Changed(ChangeKind.STOP, "")
    found = needed_for(speaking, [changed])
    need = need_of(speaking, Change(ChangeKind.STOP)).value if speaking else found.need
    return Needed(need, ChangeKind.STOP, found.working)
