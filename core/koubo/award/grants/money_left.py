"""What of a call's budget is neither granted nor set aside: it may go to the next one (円)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.grants.budget_left import taken_by_course
from koubo.award.grants.offer_models import RunnerUpOffer
from koubo.award.grants.offer_rules import OfferAnswer
from koubo.award.models import Award
from koubo.award.rules import AWAITED
from koubo.schemes.pot_queries import pots_of
from koubo.schemes.pots import CallPot, shared_amount


@dataclass(frozen=True)
class MoneyLeft:
    """A call's budget and what is spoken for, by course (円)."""

    budget: int
    pots: tuple[CallPot, ...]
    granted: Mapping[str, int]
    adopted: Mapping[str, int]
    """Set aside for those selected whose money is not granted yet."""
    offered: Mapping[str, int]
    """Kept back for runners-up whose answer is awaited, or who said yes."""

    @property
    def spoken_for(self) -> Mapping[str, int]:
        """Give everything that is not free, by course (円)."""
        return Counter(self.granted) + Counter(self.adopted) + Counter(self.offered)

    @property
    def left(self) -> int:
        """Give what is free in the whole budget (円); below 0 where too much was set aside."""
        return self.budget - sum(self.spoken_for.values())

    def left_for(self, course_id: str) -> int:
        """Give what is free for one course (円): of its own pot and of what all draw on."""
        if not self.pots:
            return max(self.left, 0)
        return max(min(self.left, _left_in_pots(self, course_id)), 0)


def _left_in_pots(money: MoneyLeft, course_id: str) -> int:
    """What goes to a course beyond its own pot comes out of the common one."""
    given = money.spoken_for
    served = {course for one in money.pots for course in one.course_ids}
    beyond = sum(amount for course, amount in given.items() if course not in served)
    own = 0
    for pot in money.pots:
        out = sum(given.get(course, 0) for course in pot.course_ids)
        beyond += max(out - pot.amount, 0)
        if course_id in pot.course_ids:
            own = max(pot.amount - out, 0)
    return own + max(shared_amount(money.budget, money.pots) - beyond, 0)


def money_left(session: Session, call_id: int, budget: int, on: date) -> MoneyLeft:
    """Give what is free of a call's budget on a day, in four statements.

    Ask again with the call's row locked before anything is promised.
    """
    return MoneyLeft(
        budget=budget,
        pots=pots_of(session, call_id),
        granted=taken_by_course(session, call_id, on),
        adopted=_adopted(session, call_id),
        offered=_offered(session, call_id, on),
    )


def _adopted(session: Session, call_id: int) -> dict[str, int]:
    rows = session.execute(
        select(Application.course_id, func.sum(Award.adopted))
        .join(Award, Award.application_id == Application.id)
        .where(Application.call_id == call_id, Award.state.in_(AWAITED))
        .group_by(Application.course_id)
    )
    return {course: int(amount or 0) for course, amount in rows}  # PostgreSQL gives a decimal


def _offered(session: Session, call_id: int, on: date) -> dict[str, int]:
    """`offer_rules.reserves` as SQL."""
    unanswered = and_(RunnerUpOffer.answer.is_(None), RunnerUpOffer.until >= on)
    rows = session.execute(
        select(Application.course_id, func.sum(RunnerUpOffer.amount))
        .join(RunnerUpOffer, RunnerUpOffer.application_id == Application.id)
        .where(
            Application.call_id == call_id,
            Application.state == ApplicationState.RUNNER_UP,
            or_(unanswered, RunnerUpOffer.answer == OfferAnswer.ACCEPTED),
        )
        .group_by(Application.course_id)
    )
    return {course: int(amount or 0) for course, amount in rows}  # PostgreSQL gives a decimal
