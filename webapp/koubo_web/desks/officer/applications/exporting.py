"""A call's applications as a file for the officer's own spreadsheet: CSV or Excel, same columns."""

from functools import partial

from flask import url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.exporting import columns_of, exported_applications
from koubo.applications.queries.listing import Wanted, count_applications
from koubo.people.rules import SeatKind
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.table_answers import csv_answer, excel_answer

SHEET = "応募"


@desk.get("/calls/<int:call_id>/applications.csv")
@seat(SeatKind.OFFICER)
def applications_csv(call_id: int) -> ResponseReturnValue:
    """Send what was filed as CSV, line by line while it is read."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    scheme = site().catalog.of(call.release)
    header = [label for _, label in columns_of(scheme)]
    rows = exported_applications(session, who, scheme, call_id)
    return csv_answer(f"応募一覧_{call.title}.csv", header, rows)


@desk.get("/calls/<int:call_id>/applications.xlsx")
@seat(SeatKind.OFFICER)
def applications_xlsx(call_id: int) -> ResponseReturnValue:
    """Send what was filed as an Excel file; more than it may hold is offered as CSV."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    scheme = site().catalog.of(call.release)
    return excel_answer(
        f"応募一覧_{call.title}.xlsx",
        SHEET,
        [label for _, label in columns_of(scheme)],
        exported_applications(session, who, scheme, call_id),
        csv_url=url_for("officer.applications_csv", call_id=call_id),
        count=partial(count_applications, session, who, Wanted(call_id)),
    )
