"""A call in figures: how far its applications came, and its sums of money, each kept apart (円).

Everything is counted of what the actor may see: whoever is kept out of an application finds it in
none of the figures, and is told that they are not of the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, Integer, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, RecordedWorking
from koubo.applications.policy import REVIEWED_STATES, calls_with_barred, visible_to_staff
from koubo.applications.rules import ApplicationState
from koubo.award.models import Award
from koubo.award.policy import visible_awards
from koubo.award.rules import ENDED_UNPAID, LIVE_STATES
from koubo.people.rules import Actor, SeatKind, require
from koubo.review.models import Review
from koubo.review.rules import ReviewState
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState

YEARS = 10
"""So many 事業年度 are put side by side at most."""
STATE, DRAFT = Application.state, ApplicationState.DRAFT
WITHDRAWN = ApplicationState.WITHDRAWN


@dataclass(frozen=True)
class Counts:
    """How many applications came so far, each step counted among all that ever took it."""

    came_in: int = 0
    """With a receipt number: a 参加表明, where one is asked for, or the proposal itself."""
    filed: int = 0
    accepted: int = 0
    scored: int = 0
    """At least one reviewer handed a sheet in."""
    selected: int = 0
    granted: int = 0
    settled: int = 0


@dataclass(frozen=True)
class Sums:
    """The amounts of a call's applications (円); they are never merged."""

    requested: int = 0
    """Of all proposals that came in."""
    adopted: int = 0
    awarded: int = 0
    paid: int = 0
    returned: int = 0
    settled: int = 0


@dataclass(frozen=True)
class CallNumbers:
    """One call's figures."""

    id: int
    scheme_id: str
    title: str
    fiscal_year: int
    state: CallState
    budget: int
    is_voted: bool
    is_part: bool
    """Whether something in it is kept from the actor, and so in no figure."""
    counts: Counts
    sums: Sums


def numbers_of(session: Session, actor: Actor, call_id: int) -> CallNumbers:
    """Give the figures of a call that the actor was shown; three statements."""
    [found] = _numbers(session, actor, Call.id == call_id)
    return found


def numbers_by_year(session: Session, actor: Actor) -> list[CallNumbers]:
    """Give the figures of every call that was published, the newest year first; four statements."""
    newest = session.scalar(select(func.max(Call.fiscal_year))) or 0
    public = Call.state.not_in((CallState.PLANNED, CallState.CANCELLED))
    return _numbers(session, actor, and_(public, Call.fiscal_year > newest - YEARS))


def _numbers(session: Session, actor: Actor, which: ColumnElement[bool]) -> list[CallNumbers]:
    require(actor, SeatKind.OFFICER)
    calls = session.execute(
        select(
            Call.id,
            Call.scheme_id,
            Call.title,
            Call.fiscal_year,
            Call.state,
            Call.budget,
            Call.voted_on.is_not(None),
            Call.id.in_(calls_with_barred(actor)),
        )
        .where(which)
        .order_by(Call.fiscal_year.desc(), Call.id.desc())
    ).all()
    counts, requested = _counted(session, actor, which)
    sums = _summed(session, actor, which, requested)
    return [
        CallNumbers(*row, counts=counts.get(row.id, Counts()), sums=sums.get(row.id, Sums()))
        for row in calls
    ]


def filed() -> ColumnElement[bool]:
    """Give the clause of the applications whose proposal came in, withdrawn ones included."""
    proposal = exists().where(
        Filing.application_id == Application.id,
        Filing.kind == FilingKind.PROPOSAL,
        Filing.filed_at.is_not(None),
    )
    return or_(STATE.not_in((DRAFT, WITHDRAWN)), and_(STATE == WITHDRAWN, proposal))


def selected() -> ColumnElement[bool]:
    """Give the clause of the applications that were selected once."""
    return or_(STATE == ApplicationState.SELECTED, _has_award(true()))


def _has_award(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Award.application_id == Application.id, which)


def _counted(
    session: Session, actor: Actor, which: ColumnElement[bool]
) -> tuple[dict[int, Counts], dict[int, int]]:
    worked = exists().where(RecordedWorking.application_id == Application.id)
    sheet = exists().where(
        Review.application_id == Application.id, Review.state == ReviewState.HANDED_IN
    )
    steps = {
        "came_in": true(),
        "filed": filed(),
        "accepted": or_(STATE.in_(REVIEWED_STATES), and_(STATE == WITHDRAWN, worked)),
        "scored": sheet,
        "selected": selected(),
        "granted": _has_award(Award.granted_on.is_not(None)),
        "settled": _has_award(Award.settled.is_not(None)),
    }
    rows = session.execute(
        select(
            Application.call_id,
            *(func.count().filter(steps[one.name]).label(one.name) for one in fields(Counts)),
            func.coalesce(func.sum(Application.requested).filter(filed()), 0).label("requested"),
        )
        .join(Call, Call.id == Application.call_id)
        .where(which, Application.receipt_number.is_not(None), visible_to_staff(actor))
        .group_by(Application.call_id)
    ).all()
    counts = {row.call_id: Counts(*row[1:-1]) for row in rows}
    # PostgreSQL adds integers up to a decimal.
    return counts, {row.call_id: int(row.requested) for row in rows}


def _summed(
    session: Session, actor: Actor, which: ColumnElement[bool], requested: dict[int, int]
) -> dict[int, Sums]:
    amounts = (
        func.sum(Award.adopted).filter(Award.state.not_in(ENDED_UNPAID)),
        func.sum(Award.awarded).filter(Award.state.in_(LIVE_STATES)),
        func.sum(Award.paid),
        func.sum(Award.returned),
        func.sum(Award.settled),
    )
    rows = session.execute(
        select(
            Application.call_id,
            *(func.coalesce(one, 0, type_=Integer) for one in amounts),
        )
        .join(Award, Award.application_id == Application.id)
        .join(Call, Call.id == Application.call_id)
        .where(which, visible_awards(actor))
        .group_by(Application.call_id)
    )
    found = {call_id: Sums(amount) for call_id, amount in requested.items()}
    for call_id, *row in rows:
        found[call_id] = Sums(requested.get(call_id, 0), *(int(one) for one in row))
    return found


def counts_together(numbers: Iterable[CallNumbers]) -> Counts:
    """Add the applications of several calls up, step by step."""
    found = [one.counts for one in numbers]
    return Counts(*(sum(getattr(one, name.name) for one in found) for name in fields(Counts)))


def sums_together(numbers: Iterable[CallNumbers]) -> Sums:
    """Add the amounts of several calls up, each kind by itself (円)."""
    found = [one.sums for one in numbers]
    return Sums(*(sum(getattr(one, name.name) for one in found) for name in fields(Sums)))
