"""The contact log and the standing registrations of an organisation, as officers write them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.contacts import (
    end_registration,
    load_contact,
    load_registration,
    record_contact,
    record_registration,
)
from koubo.applications.contact_models import Contact
from koubo.applications.contact_rules import CONTACT_WAY_NAMES
from koubo.applications.contact_schemas import RECORDABLE, read_end
from koubo.applications.models import Application
from koubo.applications.policy import load_for_staff
from koubo.applications.queries.contacts import calls_to_name
from koubo.calendar import JST, day_in_japan
from koubo.people.directory import load_organisation
from koubo.people.models import Organisation
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.eligibility.case import GATE_NAMES
from koubo.schemes.ledger_records import known_schemes_by_id
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm, boxes, errors_by_field, posted
from koubo_web.forms.organisation_record_forms import ContactForm, EndForm, RegistrationForm
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@dataclass(frozen=True)
class About:
    """What a contact is written down about: an organisation, one application of it, an entry."""

    organisation: Organisation
    application: Application | None = None
    corrects: Contact | None = None


@desk.get("/organisations/<int:organisation_id>/contacts/new")
@seat(SeatKind.OFFICER)
def new_contact(organisation_id: int) -> ResponseReturnValue:
    """Ask what was spoken; mends an entry where the address names one."""
    about = _about(organisation_id)
    form = ContactForm.of(about.corrects) if about.corrects else _now()
    return _contact_page(about, form)


@desk.post("/organisations/<int:organisation_id>/contacts")
@seat(SeatKind.OFFICER)
def add_contact(organisation_id: int) -> ResponseReturnValue:
    """Write down what was spoken."""
    about, form = _about(organisation_id), posted(ContactForm, request.form)
    application, corrects = about.application, about.corrects
    try:
        record_contact(
            unit_of_work(),
            actor(),
            organisation_id,
            typed=form.typed,
            application_id=application.id if application else None,
            corrects_id=corrects.id if corrects else None,
        )
    except Problems as wrong:
        return _contact_page(_about(organisation_id), form, wrong.problems), 422
    flash("やり取りを記録しました。", "success")
    return redirect(_back(_about(organisation_id)), 303)


@desk.get("/organisations/<int:organisation_id>/registrations/new")
@seat(SeatKind.OFFICER)
def new_registration(organisation_id: int) -> ResponseReturnValue:
    """Ask for a standing registration as the city's list has it."""
    return _registration_page(organisation_id, RegistrationForm())


@desk.post("/organisations/<int:organisation_id>/registrations")
@seat(SeatKind.OFFICER)
def add_registration(organisation_id: int) -> ResponseReturnValue:
    """Write a standing registration down."""
    form = posted(RegistrationForm, request.form)
    try:
        record_registration(
            unit_of_work(), site().catalog, actor(), organisation_id, typed=form.typed
        )
    except Problems as wrong:
        return _registration_page(organisation_id, form, wrong.problems), 422
    flash("団体登録を記録しました。", "success")
    return redirect(_home(organisation_id, "registrations"), 303)


@desk.get("/registrations/<int:registration_id>/end")
@seat(SeatKind.OFFICER)
def confirm_end(registration_id: int) -> ResponseReturnValue:
    """Ask from when, and why, a registration no longer counts."""
    return _end_page(registration_id, EndForm())


@desk.post("/registrations/<int:registration_id>/end")
@seat(SeatKind.OFFICER)
def end_now(registration_id: int) -> ResponseReturnValue:
    """End a registration."""
    form = posted(EndForm, request.form)
    work, who = unit_of_work(), actor()
    try:
        typed = read_end(form.typed)
        end_registration(work, who, registration_id, **typed, version=version_of(request.form))
    except Problems as wrong:
        return _end_page(registration_id, form, wrong.problems), 422
    flash("団体登録を終えました。", "success")
    row = load_registration(work.session, who, registration_id)
    return redirect(_home(row.organisation_id, "registrations"), 303)


def _about(organisation_id: int) -> About:
    session, who = unit_of_work().session, actor()
    organisation = load_organisation(session, who, organisation_id)
    number = request.values.get("application", type=int)
    application = load_for_staff(session, who, number) if number is not None else None
    entry = request.values.get("corrects", type=int)
    corrects = load_contact(session, who, entry) if entry is not None else None
    if corrects is not None and corrects.application_id is not None:
        application = load_for_staff(session, who, corrects.application_id)
    for one in (application, corrects):
        if one is not None and one.organisation_id != organisation_id:
            raise NotFound
    return About(organisation, application, corrects)


def _now() -> ContactForm:
    """Give the form filled in for a talk that has just ended."""
    here = now().astimezone(JST)
    return ContactForm(data={"on": boxes(day_in_japan(here)), "time": f"{here:%H:%M}"})


def _home(organisation_id: int, anchor: str) -> str:
    return f"{url_for('officer.organisation', organisation_id=organisation_id)}#{anchor}"


def _back(about: About) -> str:
    if about.application is not None:
        return url_for("officer.application", application_id=about.application.id)
    return _home(about.organisation.id, "contacts")


def _contact_page(about: About, form: RawForm, problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "officer/organisations/contact.html",
        about=about,
        organisation=about.organisation,
        form=form,
        ways=[(one.value, name) for one, name in CONTACT_WAY_NAMES.items()],
        calls=calls_to_name(unit_of_work().session, actor()),
        gates=[
            ("", "記録だけ"),
            *((one.value, f"{GATE_NAMES[one]}として扱う") for one in RECORDABLE),
        ],
        back_url=_back(about),
        problems=problems,
        errors=errors_by_field(problems),
    )


def _registration_page(
    organisation_id: int, form: RawForm, problems: Sequence[Problem] = ()
) -> str:
    session = unit_of_work().session
    schemes = known_schemes_by_id(session, site().catalog)
    return render_template(
        "officer/organisations/registration.html",
        organisation=load_organisation(session, actor(), organisation_id),
        form=form,
        schemes=[(one.id, f"{one.city}　{one.title}") for one in schemes.values()],
        problems=problems,
        errors=errors_by_field(problems),
    )


def _end_page(registration_id: int, form: RawForm, problems: Sequence[Problem] = ()) -> str:
    session, who = unit_of_work().session, actor()
    row = load_registration(session, who, registration_id)
    return render_template(
        "officer/organisations/registration_end.html",
        row=row,
        organisation=load_organisation(session, who, row.organisation_id),
        form=form,
        problems=problems,
        errors=errors_by_field(problems),
    )
