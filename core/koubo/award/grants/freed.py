"""What an award takes from its call's budget, what it gave back, and what became 不用額 (円).

Money that is not needed any more returns to the pot of its 事業年度 until 31 March; what is freed
after that day cannot be granted again: it is 不用額 (地方自治法第208条第2項、会計年度独立の原則).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, and_, case, extract, func

from koubo.award.models import Award
from koubo.award.rules import LIVE_STATES, AwardState
from koubo.calendar import fiscal_year_end

GIVEN_BACK = (AwardState.WITHDRAWN, AwardState.REVOKED)
"""States in which an award that was granted is needed no more, but for what was settled."""
TAKING_STATES = (*LIVE_STATES, *GIVEN_BACK)
"""States of awards that were granted once; no other takes anything."""
MARCH = 3


@dataclass(frozen=True)
class Taken:
    """An award as its budget sees it (円)."""

    state: AwardState
    awarded: int | None
    settled: int | None
    settled_on: date | None
    """The day on which the rest was freed: settled below the award, withdrawn or revoked."""
    fiscal_year: int


def takes_from_budget(
    state: AwardState,
    awarded: int | None,
    settled: int | None,
    settled_on: date | None,
    fiscal_year: int,
    on: date,
) -> int:
    """Give what an award takes from its call's budget on a day (円).

    :param settled_on: ``Award.freed_on``: the day on which the rest was freed
    :param on: the day that is asked about, JST
    """
    if state not in TAKING_STATES or awarded is None:
        return 0
    is_over = state in GIVEN_BACK or settled is not None
    in_time = settled_on is not None and settled_on <= min(on, fiscal_year_end(fiscal_year))
    return (settled or 0) if is_over and in_time else awarded


def needed_of(state: AwardState, awarded: int | None, settled: int | None) -> int:
    """Give what the city spends on an award in the end, as far as is known (円)."""
    if state not in TAKING_STATES:
        return 0
    if settled is not None:
        return settled
    return 0 if state in GIVEN_BACK else awarded or 0


def committed(awards: Iterable[Taken], on: date) -> int:
    """Give what several awards of one call take from its budget on a day (円)."""
    return sum(
        takes_from_budget(one.state, one.awarded, one.settled, one.settled_on, one.fiscal_year, on)
        for one in awards
    )


def unused(budget: int, needed: int, fiscal_year: int, on: date) -> int:
    """Give the 不用額 of a year's budget on a day (円): 0 while the year still runs.

    :param needed: what its awards need in the end, as far as is known
    """
    return budget - needed if on > fiscal_year_end(fiscal_year) else 0


def left_to_grant(budget: int, taken: int, fiscal_year: int, on: date) -> int:
    """Give what may still be granted on a day (円): nothing once the 事業年度 is over."""
    return budget - taken if on <= fiscal_year_end(fiscal_year) else 0


def taken_column(on: date) -> ColumnElement[int]:
    """Give `takes_from_budget` of a row of award as SQL, to be summed (円)."""
    freed = extract("year", Award.freed_on) * 100 + extract("month", Award.freed_on)
    in_time = and_(Award.freed_on <= on, freed <= (Award.fiscal_year + 1) * 100 + MARCH)
    is_over = Award.state.in_(GIVEN_BACK) | Award.settled.is_not(None)
    awarded = func.coalesce(Award.awarded, 0, type_=Integer)
    kept = func.coalesce(Award.settled, 0, type_=Integer)
    return case(
        (Award.state.not_in(TAKING_STATES), 0), (and_(is_over, in_time), kept), else_=awarded
    )


def needed_column() -> ColumnElement[int]:
    """Give `needed_of` of a row of award as SQL, to be summed (円)."""
    awarded = func.coalesce(Award.awarded, 0, type_=Integer)
    return case(
        (Award.state.not_in(TAKING_STATES), 0),
        (Award.settled.is_not(None), Award.settled),
        (Award.state.in_(GIVEN_BACK), 0),
        else_=awarded,
    )
