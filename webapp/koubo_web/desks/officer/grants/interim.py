"""The day until which an officer wants the 中間報告書 of an award."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FormField

from koubo.award.models import Award
from koubo.award.policy import load_award
from koubo.award.schemas import read_day
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.reporting.interim.actions import interim_of, set_interim_due
from koubo.reporting.interim.rules import asks_interim, interim_due
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm, boxes, errors_by_field
from koubo_web.forms.filing_form import DateBoxes
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


class InterimDueForm(RawForm):
    """Until when it is wanted."""

    due_on = FormField(DateBoxes)


@desk.get("/awards/<int:award_id>/interim-due")
@seat(SeatKind.OFFICER)
def award_interim_due(award_id: int) -> ResponseReturnValue:
    """Ask until when an interim report is wanted."""
    award = _load(award_id)
    row = interim_of(unit_of_work().session, award_id)
    scheme = site().catalog.of(award.application.call.release)
    due = row.due_on if row and row.due_on else interim_due(scheme, award.fiscal_year)
    form = InterimDueForm(data={"due_on": boxes(due)}) if due else InterimDueForm()
    return _due_page(award, form, award.version)


@desk.post("/awards/<int:award_id>/interim-due")
@seat(SeatKind.OFFICER)
def set_award_interim_due(award_id: int) -> ResponseReturnValue:
    """Name the day, and tell the organisation."""
    _load(award_id)
    work, form = unit_of_work(), InterimDueForm(formdata=request.form)
    version = version_of(request.form)
    try:
        due_on = read_day(form.typed, "due_on", "期限")
        set_interim_due(work, site().catalog, actor(), award_id, due_on=due_on, version=version)
    except Problems as found:
        return _due_page(_load(award_id), form, version, found.problems), 422
    flash("中間報告の期限を決めました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.award", award_id=award_id), 303)


def _load(award_id: int) -> Award:
    """Give an award whose scheme asks for an interim report; NotFound for any other."""
    award = load_award(unit_of_work().session, actor(), award_id)
    if not asks_interim(site().catalog.of(award.application.call.release)):
        raise NotFound
    return award


def _due_page(award: Award, form: RawForm, version: int, problems: tuple[Problem, ...] = ()) -> str:
    return render_template(
        "officer/grants/interim_due.html",
        award=award,
        typed=form.typed,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
    )
