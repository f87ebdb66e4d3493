"""The budgets of the running calls, year by year, for the officer's home (円)."""

from collections.abc import Iterable
from dataclasses import dataclass

from koubo.award.grants.queries.call_money import CallMoney
from koubo.lifecycle.office import OfficeWait
from koubo_web.desks.officer.office import Office


@dataclass(frozen=True)
class YearMoney:
    """One 事業年度 over the running calls.

    The sums are None for whoever is kept out of one of the applications: they would tell of it.
    """

    fiscal_year: int
    calls: int
    budget: int
    voted: bool
    """Whether every budget in it is voted."""
    requested: int | None
    adopted: int | None
    granted: int | None
    paid: int | None


def years_of(office: Office) -> list[YearMoney]:
    """Give the years whose calls are running and give money, newest first; one statement."""
    requested = {one.number: one.count for one in office.waiting.of(OfficeWait.REQUESTED)}
    by_year: dict[int, list[CallMoney]] = {}
    for one in office.money():
        if one.budget:
            by_year.setdefault(one.fiscal_year, []).append(one)
    return [_year(year, calls, requested) for year, calls in by_year.items()]


def _year(year: int, calls: list[CallMoney], requested: dict[int, int]) -> YearMoney:
    hidden = any(one.awards is None for one in calls)
    return YearMoney(
        fiscal_year=year,
        calls=len(calls),
        budget=sum(one.budget for one in calls),
        voted=all(one.voted_on is not None for one in calls),
        requested=None if hidden else sum(requested.get(one.id, 0) for one in calls),
        adopted=_sum(one.adopted for one in calls),
        granted=_sum(one.granted for one in calls),
        paid=_sum(one.paid for one in calls),
    )


def _sum(amounts: Iterable[int | None]) -> int | None:
    found = list(amounts)
    known = [one for one in found if one is not None]
    return sum(known) if len(known) == len(found) else None
