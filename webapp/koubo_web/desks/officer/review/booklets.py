"""A reviewer's booklet (審査資料) as officers print it for the meeting."""

from flask.typing import ResponseReturnValue

from koubo.papers.booklet import print_booklet
from koubo.people.rules import SeatKind
from koubo.review.queries.booklet import member_booklet as booklet_of
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.printing import pdf_answer
from koubo_web.requests import actor, now, site, unit_of_work


@desk.get("/calls/<int:call_id>/review/<stage_id>/booklets/<int:member_id>.pdf")
@seat(SeatKind.OFFICER)
def member_booklet(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Print a member's booklet, without what the member or the officer is kept out of."""
    found = booklet_of(
        unit_of_work().session, site().catalog, actor(), call_id, stage_id, member_id, now()
    )
    return pdf_answer(print_booklet(found), f"審査資料 {found.reviewer}")
