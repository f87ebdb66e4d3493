"""Score sheets in Excel: giving workbooks out, and keying what comes back, read back by another."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.imports import load_import
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Stale
from koubo.review.paper.actions.imports import (
    OFFICER_KIND,
    apply_officer_import,
    plan_officer_import,
)
from koubo.review.paper.queries.sheets import paper_stage
from koubo.review.paper.queries.workbook import officer_rows
from koubo.review.paper.workbook import score_sheets
from koubo.review.paper.workbook_plan import ScorePlan
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.score_plan import CHANGED_MEANWHILE, keep_sent, plan_shown
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.workbook_answer import workbook_answer


@desk.get("/calls/<int:call_id>/review/<stage_id>/workbooks")
@seat(SeatKind.OFFICER)
def score_workbooks(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Offer the workbooks, and ask for one that came back."""
    return _upload_page(call_id, stage_id)


@desk.get("/calls/<int:call_id>/review/<stage_id>/workbooks/scores.xlsx")
@seat(SeatKind.OFFICER)
def score_workbook(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Give a workbook of all reviewers, or of one."""
    member_id = request.args.get("member", type=int)
    found = officer_rows(
        unit_of_work().session, site().catalog, actor(), call_id, stage_id, member_id=member_id
    )
    if not found.rows:
        raise NotFound
    whose = found.rows[0].reviewer if member_id else "全員"
    sheets = score_sheets(found.stage, found.rule, found.rows)
    return workbook_answer(sheets, f"審査票 {found.stage.title} {whose}")


@desk.post("/calls/<int:call_id>/review/<stage_id>/workbooks")
@seat(SeatKind.OFFICER)
def upload_scores(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Keep the file; nothing is keyed yet."""
    paper_stage(unit_of_work().session, site().catalog, actor(), call_id, stage_id)
    try:
        draft_id = keep_sent(OFFICER_KIND, call_id)
        _plan(call_id, stage_id, draft_id)
    except Problems as found:
        return _upload_page(call_id, stage_id, found.problems), 422
    where = url_for("officer.score_import", call_id=call_id, stage_id=stage_id, draft_id=draft_id)
    return redirect(where, 303)


@desk.get("/calls/<int:call_id>/review/<stage_id>/workbooks/<int:draft_id>")
@seat(SeatKind.OFFICER)
def score_import(call_id: int, stage_id: str, draft_id: int) -> ResponseReturnValue:
    """Show what the workbook would key, row by row."""
    return _plan_page(call_id, stage_id, draft_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/workbooks/<int:draft_id>")
@seat(SeatKind.OFFICER)
def enter_scores(call_id: int, stage_id: str, draft_id: int) -> ResponseReturnValue:
    """Key what was shown, if that is still what would change."""
    try:
        count = apply_officer_import(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            call_id,
            stage_id,
            draft_id,
            shown=request.form.get("shown", ""),
        )
    except Stale:
        return _plan_page(call_id, stage_id, draft_id, CHANGED_MEANWHILE), 409
    flash(
        f"{count}件の採点を取り込みました。ほかの職員が読み合わせると提出済みになります。",
        "success",
    )
    return redirect(url_for("officer.score_paper", call_id=call_id, stage_id=stage_id), 303)


def _plan(call_id: int, stage_id: str, draft_id: int) -> ScorePlan:
    return plan_officer_import(
        unit_of_work(), site().catalog, site().files, actor(), call_id, stage_id, draft_id
    )


def _upload_page(call_id: int, stage_id: str, problems: tuple[Problem, ...] = ()) -> str:
    stage = paper_stage(unit_of_work().session, site().catalog, actor(), call_id, stage_id)
    return render_template("officer/score_paper/workbooks.html", stage=stage, problems=problems)


def _plan_page(call_id: int, stage_id: str, draft_id: int, warning: str = "") -> str:
    session, who = unit_of_work().session, actor()
    stage = paper_stage(session, site().catalog, who, call_id, stage_id)
    draft = load_import(session, who, draft_id, kind=OFFICER_KIND, subject_id=call_id)
    plan = _plan(call_id, stage_id, draft_id)
    return render_template(
        "officer/score_paper/import.html", stage=stage, **plan_shown(plan, draft, warning)
    )
