"""What a 交付決定 would grant, computed from the 交付申請書 with its working."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Filing, Snapshot
from koubo.applications.rules import budget_of
from koubo.award.decisions.handed_in import (
    HANDED_IN,
    answers_of,
    newest_of_filings,
    times_of,
)
from koubo.award.hookspecs import koubo_award_conditions
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.rules import DecisionKind, DecisionState
from koubo.money import Line, Working, format_yen
from koubo.problems import Refused
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.hookspecs import koubo_award_amount


@dataclass(frozen=True)
class GrantTerms:
    """The sum (円) and conditions of one award, and the version of it that they stand on."""

    award_id: int
    award_version: int
    application_id: int
    receipt_number: str
    amount: int
    working: Working
    conditions: tuple[str, ...]


def grant_terms(session: Session, catalog: Catalog, awards: Sequence[Award]) -> list[GrantTerms]:
    """Give the terms of awards that have applied; Refused while a correction is open."""
    ids = [one.application_id for one in awards]
    snapshots = newest_of_filings(session, [one.filing_id for one in awards if one.filing_id])
    _refuse_in_correction(session, awards)
    agreed = _selection_conditions(session, ids)
    times = times_of(session, catalog, awards)
    return [
        _terms(catalog, one, snapshots[one.filing_id or 0], agreed, times[one.id]) for one in awards
    ]


def _terms(
    catalog: Catalog,
    award: Award,
    snapshot: Snapshot,
    agreed: Mapping[int, str],
    nth_time: int,
) -> GrantTerms:
    application = award.application
    scheme = catalog.of(application.call.release)
    course = scheme.course(application.course_id)
    form = scheme.form_for(FilingKind.GRANT_APPLICATION, course)
    budget = budget_of(form, answers_of(form, snapshot))
    case = AmountCase.of_budget(budget, nth_time=nth_time)
    worked = catalog.hooks.first(koubo_award_amount, scheme.id)(course=course, case=case)
    amount, bounds = _bounded(worked.value, award)
    further = catalog.hooks.all(koubo_award_conditions, scheme.id)(award=award.case())
    return GrantTerms(
        award_id=award.id,
        award_version=award.version,
        application_id=application.id,
        receipt_number=application.receipt_number or "",
        amount=amount,
        working=worked.working + bounds,
        conditions=(*agreed.get(application.id, "").splitlines(), *further),
    )


def _bounded(computed: int, award: Award) -> tuple[int, Working]:
    """The request bounds plugins' sums too, and nothing goes above what was adopted."""
    bounds = [
        (label, amount)
        for label, amount in (("申請額", award.requested), ("内定額", award.adopted))
        if amount is not None
    ]
    amount = min(computed, *(one for _, one in bounds)) if bounds else computed
    told = "、".join(f"{label} {format_yen(one)}" for label, one in bounds)
    text = f"計算額 {format_yen(computed)}、{told}の最も少ない額 → 交付決定額 {format_yen(amount)}"
    return amount, Working((Line(text),))


def _selection_conditions(session: Session, application_ids: list[int]) -> dict[int, str]:
    """Give the conditions under which the panel's recommendation was adopted."""
    rows = session.execute(
        select(DecisionLine.application_id, DecisionLine.conditions)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            DecisionLine.application_id.in_(application_ids),
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.RELEASED,
        )
        .order_by(DecisionLine.id)  # of a runner-up who was moved up, the later one holds
    )
    return {application_id: conditions for application_id, conditions in rows}


def _refuse_in_correction(session: Session, awards: Sequence[Award]) -> None:
    open_ = session.scalars(
        select(Filing.id).where(
            Filing.id.in_([one.filing_id for one in awards]), Filing.state.not_in(HANDED_IN)
        )
    ).first()
    if open_ is not None:
        raise Refused("補正を依頼している交付申請書があります。補正が済んでから起案してください。")
