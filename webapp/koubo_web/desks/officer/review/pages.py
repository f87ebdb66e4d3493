"""A call's review: its panel, its stages, and beginning one of them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.actions.sheets import mark_absent
from koubo.review.panels.actions.assignment import start_stage
from koubo.review.panels.actions.panel import add_newcomer, copy_panel
from koubo.review.panels.queries.panel import panels_before
from koubo.review.panels.rules import PANEL_ROLE_NAMES, Newcomer
from koubo.review.panels.schemas import read_new_member
from koubo.review.queries.board import Board, stage_board
from koubo.review.queries.hindrances import MemberProgress
from koubo.review.queries.overview import Overview, StageLine, review_overview
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.panel_forms import NewMemberForm, numbers_of
from koubo_web.forms.call_forms import RawForm, posted
from koubo_web.requests import actor, now, site, unit_of_work


@desk.get("/calls/<int:call_id>/review")
@seat(SeatKind.OFFICER)
def review(call_id: int) -> ResponseReturnValue:
    """Show the panel of a call and how far each stage is."""
    return _page(call_id)


@desk.post("/calls/<int:call_id>/review/members")
@seat(SeatKind.OFFICER)
def add_review_member(call_id: int) -> ResponseReturnValue:
    """Seat a person on the panel, by the address of their account, or by name without one."""
    form = posted(NewMemberForm, request.form)
    try:
        member = read_new_member(form.typed)
        add_newcomer(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            newcomer=Newcomer(member.name, member.email),
            chairs=member.chairs,
            place=member.place,
        )
    except Problems as found:
        return _page(call_id, form, found.problems), 422
    except Refused as refused:
        return _page(call_id, form, (Problem("refused", refused.message, "email"),)), 422
    flash("審査委員を登録しました。", "success")
    return redirect(url_for("officer.review", call_id=call_id), 303)


@desk.post("/calls/<int:call_id>/review/members/copy")
@seat(SeatKind.OFFICER)
def copy_review_panel(call_id: int) -> ResponseReturnValue:
    """Take the panel of another call over."""
    numbers = numbers_of([request.form.get("from_call", "")])
    try:
        if not numbers:
            raise Problems([Problem("from_call", "引き継ぐ募集を選んでください。", "from_call")])
        copied = copy_panel(
            unit_of_work(), site().catalog, actor(), call_id, from_call_id=min(numbers)
        )
    except Problems as found:
        return _page(call_id, NewMemberForm(), found.problems), 422
    except Refused as refused:
        problem = Problem("refused", refused.message, "from_call")
        return _page(call_id, NewMemberForm(), (problem,)), 422
    flash(f"審査委員を {copied.seated}人引き継ぎました。", "success")
    for told in copied.left_out:
        flash(f"引き継がなかった委員　{told}", "info-1")
    return redirect(url_for("officer.review", call_id=call_id), 303)


@desk.get("/calls/<int:call_id>/review/<stage_id>/start")
@seat(SeatKind.OFFICER)
def review_starting(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Say what beginning a stage does, before it is done."""
    overview = _overview(call_id)
    board = stage_board(unit_of_work().session, site().catalog, actor(), call_id, stage_id)
    return render_template(
        "officer/review_start.html",
        overview=overview,
        line=_line(overview, stage_id),
        judging=[one for one in overview.members if one.judges(stage_id, day_in_japan(now()))],
        board=board,
    )


@desk.post("/calls/<int:call_id>/review/<stage_id>/start")
@seat(SeatKind.OFFICER)
def begin_review(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Give every member of the panel a sheet for every application."""
    given = start_stage(unit_of_work(), site().catalog, actor(), call_id, stage_id=stage_id)
    flash(f"審査票を {given}件割り当て、委員にお知らせしました。", "success")
    return redirect(url_for("officer.review_board", call_id=call_id, stage_id=stage_id), 303)


@desk.get("/calls/<int:call_id>/review/<stage_id>/members/<int:member_id>/absent")
@seat(SeatKind.OFFICER)
def review_absence(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Say what marking a member absent does, before it is done."""
    board = stage_board(unit_of_work().session, site().catalog, actor(), call_id, stage_id)
    return render_template(
        "officer/review_absent.html", board=board, member=_member(board, member_id)
    )


@desk.post("/calls/<int:call_id>/review/<stage_id>/members/<int:member_id>/absent")
@seat(SeatKind.OFFICER)
def record_absence(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Mark a member's open sheets of a stage absent."""
    closed = mark_absent(
        unit_of_work(),
        site().catalog,
        actor(),
        call_id,
        stage_id=stage_id,
        member_id=member_id,
    )
    flash(f"未提出の審査票 {closed}件を欠席として記録しました。", "success")
    return redirect(url_for("officer.review_board", call_id=call_id, stage_id=stage_id), 303)


def _overview(call_id: int) -> Overview:
    return review_overview(unit_of_work().session, site().catalog, actor(), call_id)


def _line(overview: Overview, stage_id: str) -> StageLine:
    for line in overview.stages:
        if line.stage.id == stage_id:
            return line
    raise NotFound


def _member(board: Board, member_id: int) -> MemberProgress:
    for member in board.members:
        if member.member_id == member_id:
            return member
    raise NotFound


def _page(call_id: int, form: RawForm | None = None, problems: tuple[Problem, ...] = ()) -> str:
    overview = _overview(call_id)
    return render_template(
        "officer/review_panel.html",
        overview=overview,
        today=day_in_japan(now()),
        role_names=PANEL_ROLE_NAMES,
        earlier=panels_before(unit_of_work().session, actor(), overview.call),
        typed=(form or NewMemberForm()).data,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
