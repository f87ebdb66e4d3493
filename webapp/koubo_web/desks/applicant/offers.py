"""次点への案内 at the organisation's desk: what is offered, and the answer."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.models import Application
from koubo.award.grants.actions.offers import answer_offer
from koubo.award.grants.offer_rules import PHASE_NAMES
from koubo.award.grants.queries.offers import OfferRow, newest_offer
from koubo.calendar import day_in_japan
from koubo.problems import NotFound, Problem
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.overview import load_own_application
from koubo_web.forms.call_forms import clean, errors_by_field
from koubo_web.requests import actor, now, unit_of_work
from koubo_web.versions import version_of

ANSWERS = ("accepted", "declined")
NO_ANSWER = Problem("no_answer", "「回答」を、受ける、受けないから選んでください。", field="answer")
ANSWERED = {
    True: "「受ける」と答えました。市が採択の手続きをして、通知書をお送りします。",
    False: "「受けない」と答えました。ご連絡ありがとうございました。",
}


@desk.get("/applications/<int:application_id>/offer")
@signed_in
def offer(application_id: int) -> ResponseReturnValue:
    """Show what is offered to a runner-up, with both answers."""
    session = unit_of_work().session
    application = load_own_application(session, actor(), application_id)
    found = newest_offer(session, application_id, day_in_japan(now()))
    if found is None:
        return redirect(url_for("applicant.application", application_id=application_id))
    return _page(application, found)


@desk.post("/applications/<int:application_id>/offer")
@signed_in
def answer_the_offer(application_id: int) -> ResponseReturnValue:
    """Take what is offered, or leave it; neither is taken for granted."""
    work, who = unit_of_work(), actor()
    application = load_own_application(work.session, who, application_id)
    found = newest_offer(work.session, application_id, day_in_japan(now()))
    if found is None:
        raise NotFound
    if request.form.get("answer") not in ANSWERS:
        return _page(application, found, (NO_ANSWER,)), 422
    accepted = request.form["answer"] == "accepted"
    answer_offer(
        work,
        who,
        found.id,
        accepted=accepted,
        note=clean(request.form.get("note", "")),
        version=version_of(request.form),
    )
    flash(ANSWERED[accepted], "success")
    return redirect(url_for("applicant.offer", application_id=application_id), 303)


def _page(application: Application, found: OfferRow, problems: tuple[Problem, ...] = ()) -> str:
    return render_template(
        "applicant/offer.html",
        application=application,
        offer=found,
        phase=PHASE_NAMES[found.phase],
        problems=problems,
        errors=errors_by_field(problems),
    )
