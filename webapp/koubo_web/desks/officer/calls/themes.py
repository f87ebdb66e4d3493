"""Themes that departments offer: the officer coordinates them or turns them down."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.history import steps_of
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.actions.themes import coordinate_theme, decline_theme
from koubo.schemes.models import Theme
from koubo.schemes.policy import visible_themes
from koubo.schemes.queries import PAGE, ThemeLine, themes_for, themes_where
from koubo.schemes.rules import THEME_STEPS, ThemeState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.state_words import theme_tag
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, unit_of_work
from koubo_web.versions import version_of

TABS = (("すべて", ""), *((name, state.value) for state, name in THEME_STEPS.names.items()))


@desk.get("/themes")
@seat(SeatKind.OFFICER)
def themes() -> ResponseReturnValue:
    """List the themes of all departments, newest first."""
    wanted = request.args.get("state", "")
    states = [ThemeState(wanted)] if wanted in set(ThemeState) else []
    found = themes_for(
        unit_of_work().session,
        actor(),
        states=states,
        before=request.args.get("before", type=int),
        limit=PAGE + 1,
    )
    shown, next_url = one_page(
        found, PAGE, lambda last: url_for("officer.themes", state=wanted or None, before=last.id)
    )
    return render_template(
        "officer/themes.html",
        themes=[(one, theme_tag(one)) for one in shown],
        tabs=[
            (label, url_for("officer.themes", state=value or None), value == wanted)
            for label, value in TABS
        ],
        next_url=next_url,
    )


@desk.get("/themes/<int:theme_id>")
@seat(SeatKind.OFFICER)
def theme(theme_id: int) -> ResponseReturnValue:
    """Show a theme and what may be done with it."""
    return _page(theme_id)


@desk.post("/themes/<int:theme_id>/coordinate")
@seat(SeatKind.OFFICER)
def coordinate(theme_id: int) -> ResponseReturnValue:
    """Find the theme fit to be published."""
    coordinate_theme(unit_of_work(), actor(), theme_id, version=version_of(request.form))
    flash("テーマの調整を終えました。同じ事業年度の募集に載せられます。", "success")
    return redirect(url_for("officer.theme", theme_id=theme_id), 303)


@desk.post("/themes/<int:theme_id>/decline")
@seat(SeatKind.OFFICER)
def decline(theme_id: int) -> ResponseReturnValue:
    """Turn the theme down for this year."""
    reason = request.form.get("reason", "")
    try:
        decline_theme(
            unit_of_work(), actor(), theme_id, reason=reason, version=version_of(request.form)
        )
    except Problems as wrong:
        return _page(theme_id, wrong.problems, reason), 422
    flash("テーマを見送りにしました。理由を担当課に知らせます。", "success")
    return redirect(url_for("officer.theme", theme_id=theme_id), 303)


def _page(theme_id: int, problems: Sequence[Problem] = (), reason: str = "") -> str:
    session, who = unit_of_work().session, actor()
    found = themes_where(session, Theme.id == theme_id, visible_themes(who))
    if not found:
        raise NotFound
    one: ThemeLine = found[0]
    return render_template(
        "officer/theme.html",
        theme=one,
        tag=theme_tag(one),
        may_coordinate=one.state is ThemeState.OFFERED,
        may_decline=one.state in (ThemeState.OFFERED, ThemeState.COORDINATED),
        timeline=timeline_of(steps_of(session, {Theme: [theme_id]})),
        reason=reason,
        problems=problems,
        errors=errors_by_field(problems),
    )
