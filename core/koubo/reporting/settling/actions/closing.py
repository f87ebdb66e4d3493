"""精算: an award whose sums meet is closed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.grants.telling import to_members
from koubo.award.models import Award, Claim
from koubo.award.payments.claim_rules import OPEN_CLAIMS
from koubo.award.policy import load_award
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.money import format_yen
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused
from koubo.reporting.models import Repayment
from koubo.reporting.rules import RepaymentState
from koubo.storage.unit_of_work import UnitOfWork


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
