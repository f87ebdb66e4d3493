"""Planning a call and changing it while it is planned; taking themes into it."""

import re
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan, fiscal_year, format_fiscal_year
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.schemes.actions.calls import (
    NOT_PLANNED,
    change_call,
    plan_call,
    plan_of,
    take_themes,
)
from koubo.schemes.call_schemas import read_call_plan
from koubo.schemes.cloning import clone_plan
from koubo.schemes.deadline_queries import course_deadlines
from koubo.schemes.deadlines import has_tracks
from koubo.schemes.eligibility.case import DAY_NAMES
from koubo.schemes.models import Call
from koubo.schemes.offering import offered, offered_scheme
from koubo.schemes.plans import CallPlan, asked_moments
from koubo.schemes.policy import load_call
from koubo.schemes.queries import themes_to_take
from koubo.schemes.rules import CallState, Scheme
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.panel_forms import numbers_of
from koubo_web.forms.call_forms import boxed, errors_by_field
from koubo_web.forms.differing import differing
from koubo_web.forms.plan_form import PlanForm, labels_of
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

YEAR = re.compile(r"[12][0-9]{3}")
LABELS = (
    ("title", "募集の名前"),
    ("intake_year", "募集年度"),
    ("fiscal_year", "事業年度"),
    ("opens_on", "受付開始の日"),
    ("opens_time", "受付開始の時刻"),
    ("closes_on", "締切の日"),
    ("closes_time", "締切の時刻"),
    ("budget", "予算額（予定）"),
    ("course_ids", "コース"),
    ("briefing", "説明会・事前相談"),
)


@desk.get("/calls/new")
@seat(SeatKind.OFFICER)
def new_call() -> ResponseReturnValue:
    """Ask for a new call, like an earlier one or from scratch; of several schemes, for one first."""
    house = offered(unit_of_work().session, site().catalog)
    schemes = {key: one.scheme for key, one in house.items() if one.scheme.open_courses}
    like = request.args.get("like", type=int)
    if like is not None:
        return _next_years(like)
    wanted = request.args.get("scheme", "")
    chosen = schemes.get(wanted) or (next(iter(schemes.values())) if len(schemes) == 1 else None)
    if chosen is None:
        return render_template("officer/call_scheme.html", schemes=list(schemes.values()))
    year = fiscal_year(day_in_japan(now()))
    form = PlanForm.begun(
        chosen,
        {
            "scheme_id": chosen.id,
            "intake_year": str(year),
            "fiscal_year": str(year + 1),
            "title": f"{format_fiscal_year(year + 1)}事業 {chosen.title}",
            "course_ids": [one.id for one in chosen.open_courses if not one.theme_bound],
        },
    )
    return _form(form, chosen)


def _next_years(call_id: int) -> str:
    """Ask for the call of the year after another, filled in from that one."""
    session, catalog = unit_of_work().session, site().catalog
    cloned = clone_plan(session, catalog, actor(), call_id)
    scheme = offered_scheme(session, catalog, cloned.plan.scheme_id)
    return _form(PlanForm.of(scheme, cloned.plan), scheme, notes=cloned.notes)


