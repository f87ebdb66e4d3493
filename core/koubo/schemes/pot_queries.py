"""The pots of a call as they are set."""

from collections.abc import Collection, Iterator

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from koubo.money import format_yen
from koubo.problems import Problem
from koubo.schemes.pot_models import CallPotRow
from koubo.schemes.pots import CallPot

OF_CALL = (
    select(CallPotRow).where(CallPotRow.call_id == bindparam("call")).order_by(CallPotRow.position)
)


def pots_of(session: Session, call_id: int) -> tuple[CallPot, ...]:
    """Give the pots into which a call's budget is parted, in their order; one statement."""
    rows = session.scalars(OF_CALL, {"call": call_id})
    return tuple(row.value() for row in rows)


def pots_against(
    session: Session, call_id: int, budget: int, course_ids: Collection[str] | None = None
) -> Iterator[Problem]:
    """Say where a new budget, or other courses, would not fit the pots that are set.

    :param course_ids: those that the call is to open; None: they stay as they are
    """
    pots = pots_of(session, call_id)
    whole = sum(one.amount for one in pots)
    if whole > budget:
        message = (
            f"予算額が枠の合計 {format_yen(whole)} を下回っています。先に予算の枠を直してください。"
        )
        yield Problem("budget_below_pots", message, "budget")
    served = {course for one in pots for course in one.course_ids}
    if course_ids is not None and not served <= set(course_ids):
        message = "開かないコースに予算の枠があります。先に予算の枠を直してください。"
        yield Problem("pot_without_course", message, "course_ids")
