"""連絡担当者 of a project at the organisation's desk: who it is, and naming another."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FormField, StringField

from koubo.applications.actions.project_contacts import change_project_contact, project_contacts
from koubo.applications.policy import is_own, load_application
from koubo.calendar import day_in_japan
from koubo.people.policy import role_in
from koubo.people.rules import MEMBER_POWERS, Power
from koubo.problems import NotFound, Problem, Problems
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.forms.call_forms import RawForm, boxes, errors_by_field
from koubo_web.forms.filing_form import DateBoxes
from koubo_web.requests import actor, now, unit_of_work
from koubo_web.versions import version_of


class ProjectContactForm(RawForm):
    """Who speaks for a project from a day on."""

    name = StringField()
    telephone = StringField()
    email = StringField()
    from_on = FormField(DateBoxes)


@desk.get("/applications/<int:application_id>/contact")
@signed_in
def project_contact(application_id: int) -> ResponseReturnValue:
    """Show who speaks for a project, and ask for another."""
    typed = {**ProjectContactForm().typed, "from_on": boxes(day_in_japan(now()))}
    return _page(application_id, typed)


@desk.post("/applications/<int:application_id>/contact")
@signed_in
def save_project_contact(application_id: int) -> ResponseReturnValue:
    """Name another person."""
    work, typed = unit_of_work(), ProjectContactForm(formdata=request.form).typed
    try:
        change_project_contact(
            work, actor(), application_id, typed=typed, seen=version_of(request.form)
        )
    except Problems as found:
        return _page(application_id, typed, found.problems), 422
    flash("連絡担当者を変えました。市の承認はいりません。市にメールで知らせます。", "success")
    return redirect(url_for("applicant.application", application_id=application_id), 303)


def _page(application_id: int, typed: Mapping[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    session, who = unit_of_work().session, actor()
    application = load_application(session, who, application_id)
    if not is_own(who, application):
        raise NotFound
    contacts = project_contacts(session, application_id)
    role = role_in(session, who, application.organisation_id)
    return render_template(
        "applicant/project_contact.html",
        application=application,
        contacts=contacts,
        may_change_representative=Power.REPRESENTATIVE in MEMBER_POWERS[role],
        seen=len(contacts),
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
    )
