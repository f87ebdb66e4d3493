"""返還 and 精算: money comes back, and an award whose sums meet is closed."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.models import Award, Claim
from koubo.award.policy import load_award
from koubo.award.rules import AWARD_STEPS, OPEN_CLAIMS, AwardState
from koubo.award.telling import to_members
from koubo.calendar import day_in_japan, format_date
from koubo.money import format_yen
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.reporting.models import Repayment
from koubo.reporting.policy import load_repayment
from koubo.reporting.rules import REPAYMENT_STEPS, RepaymentState
from koubo.storage.unit_of_work import UnitOfWork


def bill_repayment(
    uow: UnitOfWork, actor: Actor, repayment_id: int, *, bill_number: str, version: int
) -> None:
    """Record the number of the 納入通知書 in the city's own accounts, and tell the grantee."""
    require(actor, SeatKind.OFFICER)
    load_repayment(uow.session, actor, repayment_id)
    if not bill_number.strip():
        message = "「納入通知書の番号」を入力してください。財務会計システムの番号を写します。"
        raise Problems([Problem("no_bill_number", message, field="bill_number")])
    with uow.writing() as write:
        repayment = write.lock(Repayment, repayment_id, version=version)
        if repayment.state is not RepaymentState.ASKED:
            raise Refused("この返還はもう済んでいます。画面を読み込み直して確かめてください。")
        repayment.bill_number = bill_number.strip()
        award = repayment.award
        write.record(
            "bill_repayment",
            repayment,
            chain=award.application.call.chain,
            detail={"bill_number": repayment.bill_number},
            event=to_members(
                write,
                award,
                "repayment_billed",
                amount=format_yen(repayment.amount),
                bill_number=repayment.bill_number,
            ),
        )


def receive_repayment(
    uow: UnitOfWork, actor: Actor, repayment_id: int, *, received_on: date, version: int
) -> None:
    """Record the day on which the money came back; it adds to what the award returned."""
    require(actor, SeatKind.OFFICER)
    repayment = load_repayment(uow.session, actor, repayment_id)
    today, asked_on = day_in_japan(uow.now), day_in_japan(repayment.asked_at)
    problems = []
    if not repayment.bill_number:
        message = "先に「納入通知書の番号」を記録してください。"
        problems.append(Problem("no_bill_number", message, field="bill_number"))
    if not asked_on <= received_on <= today:
        message = (
            f"「収納日」は額の確定の日（{format_date(asked_on)}）から今日（{format_date(today)}）まで"
            "の日を入力してください。"
        )
        problems.append(Problem("received_on", message, field="received_on"))
    if problems:
        raise Problems(problems)
    award_id = repayment.award_id
    with uow.writing() as write:
        award = write.lock(Award, award_id)
        repayment = write.lock(Repayment, repayment_id, version=version)
        REPAYMENT_STEPS.require(repayment.state, RepaymentState.RECEIVED)
        repayment.state = RepaymentState.RECEIVED
        repayment.received_on = received_on
        award.returned += repayment.amount
        write.record(
            "receive_repayment",
            repayment,
            chain=award.application.call.chain,
            detail={"amount": repayment.amount, "received_on": received_on.isoformat()},
        )


def close_award(uow: UnitOfWork, actor: Actor, award_id: int, *, version: int) -> None:
    """Close an award whose paid less returned is what was settled, with nothing open."""
    require(actor, SeatKind.OFFICER)
    load_award(uow.session, actor, award_id)
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        AWARD_STEPS.require(award.state, AwardState.CLOSED)
        if reason := why_open(write.session, award):
            raise Refused(reason)
        award.state = AwardState.CLOSED
        write.record(
            "close_award",
            award,
            chain=award.application.call.chain,
            detail={"settled": award.settled, "paid": award.paid, "returned": award.returned},
            event=to_members(write, award, "award_closed"),
        )


def why_open(session: Session, award: Award) -> str:
    """Say what keeps a settled award from being closed; empty where nothing does."""
    claim = session.scalars(
        select(Claim.id).where(Claim.award_id == award.id, Claim.state.in_(OPEN_CLAIMS))
    ).first()
    if claim is not None:
        return "支払いの済んでいない請求があります。支払日を記録してください。"
    repayment = session.scalars(
        select(Repayment.id).where(
            Repayment.award_id == award.id, Repayment.state == RepaymentState.ASKED
        )
    ).first()
    if repayment is not None:
        return "返還が済んでいません。収納日を記録してください。"
    gap = (award.settled or 0) - award.amounts().kept
    if gap:
        return (
            f"確定額 {format_yen(award.settled or 0)} と支払済額 "
            f"{format_yen(award.amounts().kept)} が合いません。団体の精算払の請求を待ってください。"
        )
    return ""
