"""What is dated of an award: decisions, payments and returns, as facts of the 交付台帳."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    cast,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from koubo.award.models import Award, Claim, Decision, DecisionLine, Notice
from koubo.award.notices.queries.notices import LETTER_NUMBER
from koubo.award.rules import DecisionState, Outcome
from koubo.reporting.ledger.rules import FactKind, LedgerFact
from koubo.reporting.models import Repayment, RepaymentReceipt

FACT_OF = {
    Outcome.SELECTED: FactKind.SELECTION,
    Outcome.GRANTED: FactKind.GRANT,
    Outcome.AMENDED: FactKind.AMENDMENT,
    Outcome.REVOKED: FactKind.REVOCATION,
    Outcome.SETTLED: FactKind.SETTLEMENT,
}


def until(column: Any, day: date | None) -> ColumnElement[bool]:
    """Give the clause of what happened by a day; of all where there is none."""
    found: ColumnElement[bool] = column.is_not(None) if day is None else column <= day
    return found


def facts_of(
    session: Session, award_ids: Sequence[int], day: date | None
) -> dict[int, list[LedgerFact]]:
    """Give what is dated of each award until the end of a day, in one statement."""
    if not award_ids:
        return {}
    found: dict[int, list[LedgerFact]] = {}
    for award_id, kind, number_of_row, on, number, amount in session.execute(
        union_all(
            _selections(award_ids, day),
            _decisions(award_ids, day),
            _payments(award_ids, day),
            _returns(award_ids, day),
        )
    ):
        fact = LedgerFact(award_id, _kind(kind), number_of_row, on, number, amount)
        found.setdefault(award_id, []).append(fact)
    return found


def _kind(stored: str) -> FactKind:
    """Give the kind of a fact from the outcome or the kind of bill that is stored."""
    if stored in set(Outcome):
        return FACT_OF[Outcome(stored)]
    return FactKind(stored)


def _selections(award_ids: Sequence[int], day: date | None) -> Select[*tuple[Any, ...]]:
    """A selection is of an application, and stands for every award of it."""
    return (
        select(
            Award.id,
            cast(DecisionLine.outcome, String),
            DecisionLine.id,
            Decision.issued_on,
            LETTER_NUMBER,
            DecisionLine.amount,
        )
        .join(DecisionLine, DecisionLine.application_id == Award.application_id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(
            Award.id.in_(award_ids),
            DecisionLine.outcome == Outcome.SELECTED,
            Decision.state == DecisionState.RELEASED,
            until(Decision.issued_on, day),
        )
    )


def _decisions(award_ids: Sequence[int], day: date | None) -> Select[*tuple[Any, ...]]:
    outcomes = [one for one in FACT_OF if one is not Outcome.SELECTED]
    return (
        select(
            DecisionLine.award_id,
            cast(DecisionLine.outcome, String),
            DecisionLine.id,
            Decision.issued_on,
            LETTER_NUMBER,
            DecisionLine.amount,
        )
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .outerjoin(Notice, Notice.decision_line_id == DecisionLine.id)
        .where(
            DecisionLine.award_id.in_(award_ids),
            DecisionLine.outcome.in_(outcomes),
            Decision.state == DecisionState.RELEASED,
            until(Decision.issued_on, day),
        )
    )


def _payments(award_ids: Sequence[int], day: date | None) -> Select[*tuple[Any, ...]]:
    return select(
        Claim.award_id,
        cast(Claim.kind, String),
        Claim.id,
        Claim.paid_on,
        Claim.order_number,
        Claim.amount,
    ).where(Claim.award_id.in_(award_ids), until(Claim.paid_on, day))


def _returns(award_ids: Sequence[int], day: date | None) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Repayment.award_id,
            literal(FactKind.RETURNED.value, String),
            RepaymentReceipt.id,
            RepaymentReceipt.received_on,
            Repayment.bill_number,
            RepaymentReceipt.amount,
        )
        .join(Repayment, Repayment.id == RepaymentReceipt.repayment_id)
        .where(Repayment.award_id.in_(award_ids), until(RepaymentReceipt.received_on, day))
    )
