"""Results for everybody: by year, and of one call, as a page and as CSV; nothing but what is published."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from koubo.award.results.queries.public_results import result_years as years_with_results
from koubo.award.results.queries.public_results import results_of_year
from koubo.award.results.queries.published import PublishedResults, published_results
from koubo.papers.exports import CSV_TYPE, csv_lines
from koubo_web.access import public
from koubo_web.desks.public.asked import asked_number
from koubo_web.desks.public.desk import desk
from koubo_web.desks.public.judging import pass_mark, stage_facts
from koubo_web.keeping import kept
from koubo_web.requests import site, unit_of_work
from koubo_web.stored_files import attached

SELECTED, OTHERS = "採択", "そのほか"


@desk.get("/results")
@public
@kept
def result_years() -> ResponseReturnValue:
    """List the calls that are decided, one 事業年度 a page, the newest first."""
    session = unit_of_work().session
    years = years_with_results(session)
    asked = asked_number("year")
    year = asked if asked in years else max(years, default=None)
    return render_template(
        "public/result_years.html",
        years=years,
        year=year,
        earlier=max((one for one in years if year is not None and one < year), default=None),
        later=min((one for one in years if year is not None and one > year), default=None),
        results=results_of_year(session, year) if year is not None else (),
    )


@desk.get("/calls/<int:call_id>/results")
@public
@kept
def results(call_id: int) -> ResponseReturnValue:
    """Show the results of a call whose decision was released."""
    found = _results(call_id)
    return render_template(
        "public/results.html",
        results=found,
        stages=stage_facts(found.scheme, found.courses),
        pass_mark=pass_mark(found.scheme),
    )


@desk.get("/calls/<int:call_id>/results.csv")
@public
@kept
def results_csv(call_id: int) -> ResponseReturnValue:
    """Give the same as one table: each application with its group, and what is published of it."""
    found = _results(call_id)
    rows = [
        (group, cells)
        for group, table in ((SELECTED, found.selected), (OTHERS, found.others))
        for cells in table.plain()
    ]
    columns = list(dict.fromkeys(heading for _, cells in rows for heading in cells))
    lines = [[group, *(cells.get(one, "") for one in columns)] for group, cells in rows]
    answer = Response(csv_lines(["区分", *columns], lines), content_type=CSV_TYPE)
    return attached(answer, f"審査の結果_{found.call}.csv")


def _results(call_id: int) -> PublishedResults:
    return published_results(unit_of_work().session, site().catalog, call_id)