@desk.post("/calls/new")
@seat(SeatKind.OFFICER)
def add_call() -> ResponseReturnValue:
    """Plan a new call."""
    work, catalog = unit_of_work(), site().catalog
    scheme = offered_scheme(work.session, catalog, request.form.get("scheme_id", ""))
    form = PlanForm.posted(scheme, request.form)
    try:
        plan = read_call_plan(form.typed, scheme)
        call_id = plan_call(work, catalog, actor(), plan=plan)
    except Problems as found:
        return _form(form, scheme, found.problems), 422
    flash("募集を保存しました。まだ公開していません。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


@desk.get("/calls/<int:call_id>/edit")
@seat(SeatKind.OFFICER)
def edit_call(call_id: int) -> ResponseReturnValue:
    """Ask for changes of a planned call."""
    found = _planned(call_id)
    scheme = offered_scheme(unit_of_work().session, site().catalog, found.scheme_id)
    return _form(PlanForm.of(scheme, _plan_of(found)), scheme, call=found)


@desk.post("/calls/<int:call_id>/edit")
@seat(SeatKind.OFFICER)
def save_call(call_id: int) -> ResponseReturnValue:
    """Change a planned call; a save over a newer one shows both texts."""
    work, who, catalog = unit_of_work(), actor(), site().catalog
    version = version_of(request.form)
    found = _planned(call_id)
    scheme = offered_scheme(work.session, catalog, found.scheme_id)
    form = PlanForm.posted(scheme, request.form)
    try:
        plan = read_call_plan({**form.typed, "scheme_id": found.scheme_id}, scheme)
        change_call(work, catalog, who, call_id, plan=plan, version=version)
    except Problems as wrong:
        return _form(form, scheme, wrong.problems, found, version), 422
    except Stale:
        newest = load_call(work.session, who, call_id)
        work.session.refresh(newest)
        saved = PlanForm.of(scheme, _plan_of(newest)).shown
        rows = differing((*LABELS, *labels_of(scheme)), saved, form.shown)
        return _form(form, scheme, (), newest, newest.version, rows), 409
    flash("募集の内容を保存しました。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


@desk.get("/calls/<int:call_id>/themes")
@seat(SeatKind.OFFICER)
def choose_themes(call_id: int) -> ResponseReturnValue:
    """Ask which coordinated themes the call takes."""
    return _themes(_planned(call_id))


@desk.post("/calls/<int:call_id>/themes")
@seat(SeatKind.OFFICER)
def save_themes(call_id: int) -> ResponseReturnValue:
    """Take the ticked themes into the call."""
    chosen = sorted(numbers_of(request.form.getlist("theme_ids")))
    try:
        take_themes(
            unit_of_work(),
            actor(),
            call_id,
            theme_ids=chosen,
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _themes(_planned(call_id), wrong.problems), 422
    flash(f"募集に載せるテーマを{len(chosen)}件にしました。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


def _planned(call_id: int) -> Call:
    found = load_call(unit_of_work().session, actor(), call_id)
    if found.state is not CallState.PLANNED:
        raise Refused(NOT_PLANNED)
    return found


def _plan_of(call: Call) -> CallPlan:
    courses = course_deadlines(unit_of_work().session, [call.id])
    return plan_of(call, courses.get(call.id, ()))


def _themes(call: Call, problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "officer/call_themes.html",
        call=call,
        themes=themes_to_take(unit_of_work().session, call.facts()),
        problems=problems,
        errors=errors_by_field(problems),
    )


def _form(
    form: PlanForm,
    scheme: Scheme,
    problems: Sequence[Problem] = (),
    call: Call | None = None,
    version: int | None = None,
    rows: list[tuple[str, str, str]] | None = None,
    notes: Sequence[str] = (),
) -> str:
    this_year = fiscal_year(day_in_japan(now()))
    given = {form.call.intake_year.data or "", form.call.fiscal_year.data or ""}
    years = {int(one) for one in given if YEAR.fullmatch(one)}
    years.update(range(this_year - 1, this_year + 4))
    return render_template(
        "officer/call_form.html",
        form=form.call,
        moments=form.moments,
        asked=asked_moments(scheme),
        asked_days=[(day, DAY_NAMES[day]) for day in scheme.asked_days()],
        scheme=scheme,
        call=call,
        version=call.version if call and version is None else version,
        years=[(year, f"{format_fiscal_year(year)}（{year}年度）") for year in sorted(years)],
        courses=[
            (
                one.id,
                one.title,
                f"{one.division}　補助率 {one.funding.rate_short.text}"
                f"　上限 {one.funding.cap_short.text}"
                f"{'　市のテーマに応える形' if one.theme_bound else ''}"
                f"{'　市のテーマに応えることもできる形' if has_tracks(one) else ''}",
            )
            for one in scheme.open_courses
        ],
        problems=boxed(problems),
        errors=errors_by_field(boxed(problems)),
        differing=rows,
        notes=notes,
    )
