"""A call's results for everybody: nothing but what the scheme publishes, as a page and as CSV."""

from urllib.parse import quote

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from koubo.award.queries.published import PublishedResults, published_results
from koubo.papers.exports import CSV_TYPE, csv_lines
from koubo_web.access import public
from koubo_web.desks.public.desk import desk
from koubo_web.requests import site, unit_of_work

SELECTED, OTHERS = "採択", "そのほか"


@desk.get("/calls/<int:call_id>/results")
@public
def results(call_id: int) -> ResponseReturnValue:
    """Show the results of a call whose decision was released."""
    return render_template("public/results.html", results=_results(call_id))


@desk.get("/calls/<int:call_id>/results.csv")
@public
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
    file = quote(f"審査の結果_{found.call}.csv")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{file}"
    return answer


def _results(call_id: int) -> PublishedResults:
    return published_results(unit_of_work().session, site().catalog, call_id)
