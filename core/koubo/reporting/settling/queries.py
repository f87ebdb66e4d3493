"""What was asked back and what came: read for the settlement, for interest and for pages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, case, exists, func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.models import Award, Claim
from koubo.award.payments.claim_rules import OPEN_CLAIMS, ClaimState
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.reporting.models import Repayment, RepaymentReceipt
from koubo.reporting.rules import RepaymentCause, RepaymentState
from koubo.reporting.settling.interest_rules import Moved, newest_first
from koubo.reporting.settling.standing import Standing
from koubo.storage.waiting import Rows, waits

SHOWN = 50


@dataclass(frozen=True)
class RepaymentRow:
    """Money that comes back (円)."""

    id: int
    cause: RepaymentCause
    state: RepaymentState
    amount: int
    bill_number: str
    received_on: date | None
    version: int
    received: int
    """What of the amount has come so far."""
    due_on: date | None
    on_top: int
    """What is left of 加算金 and 延滞金 as they were reckoned at the last receipt."""

    @property
    def left(self) -> int:
        """Give what is billed now: the sum first, once it is in what came on top of it (円)."""
        return (self.amount - self.received) or self.on_top


def asked_back(session: Session, award_ids: Collection[int]) -> dict[int, int]:
    """Give, by award, what was asked back and has not come yet (円); in one statement."""
    rows = session.execute(
        select(Repayment.award_id, func.sum(Repayment.amount - Repayment.received))
        .where(Repayment.award_id.in_(award_ids), Repayment.state == RepaymentState.ASKED)
        .group_by(Repayment.award_id)
    )
    # PostgreSQL adds integers up to a decimal.
    return {award_id: int(owed) for award_id, owed in rows}


def standing_of(session: Session, award: Award) -> Standing:
    """Give where the money of an award stands."""
    return Standing(
        awarded=award.awarded or 0,
        settled=award.settled,
        paid=award.paid,
        returned=award.returned,
        owed=asked_back(session, [award.id]).get(award.id, 0),
    )


def receipts_of(session: Session, repayment_id: int) -> list[RepaymentReceipt]:
    """Give what came in for a repayment, oldest first."""
    return list(
        session.scalars(
            select(RepaymentReceipt)
            .where(RepaymentReceipt.repayment_id == repayment_id)
            .order_by(RepaymentReceipt.received_on, RepaymentReceipt.id)
        )
    )


def paid_claims(session: Session, award_id: int) -> list[Claim]:
    """Give the bills of an award that were paid, oldest first."""
    return list(
        session.scalars(
            select(Claim)
            .where(Claim.award_id == award_id, Claim.state == ClaimState.PAID)
            .order_by(Claim.paid_on, Claim.id)
        )
    )


def received_from(session: Session, repayment: Repayment) -> tuple[Moved, ...]:
    """Give from which payments the sum that comes back was received: the last ones first.

    What earlier repayments of the award took is not counted twice.
    """
    before = session.scalar(
        select(func.coalesce(func.sum(Repayment.amount), 0)).where(
            Repayment.award_id == repayment.award_id, Repayment.id < repayment.id
        )
    )
    paid = [
        Moved(one.paid_on, one.amount)
        for one in paid_claims(session, repayment.award_id)
        if one.paid_on is not None and one.filed_at <= repayment.asked_at
    ]
    return newest_first(paid, repayment.amount, skipped=int(before or 0))


def awards_to_close(actor: Actor) -> Rows:
    """Ask how many settled and revoked awards have sums that meet and nothing open, by state.

    A revoked award to which nothing was ever paid has nothing to close. The note is the state.
    """
    bill = exists().where(Claim.award_id == Award.id, Claim.state.in_(OPEN_CLAIMS))
    owed = exists().where(Repayment.award_id == Award.id, Repayment.state == RepaymentState.ASKED)
    return (
        waits(note=Award.state)
        .join_from(Award, Application, Application.id == Award.application_id)
        .where(
            Award.state.in_((AwardState.SETTLED, AwardState.REVOKED)),
            or_(Award.state == AwardState.SETTLED, Award.paid > 0),
            Award.settled == Award.paid - Award.returned,
            visible_awards(actor),
            ~bill,
            ~owed,
        )
        .group_by(Award.state)
    )


def repayments_waiting(actor: Actor) -> Rows:
    """Ask how many repayments have not come yet, by the day that they are due."""
    return (
        waits(on=Repayment.due_on)
        .join_from(Repayment, Award, Award.id == Repayment.award_id)
        .join(Application, Application.id == Award.application_id)
        .where(Repayment.state == RepaymentState.ASKED, visible_awards(actor))
        .group_by(Repayment.due_on)
    )


@dataclass(frozen=True)
class OpenRepayment:
    """Money that has not come back yet (円)."""

    id: int
    project: str
    organisation: str
    receipt_number: str
    left: int
    bill_number: str
    due_on: date | None


def open_repayments(session: Session, actor: Actor) -> list[OpenRepayment]:
    """Give what has not come back yet, what is due first at the top; what has no day last."""
    rows = session.execute(
        select(
            Repayment.id,
            Application.project_name,
            Organisation.name,
            Application.receipt_number,
            _left(),
            Repayment.bill_number,
            Repayment.due_on,
        )
        .join(Award, Award.id == Repayment.award_id)
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Repayment.state == RepaymentState.ASKED, visible_awards(actor))
        .order_by(Repayment.due_on.is_(None), Repayment.due_on, Repayment.id)
        .limit(SHOWN)
    )
    return [
        OpenRepayment(number, project, organisation, receipt or "", int(left), bill, due)
        for number, project, organisation, receipt, left, bill, due in rows
    ]


def _left() -> ColumnElement[int]:
    """What has not come yet; once the sum is in, what is owed on top of it still has to come."""
    rest = Repayment.amount - Repayment.received
    return case((rest > 0, rest), else_=_on_top())


def _on_top() -> ColumnElement[int]:
    paid = (
        select(func.coalesce(func.sum(RepaymentReceipt.interest), 0))
        .where(RepaymentReceipt.repayment_id == Repayment.id)
        .correlate(Repayment)
        .scalar_subquery()
    )
    return Repayment.surcharge + Repayment.late_interest - Repayment.waived - paid


def repayments_of(session: Session, award_id: int) -> list[RepaymentRow]:
    """Give the repayments of an award that the actor was shown, oldest first."""
    return repayments_by_award(session, [award_id]).get(award_id, [])


def repayments_by_award(
    session: Session, award_ids: Collection[int]
) -> dict[int, list[RepaymentRow]]:
    """Give the repayments of awards that the actor was shown, oldest first, in one statement."""
    rows = session.execute(
        select(
            Repayment.award_id,
            Repayment.id,
            Repayment.cause,
            Repayment.state,
            Repayment.amount,
            Repayment.bill_number,
            Repayment.received_on,
            Repayment.version,
            Repayment.received,
            Repayment.due_on,
            _on_top(),
        )
        .where(Repayment.award_id.in_(award_ids))
        .order_by(Repayment.id)
    )
    found: dict[int, list[RepaymentRow]] = {}
    for row in rows:
        found.setdefault(row.award_id, []).append(_row(row))
    return found


def _row(row: Row[*tuple[Any, ...]]) -> RepaymentRow:
    told = list(row)[1:]
    told[-1] = int(told[-1])  # PostgreSQL adds integers up to a decimal
    return RepaymentRow(*told)
