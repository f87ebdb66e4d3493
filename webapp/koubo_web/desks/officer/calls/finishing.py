"""The end of a call."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.grants.actions.calls import finish_call, open_awards
from koubo.people.rules import SeatKind
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/calls/<int:call_id>/finish")
@seat(SeatKind.OFFICER)
def finish(call_id: int) -> ResponseReturnValue:
    """Ask whether the call is over."""
    session = unit_of_work().session
    call = load_call(session, actor(), call_id)
    return render_template(
        "officer/finish.html",
        call=call,
        scheme=site().catalog.of(call.release),
        still_open=open_awards(session, call_id),
    )


@desk.post("/calls/<int:call_id>/finish")
@seat(SeatKind.OFFICER)
def finish_now(call_id: int) -> ResponseReturnValue:
    """End the call."""
    finish_call(unit_of_work(), actor(), call_id, version=version_of(request.form))
    flash("募集を終えました。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)
