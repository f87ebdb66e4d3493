"""What an officer is shown of a review who is kept out of one of its applications."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.review.policy import KeptOutOfCall
from koubo.review.queries.in_part import stage_in_part
from koubo_web.desks.officer.desk import desk
from koubo_web.errors import say_refused
from koubo_web.requests import actor, site, unit_of_work


@desk.errorhandler(KeptOutOfCall)
def say_kept_out(refused: KeptOutOfCall) -> ResponseReturnValue:
    """Say why a page of the review is closed; of a stage, show how far its other sheets are."""
    place = request.view_args or {}
    asked = request.method == "GET" and {"call_id", "stage_id"} <= set(place)
    if not asked or not actor().sits_as(SeatKind.OFFICER):
        return say_refused(refused)
    session, catalog = unit_of_work().session, site().catalog
    part = stage_in_part(session, catalog, actor(), place["call_id"], place["stage_id"])
    page = render_template("officer/review_in_part.html", part=part, because=refused.message)
    return page, 409
