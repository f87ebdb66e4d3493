"""A reviewer's own sheets in Excel: downloaded, filled in, looked at, then saved or handed in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.imports import load_import
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Stale
from koubo.review.paper.actions.imports import OWN_KIND, apply_own_import, plan_own_import
from koubo.review.paper.queries.workbook import ScoreRows, own_rows
from koubo.review.paper.workbook import score_sheets
from koubo.review.paper.workbook_plan import ScorePlan
from koubo_web.access import seat
from koubo_web.desks.reviewer.desk import desk
from koubo_web.desks.score_plan import CHANGED_MEANWHILE, keep_sent, plan_shown
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.workbook_answer import workbook_answer


@desk.get("/calls/<int:call_id>/<stage_id>/workbook")
@seat(SeatKind.REVIEWER)
def own_workbooks(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Offer the workbook, and ask for it when it is filled in."""
    return _upload_page(call_id, stage_id)


@desk.get("/calls/<int:call_id>/<stage_id>/workbook/scores.xlsx")
@seat(SeatKind.REVIEWER)
def own_workbook(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Give the reviewer's own sheets with what is marked so far."""
    found = _rows(call_id, stage_id)
    sheets = score_sheets(found.stage, found.rule, found.rows)
    return workbook_answer(sheets, f"審査票 {found.stage.title} {found.rows[0].reviewer}")


@desk.post("/calls/<int:call_id>/<stage_id>/workbook")
@seat(SeatKind.REVIEWER)
def upload_own_scores(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Keep the file; nothing is saved yet."""
    _rows(call_id, stage_id)
    try:
        draft_id = keep_sent(OWN_KIND, call_id)
        _plan(call_id, stage_id, draft_id)
    except Problems as found:
        return _upload_page(call_id, stage_id, found.problems), 422
    where = url_for("reviewer.own_import", call_id=call_id, stage_id=stage_id, draft_id=draft_id)
    return redirect(where, 303)


@desk.get("/calls/<int:call_id>/<stage_id>/workbook/<int:draft_id>")
@seat(SeatKind.REVIEWER)
def own_import(call_id: int, stage_id: str, draft_id: int) -> ResponseReturnValue:
    """Show what the workbook would write, row by row."""
    return _plan_page(call_id, stage_id, draft_id)


@desk.post("/calls/<int:call_id>/<stage_id>/workbook/<int:draft_id>")
@seat(SeatKind.REVIEWER)
def enter_own_scores(call_id: int, stage_id: str, draft_id: int) -> ResponseReturnValue:
    """Save what was shown, or hand it in, if that is still what would change."""
    hands_in = request.form.get("do") == "hand_in"
    try:
        count = apply_own_import(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            call_id,
            stage_id,
            draft_id,
            shown=request.form.get("shown", ""),
            hands_in=hands_in,
        )
    except (Stale, Problems):
        return _plan_page(call_id, stage_id, draft_id, CHANGED_MEANWHILE), 409
    done = "提出しました" if hands_in else "保存しました。まだ提出していません"
    flash(f"{count}件の審査票を{done}。", "success")
    return redirect(url_for("reviewer.home"), 303)


def _rows(call_id: int, stage_id: str) -> ScoreRows:
    found = own_rows(unit_of_work().session, site().catalog, actor(), call_id, stage_id)
    if not found.rows:
        raise NotFound
    return found


def _plan(call_id: int, stage_id: str, draft_id: int) -> ScorePlan:
    return plan_own_import(
        unit_of_work(), site().catalog, site().files, actor(), call_id, stage_id, draft_id
    )


def _upload_page(call_id: int, stage_id: str, problems: tuple[Problem, ...] = ()) -> str:
    found = _rows(call_id, stage_id)
    return render_template("reviewer/workbook.html", found=found, problems=problems)


def _plan_page(call_id: int, stage_id: str, draft_id: int, warning: str = "") -> str:
    found = _rows(call_id, stage_id)
    draft = load_import(
        unit_of_work().session, actor(), draft_id, kind=OWN_KIND, subject_id=call_id
    )
    plan = _plan(call_id, stage_id, draft_id)
    lacking = [one for one in plan.handing_in if one.lacking]
    return render_template(
        "reviewer/workbook_import.html",
        found=found,
        lacking=lacking,
        **plan_shown(plan, draft, warning),
    )
