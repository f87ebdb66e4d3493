"""All that the officer's home knows, read once: its todos, its figures and its lists share it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from koubo.applications.queries.staff import counts_by_state
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.queries.decisions import DecisionRow, decision_rows
from koubo.award.decisions.queries.ready import ReadyCall, calls_in_selection
from koubo.award.grants.queries.call_money import CallMoney, call_money
from koubo.award.rules import DecisionState
from koubo.calendar import day_in_japan
from koubo.lifecycle.office import OfficeWaiting, office_waiting
from koubo.lifecycle.queries import RecheckPage, open_rechecks
from koubo.people.rules import Actor
from koubo.review.queries.overview import WaitingReview, waiting_review
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.queries import CallLine, calls_for
from koubo.schemes.rules import CallState, Scheme
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import Todo

RUNNING = (CallState.PLANNED, CallState.PUBLISHED, CallState.DECIDED)


@dataclass(frozen=True)
class Office:
    """What an officer sees of the house at one moment.

    :param calls: the running calls, newest first
    :param counts: what came in for each of them, by state
    :param drafted: the decisions that are not issued, newest first
    """

    work: UnitOfWork
    catalog: Catalog
    who: Actor
    calls: tuple[CallLine, ...]
    counts: Mapping[int, Mapping[ApplicationState, int]]
    waiting: OfficeWaiting
    review: WaitingReview
    rechecks: tuple[RecheckPage, ...]
    selections: tuple[ReadyCall, ...]
    drafted: tuple[DecisionRow, ...]

    @property
    def now(self) -> datetime:
        """Give the moment of which all this is true."""
        return self.work.now

    @property
    def today(self) -> date:
        """Give its day (JST)."""
        return day_in_japan(self.work.now)

    def scheme(self, call_id: int) -> Scheme:
        """Give the scheme that a call is pinned to."""
        known = self.review.progress.get(call_id)
        if known is not None:
            return known.scheme
        return self.catalog.of(self.work.session.get_one(Call, call_id).release)

    def money(self) -> list[CallMoney]:
        """Give the budgets of the running calls and what is taken of them (円); one statement."""
        return call_money(self.work.session, self.who, call_ids=[one.id for one in self.calls])


OfficeSource = Callable[[Office], list[Todo]]
"""A part of the desk that tells what waits there."""


def read_office(work: UnitOfWork, catalog: Catalog, who: Actor) -> Office:
    """Read what the home needs; ten statements at most."""
    session = work.session
    calls = tuple(one for one in calls_for(session, who) if one.state in RUNNING)
    numbers = [one.id for one in calls]
    review = waiting_review(session, catalog, who, work.now)
    return Office(
        work=work,
        catalog=catalog,
        who=who,
        calls=calls,
        counts=counts_by_state(session, who, numbers),
        waiting=office_waiting(session, who, day_in_japan(work.now), numbers),
        review=review,
        rechecks=tuple(open_rechecks(session, catalog, who)),
        selections=tuple(calls_in_selection(session, catalog, work.now, known=review.progress)),
        drafted=tuple(decision_rows(session, who, state=DecisionState.DRAFTED)),
    )
