"""A department's opinions: what it is asked about which application, and its answer."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.opinions import answer_opinion
from koubo.applications.opinion_models import Opinion
from koubo.applications.opinion_rules import ASKABLE, opinion_form
from koubo.applications.policy import load_opinion
from koubo.applications.queries.in_full import proposal_in_full
from koubo.applications.queries.opinions import PAGE, opinions_asked
from koubo.applications.schemas import prefilled
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Stale
from koubo_web.access import seat
from koubo_web.desks.department.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.forms.filing_form import read_form
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/opinions")
@seat(SeatKind.DEPARTMENT)
def opinions() -> ResponseReturnValue:
    """List what the department was asked, newest first."""
    before = request.args.get("before", type=int)
    found = opinions_asked(unit_of_work().session, actor(), before=before, limit=PAGE + 1)
    shown, next_url = one_page(
        found, PAGE, lambda last: url_for("department.opinions", before=last.id)
    )
    return render_template(
        "department/opinions.html",
        opinions=shown,
        today=day_in_japan(now()),
        next_url=next_url,
    )


@desk.get("/opinions/<int:opinion_id>")
@seat(SeatKind.DEPARTMENT)
def opinion(opinion_id: int) -> ResponseReturnValue:
    """Show the application, and the department's answer below it."""
    found = _load(opinion_id)
    form = opinion_form(site().catalog.of(found.application.call.release))
    return _page(found, prefilled(form, found.answers))


@desk.post("/opinions/<int:opinion_id>")
@seat(SeatKind.DEPARTMENT)
def answer(opinion_id: int) -> ResponseReturnValue:
    """Keep the department's answer; a save over a newer one shows what was typed again."""
    work, catalog = unit_of_work(), site().catalog
    form = opinion_form(catalog.of(_load(opinion_id).application.call.release))
    typed = read_form(form.questions(), request.form)
    version = version_of(request.form)
    try:
        answer_opinion(work, catalog, actor(), opinion_id, typed=typed, version=version)
    except Problems as wrong:
        return _page(_load(opinion_id), typed, wrong.problems), 422
    except Stale:
        return _page(_load(opinion_id), typed, stale=True), 409
    flash("意見を提出しました。採否が決まるまでは直せます。", "success")
    return redirect(url_for("department.opinions"), 303)


def _load(opinion_id: int) -> Opinion:
    """Give an opinion that one's own department was asked for; NotFound for any other."""
    session = unit_of_work().session
    session.expire_all()
    found = load_opinion(session, actor(), opinion_id)
    if found.department_id not in actor().departments():
        raise NotFound
    return found


def _page(
    found: Opinion,
    typed: Mapping[str, Any],
    problems: tuple[Problem, ...] = (),
    *,
    stale: bool = False,
) -> str:
    catalog = site().catalog
    application = found.application
    handed_in = proposal_in_full(unit_of_work().session, catalog, actor(), application.id)
    form = opinion_form(catalog.of(application.call.release))
    return render_template(
        "department/opinion.html",
        opinion=found,
        application=application,
        handed_in=handed_in,
        form=form,
        typed=typed,
        saved=prefilled(form, found.answers),
        may_answer=application.state in ASKABLE,
        stale=stale,
        problems=problems,
        errors=errors_by_field(problems),
    )
