"""A call's budget and what became of it: granted, paid, settled, given back, and 不用額 (円)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, Subquery, extract, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import calls_with_barred
from koubo.award.grants.freed import (
    MARCH,
    TAKING_STATES,
    left_to_grant,
    needed_column,
    taken_column,
    unused,
)
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.rules import ENDED_UNPAID, LIVE_STATES, DecisionState, Outcome
from koubo.people.rules import Actor
from koubo.schemes.models import Call

SHOWN = 50
LONG_AFTER = date.max
"""Nothing is freed on a day to come: asked about this day, all of it counts."""
SUMS = ("adopted", "granted", "paid", "awards", "settled", "taken", "needed", "given_back")


@dataclass(frozen=True)
class CallMoney:
    """A call's budget and what of it is taken (円).

    The sums are None for whoever is kept out of one of its applications: they would tell of it.
    """

    id: int
    title: str
    fiscal_year: int
    budget: int
    voted_on: date | None
    adopted: int | None
    granted: int | None
    paid: int | None
    awards: int | None
    version: int
    settled: int | None = None
    taken: int | None = None
    """What the awards take from the budget: less than granted, where money was freed in time."""
    needed: int | None = None
    """What the awards come to in the end, as far as is known."""
    given_back: int | None = None
    """What returned to the pot before the end of the 事業年度."""

    @property
    def left(self) -> int | None:
        """Give what of the budget no award takes (円)."""
        return None if self.taken is None else self.budget - self.taken

    def left_on(self, day: date) -> int | None:
        """Give what may still be granted on a day (円): nothing after the 事業年度."""
        if self.taken is None:
            return None
        return left_to_grant(self.budget, self.taken, self.fiscal_year, day)

    def unused_on(self, day: date) -> int | None:
        """Give the 不用額 on a day (円): what nobody needed once the 事業年度 is over."""
        if self.needed is None:
            return None
        return unused(self.budget, self.needed, self.fiscal_year, day)


def call_money(
    session: Session,
    actor: Actor,
    call_id: int | None = None,
    *,
    call_ids: Collection[int] | None = None,
) -> list[CallMoney]:
    """Give each call's budget and what is taken of it, newest year first, in one statement.

    Whoever is kept out of one of a call's applications is given its budget alone.

    :param call_id: one call only
    :param call_ids: these calls only
    """
    wanted_ids = call_ids if call_id is None else (call_id,)
    sums, cuts = _sums(wanted_ids), _cuts(wanted_ids)
    given_back = func.coalesce(sums.c.given_back, 0) + func.coalesce(cuts.c.cut, 0)
    wanted = (
        select(
            Call.id,
            Call.title,
            Call.fiscal_year,
            Call.budget,
            Call.voted_on,
            *(func.coalesce(sums.c[name], 0).label(name) for name in SUMS[:-1]),
            given_back.label("given_back"),
            Call.version,
            Call.id.in_(calls_with_barred(actor)).label("kept_back"),
        )
        .outerjoin(sums, sums.c.call_id == Call.id)
        .outerjoin(cuts, cuts.c.call_id == Call.id)
        .order_by(Call.fiscal_year.desc(), Call.id.desc())
        .limit(SHOWN)
    )
    if wanted_ids is not None:
        wanted = wanted.where(Call.id.in_(wanted_ids))
    return [
        CallMoney(
            id=row.id,
            title=row.title,
            fiscal_year=row.fiscal_year,
            budget=row.budget,
            voted_on=row.voted_on,
            version=row.version,
            # PostgreSQL adds integers up to a decimal.
            **{name: None if row.kept_back else int(getattr(row, name)) for name in SUMS},
        )
        for row in session.execute(wanted)
    ]


def _sums(call_ids: Collection[int] | None) -> Subquery:
    live, taken = Award.state.in_(LIVE_STATES), taken_column(LONG_AFTER)
    awarded = func.coalesce(Award.awarded, 0, type_=Integer)
    granted_once = Award.state.in_(TAKING_STATES)
    return (
        select(
            Application.call_id,
            func.sum(Award.adopted).filter(Award.state.not_in(ENDED_UNPAID)).label("adopted"),
            func.sum(Award.awarded).filter(live).label("granted"),
            func.sum(Award.paid - Award.returned).label("paid"),
            func.count().label("awards"),
            func.sum(Award.settled).label("settled"),
            func.sum(taken).label("taken"),
            func.sum(needed_column()).label("needed"),
            func.sum(awarded - taken).filter(granted_once).label("given_back"),
        )
        .join(Award, Award.application_id == Application.id)
        .where(*(() if call_ids is None else (Application.call_id.in_(call_ids),)))
        .group_by(Application.call_id)
        .subquery()
    )


def _cuts(call_ids: Collection[int] | None) -> Subquery:
    """Awards that were made smaller before the end of their year gave the difference back."""
    month = extract("year", Decision.issued_on) * 100 + extract("month", Decision.issued_on)
    return (
        select(Decision.call_id, func.sum(DecisionLine.before - DecisionLine.amount).label("cut"))
        .join(DecisionLine, DecisionLine.decision_id == Decision.id)
        .join(Award, Award.id == DecisionLine.award_id)
        .where(
            Decision.state == DecisionState.RELEASED,
            DecisionLine.outcome == Outcome.AMENDED,
            DecisionLine.before > DecisionLine.amount,
            month <= (Award.fiscal_year + 1) * 100 + MARCH,
            *(() if call_ids is None else (Decision.call_id.in_(call_ids),)),
        )
        .group_by(Decision.call_id)
        .subquery()
    )
