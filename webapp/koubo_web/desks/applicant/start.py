"""Beginning an application: which organisation, which course, which theme."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from koubo.applications.actions.drafts import start_application
from koubo.people.queries import organisations_of
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.queries import CallPage, call_page
from koubo.schemes.rules import Phase, ThemeState
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.requests import actor, now, site, unit_of_work

TO_CHOOSE = frozenset({ThemeState.PUBLISHED, ThemeState.TAKEN})


@desk.get("/calls/<int:call_id>/start")
@signed_in
def start(call_id: int) -> ResponseReturnValue:
    """Ask with what to begin; who has no organisation yet records one first."""
    if not actor().organisation_ids:
        flash("応募は団体の名前で行います。はじめに団体を登録してください。", "info-1")
        return redirect(url_for("applicant.new_organisation"))
    page = call_page(unit_of_work().session, call_id)
    if page.phase(now()) is not Phase.OPEN:
        return redirect(url_for("public.call", call_id=call_id))
    return _form(page, MultiDict())


@desk.post("/calls/<int:call_id>/start")
@signed_in
def begin(call_id: int) -> ResponseReturnValue:
    """Begin the application, and open the first page of its form."""
    work, who, catalog = unit_of_work(), actor(), site().catalog
    page = call_page(work.session, call_id)
    scheme = catalog.pinned(page.scheme_text)
    course_id = request.form.get("course_id", "")
    try:
        _require_choice(page, course_id)
        organisation_id = _number("organisation_id")
        if organisation_id not in who.organisation_ids:
            raise Problems([Problem("organisation", "団体を選んでください。", "organisation_id")])
        theme_bound = scheme.course(course_id).theme_bound
        filing_id = start_application(
            work,
            catalog,
            who,
            call_id,
            course_id=course_id,
            organisation_id=organisation_id,
            theme_id=_number("theme_id") if theme_bound else None,
        )
    except Problems as found:
        return _form(page, request.form, found.problems), 422
    flash("応募を始めました。下書きは、いつでも保存して中断できます。", "success")
    return redirect(url_for("applicant.open_filing", filing_id=filing_id), 303)


def _require_choice(page: CallPage, course_id: str) -> None:
    if course_id not in page.course_ids:
        raise Problems([Problem("course", "コースを選んでください。", "course_id")])


def _number(name: str) -> int | None:
    return request.form.get(name, type=int)


def _form(page: CallPage, typed: MultiDict[str, str], problems: tuple[Problem, ...] = ()) -> str:
    scheme = site().catalog.pinned(page.scheme_text)
    courses = [scheme.course(one) for one in page.course_ids]
    organisations = organisations_of(unit_of_work().session, actor())
    if not organisations:
        raise NotFound
    shown: dict[str, Any] = {
        "courses": [(one.id, one.title, one.summary) for one in courses],
        "bound": [one.title for one in courses if one.theme_bound],
        "themes": [
            (str(one.id), one.title, f"{one.department}　{one.issue}")
            for one in page.themes
            if one.state in TO_CHOOSE
        ],
        "organisations": [(str(one.id), one.name, one.kind) for one in organisations],
        "only": organisations[0] if len(organisations) == 1 else None,
        "errors": {one.field: one.message for one in problems},
    }
    return render_template(
        "applicant/start.html", call=page, typed=typed, problems=problems, **shown
    )
