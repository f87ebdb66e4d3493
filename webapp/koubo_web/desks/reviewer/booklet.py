"""The reviewer's own booklet (審査資料) as PDF: what they judge, with their sheets bound in."""

from flask import request
from flask.typing import ResponseReturnValue

from koubo.papers.booklet import print_booklet
from koubo.people.rules import SeatKind
from koubo.review.queries.booklet import own_booklet
from koubo_web.access import seat
from koubo_web.desks.reviewer.desk import desk
from koubo_web.printing import pdf_answer
from koubo_web.requests import actor, now, site, unit_of_work


@desk.get("/calls/<int:call_id>/<stage_id>/booklet.pdf")
@seat(SeatKind.REVIEWER)
def booklet(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Print what the reviewer has declared about and may read, with their own notes if they ask."""
    found = own_booklet(
        unit_of_work().session,
        site().catalog,
        actor(),
        call_id,
        stage_id,
        now(),
        with_notes=request.args.get("notes") == "yes",
    )
    return pdf_answer(print_booklet(found), f"審査資料 {found.reviewer}")
