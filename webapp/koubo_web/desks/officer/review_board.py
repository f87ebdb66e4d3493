"""The board of a stage: ranking, proposed amounts, workings, and how far the panel is."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.money import format_number
from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo.review.queries.board import Board, BoardRow, stage_board
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review_words import verdict_tag
from koubo_web.forms.score_sheet import sheet_facts, sheet_texts
from koubo_web.panel import Page, Subject
from koubo_web.plugged import panels_for
from koubo_web.requests import actor, now, site, unit_of_work


@dataclass(frozen=True)
class SheetShown:
    """One reviewer's sheet as the officer reads it."""

    reviewer: str
    state: str
    conflict: str
    lines: list[tuple[str, str, str]]


@desk.get("/calls/<int:call_id>/review/<stage_id>")
@seat(SeatKind.OFFICER)
def review_board(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show what the sheets come to, and what is still waited for."""
    board = _board(call_id, stage_id)
    return render_template(
        "officer/review_board.html",
        board=board,
        hindrances=board.hindrances(now()),
        to_confirm=to_confirm(board),
        tag=verdict_tag,
        total=total_text,
        proposed=sum(row.outcome.amount for row in board.rows),
        panels=panels_for(Page.REVIEW_BOARD, Subject.of_call(board.call, stage_id)),
    )


@desk.get("/calls/<int:call_id>/review/<stage_id>/applications/<int:application_id>")
@seat(SeatKind.OFFICER)
def review_working(call_id: int, stage_id: str, application_id: int) -> ResponseReturnValue:
    """Show how one application's place and amount came about, and every sheet for it."""
    board = _board(call_id, stage_id)
    row = next((one for one in board.rows if one.application.id == application_id), None)
    if row is None:
        raise NotFound
    return render_template(
        "officer/review_working.html",
        board=board,
        row=row,
        tag=verdict_tag,
        total=total_text(row),
        sheets=_sheets(board, row),
    )


def to_confirm(board: Board) -> list[str]:
    """Give what the city has yet to confirm of all that the board uses, each reason once."""
    workings = [board.selection.working]
    for row in board.rows:
        workings.append(row.outcome.working)
        workings.append(row.scored.calculated_working)
        if row.scored.score:
            workings.append(row.scored.score.working)
    return list(dict.fromkeys(reason for one in workings for reason in one.to_confirm))


def total_text(row: BoardRow) -> str:
    """Give an application's total, exactly; a dash where no sheet is in."""
    score = row.scored.score
    return f"{format_number(score.total)}／{score.highest}" if score else "—"


def _sheets(board: Board, row: BoardRow) -> list[SheetShown]:
    return [
        SheetShown(
            one.reviewer,
            REVIEW_STEPS.names[one.state],
            one.conflict,
            sheet_facts(board.stage, sheet_texts(board.stage, one.cells, one.comment))
            if one.state is ReviewState.HANDED_IN
            else [],
        )
        for one in row.sheets
    ]


def _board(call_id: int, stage_id: str) -> Board:
    return stage_board(unit_of_work().session, site().catalog, actor(), call_id, stage_id)
