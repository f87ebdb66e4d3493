"""Reading an application and marking it; handing the sheet in on a page of its own."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import JST
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.review.actions.reopening import ask_to_reopen
from koubo.review.actions.sheets import hand_in_sheet, save_sheet
from koubo.review.own_total import UNMARKED, own_total
from koubo.review.queries.own_sheet import OwnSheet, own_rules
from koubo.review.rules import ReviewState, sheet_problems
from koubo.review.schemas import SheetInput, read_sheet
from koubo.review.selection.values import CellState
from koubo.schemes.review_words import SelectionRule, Stage
from koubo_web.access import seat
from koubo_web.desks.reviewer.desk import desk
from koubo_web.desks.reviewer.notes import note_of
from koubo_web.desks.reviewer.sheet_page import (
    NOTE,
    Shown,
    own,
    saved_texts,
    sheet_page,
    stale_page,
    total_told,
)
from koubo_web.forms.score_sheet import sheet_facts, typed_texts, unmarked_told
from koubo_web.forms.seen import page_of
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

OVERTAKEN = (
    "ほかの画面で先に保存しています。ここで入力した内容は、この画面に残っています。"
    "「途中まで保存する」を押すと、両方を見比べられます。"
)


@desk.get("/reviews/<int:review_id>")
@seat(SeatKind.REVIEWER)
def sheet(review_id: int) -> ResponseReturnValue:
    """Show what was handed in, and the reviewer's own sheet beside it."""
    found = own(review_id)
    show = request.args.get("show") == "problems" and found.state is ReviewState.DECLARED
    rule = found.scheme.selection
    problems = tuple(sheet_problems(found.stage, rule, found.cells)) if show else ()
    return sheet_page(found, Shown(problems=problems))


@desk.post("/reviews/<int:review_id>")
@seat(SeatKind.REVIEWER)
def save(review_id: int) -> ResponseReturnValue:
    """Keep the sheet as far as it is; then stay, or go on to hand it in."""
    stage, rule = _rules(review_id)
    typed = _typed(stage)
    try:
        read = read_sheet(stage, typed)
        _save(review_id, read)
    except Problems as raised:
        return sheet_page(own(review_id), Shown(typed, raised.problems)), 422
    except Stale:
        return stale_page(review_id, typed), 409
    except Refused as refused:
        # What was typed in vain stays on the page, so that it can be copied out.
        return sheet_page(own(review_id), Shown(typed, (Problem("refused", refused.message),))), 409
    if request.form.get("do") != "next":
        flash("審査票を保存しました。まだ提出していません。", "success")
        return redirect(url_for("reviewer.sheet", review_id=review_id), 303)
    if problems := tuple(sheet_problems(stage, rule, read.cells)):
        return sheet_page(own(review_id), Shown(typed, problems)), 422
    return redirect(url_for("reviewer.confirm_sheet", review_id=review_id), 303)


@desk.post("/reviews/<int:review_id>/autosave")
@seat(SeatKind.REVIEWER)
def autosave_sheet(review_id: int) -> ResponseReturnValue:
    """Keep what is marked so far while the reviewer goes on; static/js/autosave.js asks for it."""
    stage, rule = _rules(review_id)
    try:
        read = read_sheet(stage, typed_texts(stage, request.form))
        version = _save(review_id, read)
    except Problems as raised:
        return jsonify(message="　".join(one.message for one in raised.problems)), 422
    except Stale:
        return jsonify(message=OVERTAKEN), 409
    except Refused as refused:
        return jsonify(message=refused.message), 409
    return jsonify(
        message=f"{now().astimezone(JST):%H:%M}に保存しました",
        fields={"version": str(version)},
        outputs={"own-total": own_total(stage, rule, read.cells).told},
    )


