"""Taking an application back, or putting a draft away, on a page of its own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.withdrawing import withdraw
from koubo.applications.models import Application
from koubo.applications.rules import APPLICATION_STEPS, ApplicationState
from koubo.problems import Problem, Problems
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.overview import load_own_application
from koubo_web.requests import actor, unit_of_work
from koubo_web.versions import version_of


@desk.get("/applications/<int:application_id>/withdraw")
@signed_in
def withdrawal(application_id: int) -> ResponseReturnValue:
    """Ask whether, and why; Refused where it is too late for that."""
    found = load_own_application(unit_of_work().session, actor(), application_id)
    APPLICATION_STEPS.require(found.state, ApplicationState.WITHDRAWN)
    return _page(found, found.version)


@desk.post("/applications/<int:application_id>/withdraw")
@signed_in
def take_back(application_id: int) -> ResponseReturnValue:
    """Take the application back, with its reason."""
    uow, who = unit_of_work(), actor()
    reason, version = request.form.get("reason", ""), version_of(request.form)
    came_in = load_own_application(uow.session, who, application_id).receipt_number is not None
    try:
        withdraw(uow, who, application_id, reason=reason, version=version)
    except Problems as found:
        page = load_own_application(uow.session, who, application_id)
        return _page(page, version, reason, found.problems), 422
    told = "応募を取り下げました。" if came_in else "下書きを捨てました。"
    flash(told, "success")
    return redirect(url_for("applicant.application", application_id=application_id), 303)


def _page(
    application: Application, version: int, reason: str = "", problems: tuple[Problem, ...] = ()
) -> str:
    return render_template(
        "applicant/withdraw.html",
        application=application,
        version=version,
        reason=reason,
        problems=problems,
    )
