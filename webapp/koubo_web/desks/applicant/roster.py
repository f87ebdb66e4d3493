"""The roster (構成員・役員名簿): people of an organisation without an account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan
from koubo.people.actions.roster import add_entry, change_entry, remove_entry
from koubo.people.models import RosterEntry
from koubo.people.policy import load_own_organisation
from koubo.people.roster_rules import ROSTER_LABELS, SEXES
from koubo.people.rosters import load_entry, roster_of
from koubo.problems import Problem, Problems, Stale
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.roster_sheets import how_to_sheet, roster_sheet, roster_texts
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.forms.differing import differing
from koubo_web.forms.organisation_form import RosterForm
from koubo_web.requests import actor, now, unit_of_work
from koubo_web.versions import version_of
from koubo_web.workbook_answer import workbook_answer

NEXT = "next"
"""The button for somebody with a list before them: add this person, and ask for the next."""


@desk.get("/organisations/<int:organisation_id>/roster")
@signed_in
def roster(organisation_id: int) -> ResponseReturnValue:
    """Show who stands on the roster."""
    session = unit_of_work().session
    organisation = load_own_organisation(session, actor(), organisation_id)
    entries = roster_of(session, organisation_id)
    return render_template(
        "applicant/roster.html",
        organisation=organisation,
        entries=list(zip(entries, roster_texts(entries), strict=True)),
        labels=list(ROSTER_LABELS.values()),
    )


@desk.get("/organisations/<int:organisation_id>/roster/print")
@signed_in
def roster_print(organisation_id: int) -> ResponseReturnValue:
    """Give the roster as a page for A4 paper."""
    session = unit_of_work().session
    organisation = load_own_organisation(session, actor(), organisation_id)
    return render_template(
        "parts/roster_print.html",
        organisation=organisation,
        rows=roster_texts(roster_of(session, organisation_id)),
        labels=list(ROSTER_LABELS.values()),
        today=day_in_japan(now()),
        back_url=url_for("applicant.roster", organisation_id=organisation_id),
    )


@desk.get("/organisations/<int:organisation_id>/roster.xlsx")
@signed_in
def roster_workbook(organisation_id: int) -> ResponseReturnValue:
    """Give the roster as a workbook to fill in and read in again; empty, it is the template."""
    session = unit_of_work().session
    organisation = load_own_organisation(session, actor(), organisation_id)
    sheets = [roster_sheet(roster_of(session, organisation_id)), how_to_sheet()]
    return workbook_answer(sheets, f"名簿_{organisation.name}")


@desk.get("/organisations/<int:organisation_id>/roster/new")
@signed_in
def new_roster_entry(organisation_id: int) -> ResponseReturnValue:
    """Ask for a person."""
    return _form(organisation_id, RosterForm())


@desk.post("/organisations/<int:organisation_id>/roster/new")
@signed_in
def add_roster_entry(organisation_id: int) -> ResponseReturnValue:
    """Add a person."""
    form = RosterForm.posted(request.form)
    try:
        add_entry(unit_of_work(), actor(), organisation_id, typed=form.typed)
    except Problems as found:
        return _form(organisation_id, form, problems=found.problems), 422
    if request.form.get("then") == NEXT:
        flash("名簿に加えました。次の人を書けます。", "success")
        url = url_for("applicant.new_roster_entry", organisation_id=organisation_id)
        return redirect(url, 303)
    flash("名簿に加えました。", "success")
    return _to_roster(organisation_id)


@desk.get("/organisations/<int:organisation_id>/roster/<int:entry_id>/edit")
@signed_in
def edit_roster_entry(organisation_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask for changes of a person."""
    entry = _own_entry(organisation_id, entry_id)
    return _form(organisation_id, RosterForm.of(entry), entry, entry.version)


@desk.post("/organisations/<int:organisation_id>/roster/<int:entry_id>/edit")
@signed_in
def save_roster_entry(organisation_id: int, entry_id: int) -> ResponseReturnValue:
    """Change a person; a save over a newer one shows both texts."""
    form, version = RosterForm.posted(request.form), version_of(request.form)
    try:
        change_entry(
            unit_of_work(), actor(), organisation_id, entry_id, typed=form.typed, version=version
        )
    except Problems as found:
        entry = _own_entry(organisation_id, entry_id)
        return _form(organisation_id, form, entry, version, found.problems), 422
    except Stale:
        entry = _own_entry(organisation_id, entry_id)
        unit_of_work().session.refresh(entry)
        differs = differing(ROSTER_LABELS.items(), RosterForm.of(entry).typed, form.typed)
        return _form(organisation_id, form, entry, entry.version, differs=differs), 409
    flash("名簿を直しました。", "success")
    return _to_roster(organisation_id)


@desk.get("/organisations/<int:organisation_id>/roster/<int:entry_id>/remove")
@signed_in
def roster_entry_removal(organisation_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask whether a person is to be taken off."""
    entry = _own_entry(organisation_id, entry_id)
    return render_template(
        "applicant/roster_removal.html", organisation_id=organisation_id, entry=entry
    )


@desk.post("/organisations/<int:organisation_id>/roster/<int:entry_id>/remove")
@signed_in
def remove_roster_entry(organisation_id: int, entry_id: int) -> ResponseReturnValue:
    """Take a person off the roster."""
    version = version_of(request.form)
    remove_entry(unit_of_work(), actor(), organisation_id, entry_id, version=version)
    flash("名簿から外しました。", "success")
    return _to_roster(organisation_id)


def _own_entry(organisation_id: int, entry_id: int) -> RosterEntry:
    session = unit_of_work().session
    load_own_organisation(session, actor(), organisation_id)
    return load_entry(session, organisation_id, entry_id)


def _to_roster(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("applicant.roster", organisation_id=organisation_id), 303)


def _form(
    organisation_id: int,
    form: RosterForm,
    entry: RosterEntry | None = None,
    version: int = 0,
    problems: tuple[Problem, ...] = (),
    differs: list[tuple[str, str, str]] | None = None,
) -> str:
    organisation = load_own_organisation(unit_of_work().session, actor(), organisation_id)
    return render_template(
        "applicant/roster_form.html",
        organisation=organisation,
        entry=entry,
        version=version,
        form=form,
        sexes=[(one, one) for one in SEXES],
        problems=problems,
        errors=errors_by_field(problems),
        differing=differs,
    )
