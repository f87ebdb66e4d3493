"""The clock for the projector and the officer: who speaks, how long still, what comes next.

Nothing is on it that is not public: no score, no state of any sheet.
"""

from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import Refused
from koubo.review.days.actions.clock import Press, press_clock
from koubo.review.days.policy import load_day
from koubo.review.days.queries import DayView, SlotLine, day_view
from koubo.storage.canonical import digest_of
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.presentation.order import NO_BUTTON
from koubo_web.desks.officer.review.panel_forms import numbers_of
from koubo_web.desks.presentation_clock import clock_told, left_told
from koubo_web.requests import actor, now, site, unit_of_work

NOW = "Koubo-Now"
"""The header with the server's moment, in ms since 1970: a projector's own clock may be wrong."""


@desk.get("/presentations/<int:day_id>/clock")
@seat(SeatKind.OFFICER)
def presentation_clock(day_id: int) -> ResponseReturnValue:
    """Show the clock; it renews itself, with scripts or without."""
    view = _view(day_id)
    told = _told(view)
    words, left, tone = left_told(view.day, view.places, now())
    return render_template(
        "officer/presentation_clock.html",
        view=view,
        told=told,
        words=words,
        left=left,
        tone=tone,
        is_big=request.args.get("screen") == "projector",
    )


@desk.get("/presentations/<int:day_id>/clock/state")
@seat(SeatKind.OFFICER)
def presentation_clock_state(day_id: int) -> Response:
    """Give the clock as JSON; an unchanged one is 304."""
    told = _told(_view(day_id))
    answer = jsonify(told)
    answer.set_etag(digest_of(told)[:32])
    answer.headers[NOW] = str(int(now().timestamp() * 1000))
    answer.make_conditional(request)
    return answer


@desk.post("/presentations/<int:day_id>/clock")
@seat(SeatKind.OFFICER)
def press_presentation_clock(day_id: int) -> ResponseReturnValue:
    """Begin what comes, end, stop or go on; pressed twice, the second does nothing."""
    load_day(unit_of_work().session, actor(), day_id)
    do, slots = request.form.get("do", ""), numbers_of(request.form.getlist("slot")[:1])
    if do not in list(Press):
        raise Refused(NO_BUTTON)
    press_clock(unit_of_work(), actor(), day_id, Press(do), slot_id=min(slots, default=None))
    return redirect(url_for("officer.presentation_clock", day_id=day_id), 303)


def _view(day_id: int) -> DayView:
    return day_view(unit_of_work().session, site().catalog, actor(), day_id)


def _told(view: DayView) -> dict[str, Any]:
    told = clock_told(view.day, view.places, now())
    lines = {one.place.id: one for one in view.lines}
    return told | {
        "now": _shown(lines.get(told["place"])),
        "coming": _shown(lines.get(told["next"])),
    }


def _shown(line: SlotLine | None) -> dict[str, str]:
    if line is None:
        return {"title": "", "organisation": ""}
    return {"title": line.title, "organisation": line.organisation}
