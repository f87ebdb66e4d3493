"""One member of a panel: what they are in which stage, their term, and leaving mid-way."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.panels.actions.panel_changes import (
    change_panel_member,
    close_ended_term,
    leave_panel,
)
from koubo.review.panels.queries.panel import Member
from koubo.review.panels.schemas import read_leaving, read_place, read_roles
from koubo.review.queries.overview import Overview, review_overview
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.panel_forms import (
    ROLES,
    LeavingForm,
    PlaceForm,
    place_texts,
    role_texts,
)
from koubo_web.forms.call_forms import RawForm, posted
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

CLOSED = "未提出だった審査票 {count}件を「交代」として閉じました。"


@desk.get("/calls/<int:call_id>/review/members/<int:member_id>")
@seat(SeatKind.OFFICER)
def panel_member(call_id: int, member_id: int) -> ResponseReturnValue:
    """Show a member's place on the panels of a call."""
    return _page(call_id, member_id)


@desk.post("/calls/<int:call_id>/review/members/<int:member_id>")
@seat(SeatKind.OFFICER)
def change_member(call_id: int, member_id: int) -> ResponseReturnValue:
    """Change a member's roles, term and what the list of members says."""
    form = posted(PlaceForm, request.form)
    stages = _overview(call_id).stages
    try:
        roles = read_roles([line.stage for line in stages], request.form)
        closed = change_panel_member(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            member_id,
            place=read_place(form.typed),
            roles=roles,
            version=version_of(request.form),
        )
    except Problems as found:
        return _page(call_id, member_id, form, found.problems), 422
    except Refused as refused:
        problem = Problem("refused", refused.message, f"role-{stages[0].stage.id}")
        return _page(call_id, member_id, form, (problem,)), 422
    flash("委員の登録を直しました。", "success")
    if closed:
        flash(CLOSED.format(count=closed), "info-1")
    return redirect(url_for("officer.panel_member", call_id=call_id, member_id=member_id), 303)


@desk.post("/calls/<int:call_id>/review/members/<int:member_id>/leave")
@seat(SeatKind.OFFICER)
def leave_member(call_id: int, member_id: int) -> ResponseReturnValue:
    """Let a member's term end early."""
    form = posted(LeavingForm, request.form)
    try:
        last_day, reason = read_leaving(form.typed)
        closed = leave_panel(
            unit_of_work(),
            actor(),
            call_id,
            member_id,
            last_day=last_day,
            reason=reason,
            version=version_of(request.form),
        )
    except Problems as found:
        return _page(call_id, member_id, None, found.problems, form), 422
    flash("辞任を記録しました。", "success")
    if closed:
        flash(CLOSED.format(count=closed), "info-1")
    return redirect(url_for("officer.panel_member", call_id=call_id, member_id=member_id), 303)


@desk.post("/calls/<int:call_id>/review/members/<int:member_id>/close")
@seat(SeatKind.OFFICER)
def close_member_sheets(call_id: int, member_id: int) -> ResponseReturnValue:
    """Close the open sheets of a member whose term is over."""
    closed = close_ended_term(unit_of_work(), actor(), call_id, member_id)
    flash(CLOSED.format(count=closed), "success")
    return redirect(url_for("officer.panel_member", call_id=call_id, member_id=member_id), 303)


def _overview(call_id: int) -> Overview:
    return review_overview(unit_of_work().session, site().catalog, actor(), call_id)


def _member(overview: Overview, member_id: int) -> Member:
    for member in overview.members:
        if member.id == member_id:
            return member
    raise NotFound


def _page(
    call_id: int,
    member_id: int,
    form: RawForm | None = None,
    problems: tuple[Problem, ...] = (),
    leaving: RawForm | None = None,
) -> str:
    overview = _overview(call_id)
    member = _member(overview, member_id)
    stages = [line.stage for line in overview.stages]
    return render_template(
        "officer/panel_member.html",
        overview=overview,
        member=member,
        stages=stages,
        roles=ROLES,
        in_force=member.term.holds(day_in_japan(now())),
        typed=form.data if form else place_texts(member),
        chosen=role_texts(member, request.form, [one.id for one in stages]),
        leaving=leaving.data if leaving else {},
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