@desk.get("/reviews/<int:review_id>/hand-in")
@seat(SeatKind.REVIEWER)
def confirm_sheet(review_id: int) -> ResponseReturnValue:
    """Show the whole sheet once more before it is handed in."""
    found = own(review_id)
    if found.state is not ReviewState.DECLARED or found.closed_because(now()):
        return redirect(url_for("reviewer.sheet", review_id=review_id))
    rule = found.scheme.selection
    if any(sheet_problems(found.stage, rule, found.cells)):
        return redirect(url_for("reviewer.sheet", review_id=review_id, show="problems"))
    blank = [one.title for one in found.stage.criteria if not _is_marked(found, one.id)]
    return render_template(
        "reviewer/hand_in.html",
        sheet=found,
        lines=sheet_facts(found.stage, saved_texts(found)),
        total=total_told(found),
        blank="「" + "」「".join(blank) + f"」は未採点です。{unmarked_told(rule)}" if blank else "",
    )


@desk.post("/reviews/<int:review_id>/hand-in")
@seat(SeatKind.REVIEWER)
def hand_in(review_id: int) -> ResponseReturnValue:
    """Hand the sheet in; then back to the list, or on to the next that is still open."""
    try:
        hand_in_sheet(
            unit_of_work(),
            site().catalog,
            actor(),
            review_id,
            version=version_of(request.form),
        )
    except Problems:
        return redirect(url_for("reviewer.sheet", review_id=review_id, show="problems"), 303)
    if request.form.get("do") != "next":
        flash("審査票を提出しました。", "success")
        return redirect(url_for("reviewer.home"), 303)
    found = own(review_id)
    flash(
        f"「{found.project}」の審査票を提出しました（{found.due_count}件中 {found.done_count}件 提出済み）。",
        "success",
    )
    following = found.next_open
    to = url_for("reviewer.sheet", review_id=following.id) if following else None
    return redirect(to or url_for("reviewer.home"), 303)


@desk.get("/reviews/<int:review_id>/ask-back")
@seat(SeatKind.REVIEWER)
def confirm_ask_back(review_id: int) -> ResponseReturnValue:
    """Ask why the reviewer wants a sheet back that was handed in."""
    found = own(review_id)
    if found.state is not ReviewState.HANDED_IN:
        return redirect(url_for("reviewer.sheet", review_id=review_id))
    return _ask_page(found, "", "")


@desk.post("/reviews/<int:review_id>/ask-back")
@seat(SeatKind.REVIEWER)
def ask_back(review_id: int) -> ResponseReturnValue:
    """Ask the officers to give the sheet back."""
    found, reason = own(review_id), request.form.get("reason", "")
    try:
        ask_to_reopen(unit_of_work(), site().catalog, actor(), review_id, reason=reason)
    except Problems as raised:
        return _ask_page(found, reason, raised.problems[0].message), 422
    flash("事務局に申し出ました。審査票が戻されると、メールでお知らせします。", "success")
    return redirect(url_for("reviewer.sheet", review_id=review_id), 303)


def _rules(review_id: int) -> tuple[Stage, SelectionRule]:
    return own_rules(unit_of_work().session, site().catalog, actor(), review_id)


def _save(review_id: int, read: SheetInput) -> int:
    return save_sheet(
        unit_of_work(),
        actor(),
        review_id,
        cells=read.cells,
        comment=read.comment,
        version=version_of(request.form),
        page=page_of(request.form),
        note=note_of(request.form),
    )


def _typed(stage: Stage) -> dict[str, str]:
    """Give what was typed, with the reviewer's own note where the page had a field for it."""
    note = {NOTE: request.form[NOTE]} if NOTE in request.form else {}
    return typed_texts(stage, request.form) | note


def _is_marked(found: OwnSheet, criterion_id: str) -> bool:
    return found.cells.get(criterion_id, UNMARKED).state is not CellState.MISSING


def _ask_page(found: OwnSheet, reason: str, error: str) -> str:
    problems = (Problem("reason", error, "reason"),) if error else ()
    return render_template(
        "reviewer/ask_back.html", sheet=found, reason=reason, error=error, problems=problems
    )
