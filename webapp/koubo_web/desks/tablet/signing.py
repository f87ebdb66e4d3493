"""The chair signs the result on the chair's own tablet."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.review.days.actions.signing import sign_on_tablet
from koubo.review.days.missing import present
from koubo.review.days.models import PresentationDay
from koubo.review.days.queries import members_counted, sittings
from koubo.review.days.result import result_of, signature_holds
from koubo_web.access import tablet
from koubo_web.desks.tablet.desk import desk
from koubo_web.requests import now, unit_of_work
from koubo_web.tablets import holder


@desk.get("/result")
@tablet
def result() -> ResponseReturnValue:
    """Show the chair what the sheets come to, with the button that signs it."""
    who, session = holder(), unit_of_work().session
    if not who.signs:
        abort(404)
    day = session.get_one(PresentationDay, who.day_id)
    members = sittings(session, day)
    found = result_of(session, who.actor, who.call_id, who.stage_id)
    return render_template(
        "tablet/result.html",
        day=day,
        result=found,
        holds=signature_holds(day, found),
        present=present(members, now()),
        members=members_counted(members),
    )


@desk.post("/result")
@tablet
def sign() -> ResponseReturnValue:
    """Sign the result that the page showed."""
    sign_on_tablet(unit_of_work(), holder(), digest=request.form.get("digest", ""))
    flash("結果に署名しました。", "success")
    return redirect(url_for("tablet.result"), 303)
