"""The department's pages: its themes and their states, and the applications that answer them."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from koubo.applications.queries.department import answering_applications
from koubo.applications.queries.in_full import proposal_in_full
from koubo.applications.queries.opinions import opinions_waiting
from koubo.applications.queries.staff import PAGE as APPLICATIONS_PAGE
from koubo.calendar import day_in_japan, fiscal_year, format_fiscal_year
from koubo.people.history import steps_of
from koubo.people.models import Department
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.reporting.evaluation.queries import projects_for
from koubo.schemes.actions.themes import change_theme, offer_theme
from koubo.schemes.call_schemas import read_theme
from koubo.schemes.models import Theme
from koubo.schemes.policy import visible_themes
from koubo.schemes.queries import PAGE, ThemeLine, themes_for, themes_where
from koubo.schemes.rules import ThemeState
from koubo_web.access import seat
from koubo_web.desks.award_words import award_tag
from koubo_web.desks.department.desk import desk
from koubo_web.desks.department.todo import opinions_todo, theme_todo
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.state_words import application_tag, theme_tag
from koubo_web.desks.todo import cards
from koubo_web.forms.call_forms import RawForm, ThemeForm, errors_by_field, posted
from koubo_web.forms.differing import differing
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

SHOWN = 5
LABELS = (
    ("fiscal_year", "事業年度"),
    ("title", "テーマの名前"),
    ("issue", "地域の課題"),
    ("wish", "団体に期待すること"),
    ("city_part", "担当課ができること"),
)
FIXED = "事務局の調整が終わったテーマは、ここでは直せません。事務局に相談してください。"


@desk.get("/")
@seat(SeatKind.DEPARTMENT)
def home() -> ResponseReturnValue:
    """Show what to do, what waits in figures, then the newest themes, applications and projects."""
    work, who = unit_of_work(), actor()
    session = work.session
    asked = opinions_waiting(session, who)
    themes = themes_for(session, who, limit=SHOWN)
    return render_template(
        "department/home.html",
        todos=cards([*opinions_todo(asked), *theme_todo(work, who)], now()),
        counts=[
            ("返事を待たれている意見", len(asked), "件", url_for("department.opinions")),
            ("調整中のテーマ", _offered(themes), "件", url_for("department.themes")),
        ],
        opinions=asked[:SHOWN],
        today=day_in_japan(now()),
        themes=[(one, theme_tag(one)) for one in themes],
        applications=_tagged(answering_applications(session, who, limit=SHOWN)),
        projects=[(one, award_tag(one.state)) for one in projects_for(session, who, limit=SHOWN)],
    )


def _offered(themes: Sequence[ThemeLine]) -> int:
    return sum(one.state is ThemeState.OFFERED for one in themes)


@desk.get("/themes")
@seat(SeatKind.DEPARTMENT)
def themes() -> ResponseReturnValue:
    """List the department's themes, newest first."""
    before = request.args.get("before", type=int)
    found = themes_for(unit_of_work().session, actor(), before=before, limit=PAGE + 1)
    shown, next_url = one_page(
        found, PAGE, lambda last: url_for("department.themes", before=last.id)
    )
    return render_template(
        "department/themes.html",
        themes=[(one, theme_tag(one)) for one in shown],
        next_url=next_url,
    )


@desk.get("/themes/new")
@seat(SeatKind.DEPARTMENT)
def new_theme() -> ResponseReturnValue:
    """Ask for a new theme, of the coming year unless another is chosen."""
    year = fiscal_year(day_in_japan(now())) + 1
    return _form(ThemeForm(data={"fiscal_year": str(year)}))


@desk.post("/themes/new")
@seat(SeatKind.DEPARTMENT)
def add_theme() -> ResponseReturnValue:
    """Offer a new theme on behalf of the person's department."""
    form, who = posted(ThemeForm, request.form), actor()
    mine = sorted(who.departments())
    chosen = request.form.get("department_id", type=int) if len(mine) > 1 else mine[0]
    try:
        if chosen is None:
            message = "どの課のテーマかを選んでください。"
            raise Problems([Problem("department", message, "department_id")])
        theme_id = offer_theme(
            unit_of_work(), who, department_id=chosen, theme=read_theme(form.typed)
        )
    except Problems as wrong:
        return _form(form, wrong.problems), 422
    flash("テーマを事務局に提出しました。調整が終わるまでは直せます。", "success")
    return redirect(url_for("department.theme", theme_id=theme_id), 303)


