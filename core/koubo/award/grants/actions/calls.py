"""What happens to a call after its decision: the vote of the budget (議決), and its end."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.grants.actions.grants import granted_of
from koubo.award.models import Award
from koubo.award.rules import ENDED_UNPAID, AwardState
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused
from koubo.schemes.actions import calls
from koubo.schemes.models import Call
from koubo.schemes.policy import load_call
from koubo.schemes.rules import CALL_STEPS, CallState
from koubo.storage.unit_of_work import UnitOfWork


def record_vote(
    uow: UnitOfWork, actor: Actor, call_id: int, *, voted_on: date, amount: int, version: int
) -> None:
    """Record the day on which the call's budget was voted, and the amount that was voted (円).

    A later vote (補正予算) is recorded the same way; the budget never falls below what is
    granted, which cannot change while the call's row is locked.
    """
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        write.lock(Call, call_id, version=version)
        granted = granted_of(write.session, call_id)
        calls.record_vote(
            uow,
            actor,
            call_id,
            voted_on=voted_on,
            budget=amount,
            version=version,
            bound=granted,
        )


def finish_call(uow: UnitOfWork, actor: Actor, call_id: int, *, version: int) -> None:
    """End a call once the money of every selected application is settled or declined."""
    require(actor, SeatKind.OFFICER)
    load_call(uow.session, actor, call_id)
    with uow.writing() as write:
        call = write.lock(Call, call_id, version=version)
        CALL_STEPS.require(call.state, CallState.FINISHED)
        still_open = open_awards(write.session, call_id)
        if still_open:
            raise Refused(
                f"精算の終わっていない交付が{still_open}件あります。"
                "「交付・精算」で確かめてから、もう一度終えてください。"
            )
        call.state = CallState.FINISHED
        write.record("finish_call", call, chain=call.chain)


def open_awards(session: Session, call_id: int) -> int:
    """Count the awards of a call that are neither closed nor ended without any yen.

    A revoked award to which nothing was ever paid has nothing to close.
    """
    counted = session.scalar(
        select(func.count())
        .select_from(Award)
        .join(Application, Application.id == Award.application_id)
        .where(
            Application.call_id == call_id,
            Award.state.not_in((AwardState.CLOSED, *ENDED_UNPAID)),
            or_(Award.state != AwardState.REVOKED, Award.paid > 0),
        )
    )
    return counted or 0
