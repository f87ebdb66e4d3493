"""One past award (助成歴) at the officer's desk: written down, mended, taken off."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from koubo.people.directory import load_organisation
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.schemes.actions.past_awards import (
    add_past_award,
    correct_past_award,
    load_past_award,
    remove_past_award,
)
from koubo.schemes.ledger_records import course_titles, known_schemes_by_id
from koubo.schemes.models import PastAwardRow
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm, errors_by_field, posted
from koubo_web.forms.organisation_record_forms import PastAwardForm
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/organisations/<int:organisation_id>/past-awards/new")
@seat(SeatKind.OFFICER)
def new_past_award(organisation_id: int) -> ResponseReturnValue:
    """Ask for an award from before Koubo."""
    return _page(organisation_id, PastAwardForm())


@desk.post("/organisations/<int:organisation_id>/past-awards")
@seat(SeatKind.OFFICER)
def add_award(organisation_id: int) -> ResponseReturnValue:
    """Write an award from before Koubo down."""
    form = posted(PastAwardForm, request.form)
    try:
        add_past_award(unit_of_work(), site().catalog, actor(), organisation_id, typed=form.typed)
    except Problems as wrong:
        return _page(organisation_id, form, problems=wrong.problems), 422
    flash("助成歴を記録しました。", "success")
    return _to(organisation_id)


@desk.get("/past-awards/<int:past_award_id>")
@seat(SeatKind.OFFICER)
def edit_past_award(past_award_id: int) -> ResponseReturnValue:
    """Show a past award to be mended."""
    row = load_past_award(unit_of_work().session, actor(), past_award_id)
    return _page(row.organisation_id, PastAwardForm.of(row), row=row)


@desk.post("/past-awards/<int:past_award_id>")
@seat(SeatKind.OFFICER)
def save_past_award(past_award_id: int) -> ResponseReturnValue:
    """Mend a past award, or take it off."""
    work, who, form = unit_of_work(), actor(), posted(PastAwardForm, request.form)
    version = version_of(request.form)
    organisation_id = load_past_award(work.session, who, past_award_id).organisation_id
    try:
        if request.form.get("do") == "remove":
            reason = str(form.typed["reason"])
            remove_past_award(work, who, past_award_id, reason=reason, version=version)
        else:
            correct_past_award(
                work, site().catalog, who, past_award_id, typed=form.typed, version=version
            )
    except Problems as wrong:
        row = load_past_award(work.session, who, past_award_id)
        return _page(organisation_id, form, row=row, problems=wrong.problems), 422
    flash("助成歴を直しました。", "success")
    return _to(organisation_id)


def _to(organisation_id: int) -> Response:
    page = url_for("officer.organisation", organisation_id=organisation_id)
    return redirect(f"{page}#past-awards", 303)


def _page(
    organisation_id: int,
    form: RawForm,
    *,
    row: PastAwardRow | None = None,
    problems: Sequence[Problem] = (),
) -> str:
    session = unit_of_work().session
    titles = course_titles(known_schemes_by_id(session, site().catalog).values())
    if row is not None:
        titles.setdefault(row.course_id, row.course_id)
    return render_template(
        "officer/organisations/past_award.html",
        organisation=load_organisation(session, actor(), organisation_id),
        row=row,
        form=form,
        courses=list(titles.items()),
        problems=problems,
        errors=errors_by_field(problems),
    )
