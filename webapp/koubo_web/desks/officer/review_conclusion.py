"""The panel's recommendation: written from what was computed, confirmed, recorded, read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.queries.decisions import drafted_selection
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.actions.conclusion import check_conclusion, conclude_stage
from koubo.review.conclusions import conclusions_of, line_field
from koubo.review.queries.board import Board, stage_board
from koubo.review.queries.overview import stage_started
from koubo.review.queries.progress import progress_of
from koubo.review.queries.recommendation import Recorded, recorded_recommendation
from koubo.review.rules import CONCLUSION_NAMES, Conclusion
from koubo.review.schemas import RecommendationInput, read_recommendation
from koubo.schemes.policy import load_call
from koubo.schemes.rules import CallState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review_words import conclusion_tag, verdict_tag
from koubo_web.requests import actor, now, site, unit_of_work

DAY = "concluded_on"
DAY_BOXES = ("year", "month", "day")
LINE_FIELDS = ("conclusion", "amount", "conditions", "remarks")


@desk.get("/calls/<int:call_id>/review/<stage_id>/recommendation")
@seat(SeatKind.OFFICER, SeatKind.RELEASER)
def review_recommendation(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show the recommendation that stands."""
    recorded = recorded_recommendation(
        unit_of_work().session, site().catalog, actor(), call_id, stage_id
    )
    return render_template(
        "officer/review_recorded.html",
        recorded=recorded,
        conclusion_tag=conclusion_tag,
        verdict_tag=verdict_tag,
        may_see_board=actor().sits_as(SeatKind.OFFICER),
        onward=_onward(recorded) if actor().sits_as(SeatKind.OFFICER) else None,
    )


def _onward(recorded: Recorded) -> tuple[str, str] | None:
    """Give what follows a recorded conclusion, label and address; None where it was done."""
    work, call_id = unit_of_work(), recorded.call_id
    call = load_call(work.session, actor(), call_id)
    if call.state is not CallState.PUBLISHED:
        return None
    still_open = progress_of(work.session, {call_id: site().catalog.of(call.release)})[call_id].open
    if not still_open:
        if drafted_selection(work.session, actor(), call_id):
            return None
        return "決定を起案する", url_for("officer.new_selection", call_id=call_id)
    following = still_open[0]
    if stage_started(work.session, call_id, following.id):
        return None
    url = url_for("officer.review_starting", call_id=call_id, stage_id=following.id)
    return f"{following.title}を始める", url


@desk.get("/calls/<int:call_id>/review/<stage_id>/conclude")
@seat(SeatKind.OFFICER)
def review_conclusion(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Offer the computed selection as the panel's own conclusion, to be mended where it differs."""
    board = _board(call_id, stage_id)
    if board.concluded_on is not None:
        return redirect(_recorded_url(call_id, stage_id))
    if hindrances := board.hindrances(now()):
        raise Refused("\n".join(hindrances))
    return _form(board, _proposed(board), ())


@desk.post("/calls/<int:call_id>/review/<stage_id>/conclude")
@seat(SeatKind.OFFICER)
def record_recommendation(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Judge what was written; show it for confirmation, and then record it."""
    board = _board(call_id, stage_id)
    typed = _typed(board)
    do = request.form.get("do", "check")
    if do == "back":
        return _form(board, typed, ())
    try:
        read = read_recommendation(
            (row.application.id for row in board.rows), {**typed, DAY: _day_boxes(typed)}
        )
        if do == "record":
            _record(call_id, stage_id, read)
        else:
            _check(call_id, stage_id, read)
    except Problems as found:
        return _form(board, typed, found.problems), 422
    if do != "record":
        return _confirm_page(board, typed, read)
    flash(f"「{board.stage.title}」の結論を記録しました。", "success")
    return redirect(_recorded_url(call_id, stage_id), 303)


def _check(call_id: int, stage_id: str, read: RecommendationInput) -> None:
    check_conclusion(
        unit_of_work(),
        site().catalog,
        actor(),
        call_id,
        stage_id=stage_id,
        concluded_on=read.concluded_on,
        lines=read.lines,
    )


def _record(call_id: int, stage_id: str, read: RecommendationInput) -> None:
    conclude_stage(
        unit_of_work(),
        site().catalog,
        actor(),
        call_id,
        stage_id=stage_id,
        concluded_on=read.concluded_on,
        lines=read.lines,
        remarks=read.remarks,
    )


def _board(call_id: int, stage_id: str) -> Board:
    return stage_board(unit_of_work().session, site().catalog, actor(), call_id, stage_id)


def _recorded_url(call_id: int, stage_id: str) -> str:
    return url_for("officer.review_recommendation", call_id=call_id, stage_id=stage_id)


def _fields(board: Board) -> list[str]:
    lines = [line_field(name, row.application.id) for row in board.rows for name in LINE_FIELDS]
    return [*(f"{DAY}-{box}" for box in DAY_BOXES), "remarks", *lines]


def _typed(board: Board) -> dict[str, str]:
    """Give what was sent for the fields of this form, and nothing else."""
    return {name: request.form.get(name, "") for name in _fields(board)}


def _day_boxes(typed: Mapping[str, str]) -> dict[str, str]:
    return {box: typed[f"{DAY}-{box}"] for box in DAY_BOXES}


def _proposed(board: Board) -> dict[str, str]:
    """Give the form's texts as the computed selection would fill them in."""
    typed = dict.fromkeys(_fields(board), "")
    today: date = day_in_japan(now())
    typed |= {
        f"{DAY}-year": str(today.year),
        f"{DAY}-month": str(today.month),
        f"{DAY}-day": str(today.day),
    }
    for one in board.proposals():
        typed[line_field("conclusion", one.application_id)] = one.conclusion.value
        if one.amount:
            typed[line_field("amount", one.application_id)] = f"{one.amount:,}"
    return typed


def _shown(board: Board) -> dict[str, Any]:
    proposals = {one.application_id: one for one in board.proposals()}
    if not proposals:
        raise NotFound
    return {
        "board": board,
        "proposals": proposals,
        "verdict_tag": verdict_tag,
        "names": CONCLUSION_NAMES,
    }


def _form(board: Board, typed: Mapping[str, str], problems: tuple[Problem, ...]) -> str:
    return render_template(
        "officer/review_conclude.html",
        typed=typed,
        day=_day_boxes(typed),
        choices=[(one.value, CONCLUSION_NAMES[one]) for one in conclusions_of(last=board.last)],
        problems=problems,
        errors={one.field: one.message for one in problems},
        **_shown(board),
    )


def _confirm_page(board: Board, typed: Mapping[str, str], read: RecommendationInput) -> str:
    return render_template(
        "officer/review_confirm.html",
        typed=typed,
        read=read,
        lines={one.application_id: one for one in read.lines},
        conclusion_tag=conclusion_tag,
        recommended=sum(
            one.amount for one in read.lines if one.conclusion is Conclusion.RECOMMENDED
        ),
        **_shown(board),
    )
