"""What came on paper: for which call, of whom; then its form is opened to the officer."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.paper import PaperChoice, make_paper_organisation, start_paper
from koubo.applications.paper_schemas import read_paper_organisation
from koubo.applications.queries.organisation_list import (
    OrganisationsWanted,
    list_organisations,
)
from koubo.applications.queries.paper import papers_begun
from koubo.people.rules import SeatKind
from koubo.people.schemas import ORGANISATION_KINDS
from koubo.problems import Problem, Problems
from koubo.schemes.deadline_queries import deadlines_of
from koubo.schemes.models import Theme
from koubo.schemes.policy import load_call
from koubo.schemes.queries import themes_where
from koubo.schemes.rules import ThemeState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.forms.organisation_form import OrganisationForm
from koubo_web.requests import actor, site, unit_of_work

NEW = "new"
MOST_FOUND = 20
CHOOSE = "団体を1つ選ぶか、「新しい団体として記録する」を選んでください。"


@desk.get("/calls/<int:call_id>/paper")
@seat(SeatKind.OFFICER)
def paper(call_id: int) -> ResponseReturnValue:
    """Ask whose paper it is and what it applies for; name the papers that are not recorded yet."""
    return _page(call_id, OrganisationForm())


@desk.post("/calls/<int:call_id>/paper")
@seat(SeatKind.OFFICER)
def begin_paper(call_id: int) -> ResponseReturnValue:
    """Open the form of a paper; an organisation that is new is recorded first."""
    form = OrganisationForm.posted(request.form)
    choice = PaperChoice(request.form.get("course_id", ""), request.form.get("theme_id", type=int))
    try:
        filing_id = start_paper(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            organisation_id=_organisation(form),
            choice=choice,
        )
    except Problems as wrong:
        return _page(call_id, form, wrong.problems), 422
    return redirect(url_for("officer.open_paper", filing_id=filing_id), 303)


def _organisation(form: OrganisationForm) -> int:
    """Give the organisation that was chosen; one that is new is recorded."""
    chosen = request.form.get("organisation_id", "")
    if chosen == NEW:
        values = read_paper_organisation(form.typed)
        return make_paper_organisation(unit_of_work(), actor(), values=values)
    found = request.form.get("organisation_id", type=int)
    if found is None:
        raise Problems([Problem("organisation", CHOOSE, "organisation_id")])
    return found


def _page(call_id: int, form: OrganisationForm, problems: Sequence[Problem] = ()) -> str:
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    scheme = site().catalog.of(call.release)
    sought = request.values.get("q", "")[:100]
    wanted = OrganisationsWanted(sought)
    found = list_organisations(session, who, wanted, limit=MOST_FOUND) if sought else None
    themes = themes_where(
        session,
        Theme.call_id == call_id,
        Theme.state.in_((ThemeState.PUBLISHED, ThemeState.TAKEN)),
    )
    courses = [scheme.course(one.course_id) for one in deadlines_of(session, call).courses]
    return render_template(
        "officer/paper.html",
        call=call,
        form=form,
        sought=sought,
        found=found.rows if found else [],
        more=found is not None and found.next is not None,
        courses=[(one.id, one.title) for one in courses],
        themes=[(one.id, one.title) for one in themes],
        begun=papers_begun(session, who, call_id),
        kinds=[(one, one) for one in ORGANISATION_KINDS],
        chosen=request.form,
        problems=problems,
        errors=errors_by_field(problems),
    )