@desk.get("/themes/<int:theme_id>")
@seat(SeatKind.DEPARTMENT)
def theme(theme_id: int) -> ResponseReturnValue:
    """Show a theme, where it stands, and what became of it."""
    session = unit_of_work().session
    found = _load(theme_id)
    return render_template(
        "department/theme.html",
        theme=found,
        tag=theme_tag(found),
        may_change=found.state is ThemeState.OFFERED,
        is_public=found.call_id is not None
        and found.state in (ThemeState.PUBLISHED, ThemeState.TAKEN),
        timeline=timeline_of(steps_of(session, {Theme: [theme_id]})),
    )


@desk.get("/themes/<int:theme_id>/edit")
@seat(SeatKind.DEPARTMENT)
def edit_theme(theme_id: int) -> ResponseReturnValue:
    """Ask for another wording."""
    found = _load(theme_id)
    if found.state is not ThemeState.OFFERED:
        raise Refused(FIXED)
    return _form(ThemeForm.of(found), theme=found)


@desk.post("/themes/<int:theme_id>/edit")
@seat(SeatKind.DEPARTMENT)
def save_theme(theme_id: int) -> ResponseReturnValue:
    """Word a theme anew; a save over a newer one shows both texts."""
    form, version, found = (
        posted(ThemeForm, request.form),
        version_of(request.form),
        _load(theme_id),
    )
    try:
        change_theme(
            unit_of_work(), actor(), theme_id, theme=read_theme(form.typed), version=version
        )
    except Problems as wrong:
        return _form(form, wrong.problems, found, version), 422
    except Stale:
        newest = _load(theme_id)
        rows = differing(LABELS, ThemeForm.of(newest).typed, form.typed)
        return _form(form, (), newest, newest.version, rows), 409
    flash("テーマを保存しました。", "success")
    return redirect(url_for("department.theme", theme_id=theme_id), 303)


@desk.get("/applications")
@seat(SeatKind.DEPARTMENT)
def applications() -> ResponseReturnValue:
    """List the applications that answer the department's themes, newest first."""
    before = request.args.get("before", type=int)
    limit = APPLICATIONS_PAGE
    found = answering_applications(unit_of_work().session, actor(), before=before, limit=limit + 1)
    shown, next_url = one_page(
        found, limit, lambda last: url_for("department.applications", before=last.id)
    )
    return render_template(
        "department/applications.html",
        applications=_tagged(shown),
        next_url=next_url,
    )


@desk.get("/applications/<int:application_id>")
@seat(SeatKind.DEPARTMENT)
def application(application_id: int) -> ResponseReturnValue:
    """Show an application that answers one of the department's themes, for reading only."""
    found = proposal_in_full(unit_of_work().session, site().catalog, actor(), application_id)
    return render_template(
        "department/application.html",
        handed_in=found,
        application=found.filing.application,
        tag=application_tag(found.filing.application.state),
    )


def _tagged(rows: Sequence[Any]) -> list[tuple[Any, tuple[str, str]]]:
    return [(one, application_tag(one.state)) for one in rows]


def _load(theme_id: int) -> ThemeLine:
    found = themes_where(
        unit_of_work().session,
        Theme.id == theme_id,
        Theme.department_id.in_(actor().departments()),
        visible_themes(actor()),
    )
    if not found:
        raise NotFound
    return found[0]


def _form(
    form: RawForm,
    problems: Sequence[Problem] = (),
    theme: ThemeLine | None = None,
    version: int | None = None,
    rows: list[tuple[str, str, str]] | None = None,
) -> str:
    year = fiscal_year(day_in_japan(now()))
    mine = unit_of_work().session.execute(
        select(Department.id, Department.name)
        .where(Department.id.in_(actor().departments()))
        .order_by(Department.name)
    )
    return render_template(
        "department/theme_form.html",
        form=form,
        theme=theme,
        version=theme.version if theme and version is None else version,
        departments=[(number, name) for number, name in mine],
        chosen=request.form.get("department_id", ""),
        years=[(one, f"{format_fiscal_year(one)}（{one}年度）") for one in range(year, year + 4)],
        problems=problems,
        errors=errors_by_field(problems),
        differing=rows,
    )
