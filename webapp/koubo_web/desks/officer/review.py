"""A call's review: its panel, its stages, and beginning one of them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.actions.assignment import start_stage
from koubo.review.actions.panel import add_panel_member
from koubo.review.actions.sheets import mark_absent
from koubo.review.queries.board import Board, MemberProgress, stage_board
from koubo.review.queries.overview import Overview, StageLine, review_overview
from koubo.review.queries.panel import person_with_email
from koubo.review.schemas import read_panel_member
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work


@desk.get("/calls/<int:call_id>/review")
@seat(SeatKind.OFFICER)
def review(call_id: int) -> ResponseReturnValue:
    """Show the panel of a call and how far each stage is."""
    return _page(call_id)


@desk.post("/calls/<int:call_id>/review/members")
@seat(SeatKind.OFFICER)
def add_review_member(call_id: int) -> ResponseReturnValue:
    """Seat a person on the panel, by the address of their account."""
    work = unit_of_work()
    try:
        email, chairs = read_panel_member(request.form)
        person_id = person_with_email(work.session, email)
        if person_id is None:
            message = (
                "このメールアドレスの登録がありません。"
                "委員になる方に、先に利用者登録をしてもらってください。"
            )
            raise Problems([Problem("unknown", message, "email")])
        add_panel_member(work, site().catalog, actor(), call_id, person_id=person_id, chairs=chairs)
    except Problems as found:
        return _page(call_id, found.problems), 422
    except Refused as refused:
        return _page(call_id, (Problem("refused", refused.message, "email"),)), 422
    flash("審査委員を登録しました。", "success")
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


def _page(call_id: int, problems: tuple[Problem, ...] = ()) -> str:
    return render_template(
        "officer/review_panel.html",
        overview=_overview(call_id),
        typed=request.form,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
