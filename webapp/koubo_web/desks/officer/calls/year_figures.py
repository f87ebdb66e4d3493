"""The years side by side, and one year in figures (数字で見る), with what plugins add to it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from flask import render_template, request
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan, fiscal_year
from koubo.people.rules import SeatKind
from koubo.reporting.figures.call_numbers import counts_together, numbers_by_year, sums_together
from koubo.reporting.figures.parted_numbers import of_year, parts_of
from koubo.reporting.queries import statistics, years_with_awards
from koubo.schemes.offering import known_schemes
from koubo.schemes.rules import Scheme
from koubo_web.access import seat
from koubo_web.charts import DRAWS
from koubo_web.desks.officer.desk import desk
from koubo_web.pictures import of_call
from koubo_web.pictures.of_years import Years, applications_by_year, by_year, money_by_year
from koubo_web.pictures.picture import Picture, picture_named
from koubo_web.pictures.showing import drawn
from koubo_web.requests import actor, now, site, unit_of_work


class YearPictures:
    """The pictures of all years, and of the one that is asked for."""

    def __init__(self) -> None:
        self.session, self.actor = unit_of_work().session, actor()
        self.year = _asked(list(self.years))

    @cached_property
    def years(self) -> Years:
        """Give the calls of each 事業年度."""
        return by_year(numbers_by_year(self.session, self.actor))

    @cached_property
    def schemes(self) -> Mapping[str, Scheme]:
        """Give the schemes of the year's calls."""
        ids = [one.scheme_id for one in self.years.get(self.year or 0, ())]
        return known_schemes(self.session, site().catalog, ids)

    @property
    def is_part(self) -> bool:
        """Say whether something is kept from the actor, and so in no figure."""
        return any(one.is_part for found in self.years.values() for one in found)

    def of_all(self) -> Sequence[Picture]:
        """Give what compares the years."""
        return [applications_by_year(self.years), money_by_year(self.years)]

    def of_one(self) -> Iterator[Picture]:
        """Give what the year's calls come to together."""
        if found := self.years.get(self.year or 0):
            yield of_call.funnel(
                counts_together(found), declares=False, is_judged=True, gives_money=True
            )
            yield of_call.money(
                sum(one.budget for one in found),
                sums_together(found),
                is_voted=all(one.is_voted for one in found),
            )

    def of_parts(self) -> Iterator[Picture]:
        """Give the year's applications by course, theme and district."""
        if self.year in self.years:
            found = parts_of(self.session, self.actor, of_year(self.year or 0), self.schemes)
            yield from of_call.parts(found)

    def named(self, key: str) -> list[Picture]:
        """Give the pictures that are made together with the one of a name."""
        if key.startswith("years"):
            return list(self.of_all())
        return list(self.of_one() if key in ("funnel", "money") else self.of_parts())


def _asked(years: Sequence[int]) -> int | None:
    """Give the year that is asked for, else the running one, else the newest; None without any."""
    running = fiscal_year(day_in_japan(now()))
    default = running if running in years else years[0] if years else None
    return request.args.get("year", type=int) or default


@desk.get("/awards/statistics")
@seat(SeatKind.OFFICER)
def award_statistics() -> ResponseReturnValue:
    """Show the years and one of them in figures, as the core and the plugins add them up."""
    shown = YearPictures()
    session, year = shown.session, shown.year
    tables = statistics(session, site().catalog, shown.actor, year) if year is not None else []
    return render_template(
        "officer/statistics.html",
        years=sorted({*shown.years, *years_with_awards(session)}, reverse=True),
        year=year,
        of_all=shown.of_all() if shown.years else (),
        of_one=[*shown.of_one(), *shown.of_parts()],
        calls=shown.years.get(year or 0, ()),
        is_part=shown.is_part,
        tables=tables,
        draws=DRAWS,
    )


@desk.get("/awards/statistics/<picture>.svg")
@seat(SeatKind.OFFICER)
def year_picture(picture: str) -> ResponseReturnValue:
    """Draw one picture of the years, or of the one that is asked for."""
    return drawn(picture_named(YearPictures().named(picture), picture))
