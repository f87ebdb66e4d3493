"""The vote of the budget (議決), without which nothing is granted."""

from datetime import date

from koubo.award.actions.grants import granted_of
from koubo.people.rules import Actor, SeatKind, require
from koubo.schemes.actions import calls
from koubo.schemes.models import Call
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
