"""What the placeholders of a decision's letters stand for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Snapshot
from koubo.award.models import Award, Decision, DecisionLine, Notice
from koubo.award.rules import DecisionKind, DecisionState, Outcome
from koubo.calendar import day_in_japan, format_date, format_fiscal_year
from koubo.papers.letters import letter_amount
from koubo.people.representatives import Representative
from koubo.schemes.rules import Scheme

NONE = "―"
"""What stands where there is nothing to say."""
NAMES_THE_GRANT = (DecisionKind.AMENDMENT, DecisionKind.REVOCATION)
"""Kinds whose letters speak of the 交付決定 that they change."""


@dataclass(frozen=True)
class GrantLetter:
    """The number and the day of an award's 交付決定通知書."""

    number: str
    issued_on: date | None


@dataclass(frozen=True)
class Told:
    """What one letter is filled from."""

    scheme: Scheme
    decision: Decision
    line: DecisionLine
    application: Application
    award: Award | None
    snapshot: Snapshot
    representative: Representative
    """Of the day on which the letter is issued, whoever it was when the document was filed."""
    granted: Mapping[int, GrantLetter]
    """The 交付決定 by award, where one was issued."""


def values_of(told: Told) -> dict[str, str]:
    """Give what every placeholder stands for in this letter."""
    application, award, line = told.application, told.award, told.line
    call = application.call.facts()
    requested = award.requested if award else application.requested
    year = award.fiscal_year if award else call.fiscal_year
    due = award.report_due(told.scheme) if award else call.report_due(told.scheme)
    return {
        "organisation": told.snapshot.applicant["name"],
        "project": str(told.snapshot.answers.get("project_name") or application.project_name),
        "scheme": told.scheme.title,
        "course": told.scheme.course(application.course_id).title,
        "law": told.scheme.law.value,
        "fiscal_year": format_fiscal_year(year),
        "receipt_number": application.receipt_number or NONE,
        "filed_on": format_date(day_in_japan(told.snapshot.received_at)),
        "amount": _amount(line),
        "requested": letter_amount(requested) if requested is not None else NONE,
        "awarded": letter_amount(_awarded(told)),
        "paid": letter_amount(award.amounts().kept if award else 0),
        "difference": _difference(line, award),
        "reason": line.reason or NONE,
        "report_due": format_date(due),
        **_changed(told),
    }


def grants_of(session: Session, award_ids: list[int]) -> dict[int, GrantLetter]:
    """Give each award's newest 交付決定 that was issued, in one statement.

    Its number is the one that its own letter bears, with the 枝番 among others of that day.
    """
    rows = session.execute(
        select(
            DecisionLine.award_id,
            Notice.document_number,
            Decision.document_number,
            Decision.issued_on,
        )
        .join(Decision, Decision.id == DecisionLine.decision_id)
        # An agreement in the place of the letter leaves no notice, but the 決裁 has its number.
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(
            DecisionLine.award_id.in_(award_ids),
            Decision.kind == DecisionKind.GRANT,
            Decision.state == DecisionState.RELEASED,
        )
        .order_by(Decision.id)
    )
    return {
        award_id: GrantLetter(number or of_decision, issued_on)
        for award_id, number, of_decision, issued_on in rows
        if award_id is not None
    }


def _amount(line: DecisionLine) -> str:
    """Give the amount of the decision; a runner-up to whom nothing is held ready has none."""
    if line.outcome is Outcome.RUNNER_UP and not line.amount:
        return NONE
    return letter_amount(line.amount)


def _awarded(told: Told) -> int:
    award = told.award
    return award.awarded if award and award.awarded is not None else told.line.amount


def _changed(told: Told) -> dict[str, str]:
    """Give what only letters about changes, repayments and offers speak of."""
    line, granted = told.line, told.granted.get(told.line.award_id or 0)
    issued = granted.issued_on if granted else None
    before = line.before if line.before is not None else _awarded(told)
    return {
        "before": letter_amount(before),
        "granted_on": format_date(issued) if issued else NONE,
        "grant_number": granted.number if granted else NONE,
        "repayment": letter_amount(line.repayment or 0),
        "repayment_due": _repayment_due(told),
        "offered_until": format_date(line.offered_until) if line.offered_until else NONE,
    }


def _repayment_due(told: Told) -> str:
    """Give the day; a draft whose 決裁 is open says that it is counted from that."""
    if told.line.repay_by is not None:
        return format_date(told.line.repay_by)
    open_yet = told.line.repayment and told.decision.issued_on is None
    return "（決裁を記録すると入ります）" if open_yet else NONE


def _difference(line: DecisionLine, award: Award | None) -> str:
    gap = line.amount - (award.amounts().kept if award else 0)
    if gap > 0:
        return f"{letter_amount(gap)}を追加で支払います"
    if gap < 0:
        due = f"{format_date(line.repay_by)}までに" if line.repay_by else ""
        return f"{due}{letter_amount(-gap)}を返還してください"
    return "ありません"
