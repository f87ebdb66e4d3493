"""When everything happens in the sample city, counted from today, whatever day today is.

Calls that are under way now are told in days from today. Calls whose money is being spent follow
the 年度, and their awards the part of it that is over.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from koubo.calendar import JST, day_in_japan, fiscal_year, fiscal_year_end, fiscal_year_start

SATURDAY = 5
MAY = 5
APRIL = 4
OPENING, CLOSING = time(9), time(17)
MORNING, WORKING_HOURS = time(9, 30), timedelta(hours=7)
VOTES = (3, 20)
"""The city council votes the coming year's budget about this day."""

OFFERED, COORDINATED, PLANNED, PUBLISHED = -40, -30, -24, -12
"""Days from the opening of a call to what happens before it."""


@dataclass(frozen=True)
class Steps:
    """Days from today of what happens to a call; None for what has not happened."""

    opens: int
    closes: int
    accepting: int | None = None
    first_start: int | None = None
    first_end: int | None = None
    second_start: int | None = None
    second_end: int | None = None
    drafted: int | None = None
    released: int | None = None


BY_DAYS: Mapping[str, Steps] = {
    "coming": Steps(20, 60),
    "open": Steps(-24, 11),
    "closed": Steps(-52, -9, -5),
    "first_stage": Steps(-95, -49, -45, -30),
    "second_stage": Steps(-150, -107, -103, -90, -66, -60, -8),
    "decided": Steps(-212, -163, -159, -146, -122, -116, -80, -32, -20),
    "candidates": Steps(-300, -257, -253, -240, -216, -210, -174, -126, -112),
}


@dataclass(frozen=True)
class CallTimes:
    """The days of one call (JST); those that have not come are None."""

    fiscal_year: int
    opens_at: datetime
    closes_at: datetime
    accepting_on: date | None = None
    first_start: date | None = None
    first_end: date | None = None
    second_start: date | None = None
    second_end: date | None = None
    drafted_on: date | None = None
    released_on: date | None = None

    @property
    def intake_year(self) -> int:
        """Give the 募集年度."""
        return fiscal_year(day_in_japan(self.opens_at))

    def filing_moment(self, place: int, of: int) -> datetime:
        """Give when the nth (from 0) of so many papers comes in; the last one is just in time."""
        if place == of - 1:
            return self.closes_at - timedelta(minutes=12)
        window = (self.closes_at - self.opens_at) / (of + 1)
        day = day_in_japan(self.opens_at + window * (place + 1))
        return at(day, time(10 + place * 3 % 11, place * 17 % 60))


class Timetable:
    """All days of the sample city as seen from one moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = day_in_japan(now)
        self.year = fiscal_year(self.today)
        # In April nothing of the new year can have been spent yet: last year's is still running.
        self.running_year = self.year - 1 if self.today.month == APRIL else self.year

    def calls(self) -> dict[str, CallTimes]:
        """Give the days of every call."""
        times = {
            key: self._by_days(self.candidates_year if key == "candidates" else self.year + 1, one)
            for key, one in BY_DAYS.items()
        }
        return {
            "finished": self._by_year(self.running_year - 1),
            "running": self._by_year(self.running_year),
            **times,
        }

    @property
    def candidates_year(self) -> int:
        """Give the year whose money is being applied for: from January the coming one."""
        return self.year + 1 if self.today.month < APRIL else self.year

    @property
    def candidates_vote(self) -> date:
        """Give when that year's budget was voted: before its money is applied for."""
        voted = office_day(date(self.candidates_year, *VOTES))
        return min(max(voted, self.ago(50)), self.ago(10))

    def vote_of(self, year: int) -> date:
        """Give when a past or running year's budget was voted."""
        return office_day(date(year, *VOTES))

    def ago(self, days: int) -> date:
        """Give the office day that many days before today."""
        return office_day(self.today - timedelta(days=days))

    def in_year(self, year: int, share: float) -> datetime:
        """Give the moment at which a share of a year was over; of the running one, so far."""
        start = fiscal_year_start(year)
        end = self.today if year == self.running_year else fiscal_year_end(year)
        day = start + timedelta(days=round((end - start).days * share))
        return at(office_day(day, earliest=start), _hour(share))

    def period_of(self, key: str, times: CallTimes) -> tuple[date, date]:
        """Give the days on which the projects of a call begin and end, as the papers say."""
        start, end = fiscal_year_start(times.fiscal_year), fiscal_year_end(times.fiscal_year)
        begins = start + timedelta(days=19)
        if key in BY_DAYS:
            begins = max(begins, day_in_japan(times.closes_at) + timedelta(days=120))
        if key == "candidates":
            begins = max(start + timedelta(days=19), self.today + timedelta(days=14))
        if key == "running":
            begins = day_in_japan(self.in_year(times.fiscal_year, 0.10))
        ends = end - timedelta(days=16 if begins.month in (1, 2) else 31)
        return min(begins, ends), ends

    def _by_days(self, year: int, steps: Steps) -> CallTimes:
        return CallTimes(
            fiscal_year=year,
            opens_at=at(self._day(steps.opens), OPENING),
            closes_at=at(self._day(steps.closes), CLOSING),
            accepting_on=self._day_or_none(steps.accepting),
            first_start=self._day_or_none(steps.first_start),
            first_end=self._day_or_none(steps.first_end),
            second_start=self._day_or_none(steps.second_start),
            second_end=self._day_or_none(steps.second_end),
            drafted_on=self._day_or_none(steps.drafted),
            released_on=self._day_or_none(steps.released),
        )

    def _day(self, days: int) -> date:
        return office_day(self.today + timedelta(days=days))

    def _day_or_none(self, days: int | None) -> date | None:
        return None if days is None else self._day(days)

    def _by_year(self, year: int) -> CallTimes:
        """A call as the city really holds it: in autumn, decided before the year begins."""
        return CallTimes(
            fiscal_year=year,
            opens_at=at(office_day(date(year - 1, 10, 6)), OPENING),
            closes_at=at(office_day(date(year - 1, 12, 8)), CLOSING),
            accepting_on=office_day(date(year - 1, 12, 11)),
            first_start=office_day(date(year - 1, 12, 22)),
            first_end=office_day(date(year, 1, 20)),
            second_start=office_day(date(year, 1, 25)),
            second_end=office_day(date(year, 2, 22)),
            drafted_on=office_day(date(year, 3, 3)),
            released_on=office_day(date(year, 3, 12)),
        )


def office_day(day: date, *, earliest: date | None = None) -> date:
    """Give the day, or the Friday before a weekend; the Monday after, if that is too early."""
    weekday = day.weekday()
    if weekday < SATURDAY:
        return day
    friday = day - timedelta(days=weekday - SATURDAY + 1)
    return day + timedelta(days=7 - weekday) if earliest and friday < earliest else friday


def at(day: date, hour: time) -> datetime:
    """Give a moment in Japan."""
    return datetime.combine(day, hour, JST)


def _hour(share: float) -> time:
    """Give an hour that is later the more of the time is over, so that steps keep their order."""
    return (datetime.combine(date.min, MORNING) + WORKING_HOURS * share).time()
