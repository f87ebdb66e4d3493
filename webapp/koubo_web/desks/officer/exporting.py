"""A call's applications as a file for the officer's own spreadsheet: CSV or Excel, same columns."""

from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

from koubo.applications.queries.exporting import columns_of, exported_applications
from koubo.papers.exports import CSV_TYPE, csv_lines, write_xlsx
from koubo.papers.sheets import MEDIA_TYPE
from koubo.people.rules import SeatKind
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work

SHEET = "応募"
PART = 64 * 1024
"""Bytes that are sent at a time."""


@desk.get("/calls/<int:call_id>/applications.csv")
@seat(SeatKind.OFFICER)
def applications_csv(call_id: int) -> ResponseReturnValue:
    """Send what was filed as CSV, line by line while it is read."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    scheme = site().catalog.of(call.release)
    header = [label for _, label in columns_of(scheme)]
    rows = exported_applications(session, who, scheme, call_id)
    answer = Response(stream_with_context(csv_lines(header, rows)), content_type=CSV_TYPE)
    name = quote(f"応募一覧_{call.title}.csv")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@desk.get("/calls/<int:call_id>/applications.xlsx")
@seat(SeatKind.OFFICER)
def applications_xlsx(call_id: int) -> ResponseReturnValue:
    """Send what was filed as an Excel file."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    scheme = site().catalog.of(call.release)
    header = [label for _, label in columns_of(scheme)]
    made = TemporaryFile()  # noqa: SIM115 - closed by what sends it
    write_xlsx(made, SHEET, header, exported_applications(session, who, scheme, call_id))
    size = made.tell()
    made.seek(0)
    answer = Response(_sent(made), mimetype=MEDIA_TYPE)
    answer.content_length = size
    name = quote(f"応募一覧_{call.title}.xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def _sent(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while part := made.read(PART):
            yield part
