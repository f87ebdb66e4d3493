"""Reading an application and marking it; handing the sheet in on a page of its own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.opinions import opinions_for_reviewer
from koubo.applications.schemas import answers_from_json
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo.review.actions.sheets import hand_in_sheet, save_sheet
from koubo.review.queries.own import OwnSheet, own_sheet
from koubo.review.rules import ReviewState, sheet_problems
from koubo.review.schemas import COMMENT_LENGTH, REASON_LENGTH, read_sheet
from koubo_web.access import seat
from koubo_web.desks.opinion_view import opinions_shown
from koubo_web.desks.reviewer.desk import desk
from koubo_web.forms.score_sheet import (
    NOT_POINTS,
    scale_of,
    sheet_facts,
    sheet_texts,
    sheet_told,
    typed_texts,
)
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/reviews/<int:review_id>")
@seat(SeatKind.REVIEWER)
def sheet(review_id: int) -> ResponseReturnValue:
    """Show what was handed in, and the reviewer's own sheet below it."""
    found = _own(review_id)
    show = request.args.get("show") == "problems" and found.state is ReviewState.DECLARED
    problems = tuple(sheet_problems(found.stage, found.cells)) if show else ()
    return _page(found, _saved(found), problems)


@desk.post("/reviews/<int:review_id>")
@seat(SeatKind.REVIEWER)
def save(review_id: int) -> ResponseReturnValue:
    """Keep the sheet as far as it is; then stay, or go on to hand it in."""
    found = _own(review_id)
    typed = typed_texts(found.stage, request.form)
    try:
        read = read_sheet(found.stage, typed)
        save_sheet(
            unit_of_work(),
            actor(),
            review_id,
            cells=read.cells,
            comment=read.comment,
            version=version_of(request.form),
        )
    except Problems as raised:
        return _page(found, typed, raised.problems), 422
    except Stale:
        return _stale_page(review_id, typed), 409
    if request.form.get("do") != "next":
        flash("審査票を保存しました。まだ提出していません。", "success")
        return redirect(url_for("reviewer.sheet", review_id=review_id), 303)
    if problems := tuple(sheet_problems(found.stage, read.cells)):
        return _page(_own(review_id), typed, problems), 422
    return redirect(url_for("reviewer.confirm_sheet", review_id=review_id), 303)


@desk.get("/reviews/<int:review_id>/hand-in")
@seat(SeatKind.REVIEWER)
def confirm_sheet(review_id: int) -> ResponseReturnValue:
    """Show the whole sheet once more before it is handed in."""
    found = _own(review_id)
    if found.state is not ReviewState.DECLARED:
        return redirect(url_for("reviewer.sheet", review_id=review_id))
    if any(sheet_problems(found.stage, found.cells)):
        return redirect(url_for("reviewer.sheet", review_id=review_id, show="problems"))
    return render_template(
        "reviewer/hand_in.html",
        sheet=found,
        lines=sheet_facts(found.stage, _saved(found)),
        total=_total(found),
    )


@desk.post("/reviews/<int:review_id>/hand-in")
@seat(SeatKind.REVIEWER)
def hand_in(review_id: int) -> ResponseReturnValue:
    """Hand the sheet in."""
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
    flash("審査票を提出しました。", "success")
    return redirect(url_for("reviewer.home"), 303)


def _own(review_id: int) -> OwnSheet:
    return own_sheet(unit_of_work().session, site().catalog, actor(), review_id)


def _saved(found: OwnSheet) -> dict[str, str]:
    return sheet_texts(found.stage, found.cells, found.comment)


def _page(
    found: OwnSheet,
    texts: dict[str, str],
    problems: tuple[Problem, ...],
    both: list[tuple[str, str, str]] | None = None,
) -> str:
    return render_template(
        "reviewer/sheet.html",
        sheet=found,
        is_open=found.state is ReviewState.DECLARED,
        answers=answers_from_json(found.form, found.snapshot.answers),
        files=found.snapshot.files,
        opinions=opinions_shown(
            found.scheme,
            opinions_for_reviewer(
                unit_of_work().session, actor(), found.scheme, found.application_id
            ),
        ),
        texts=texts,
        scales={one.id: scale_of(one) for one in found.stage.criteria},
        others=NOT_POINTS,
        reason_length=REASON_LENGTH,
        comment_length=COMMENT_LENGTH,
        both=both or [],
        problems=problems,
        errors={one.field: one.message for one in problems},
    )


def _stale_page(review_id: int, typed: dict[str, str]) -> str:
    """Show both texts: what another tab has saved, and what was typed here."""
    found = _own(review_id)
    saved, mine = sheet_told(found.stage, _saved(found)), sheet_told(found.stage, typed)
    both = [
        (label, old, new) for (label, old), (_, new) in zip(saved, mine, strict=True) if old != new
    ]
    texts = typed if found.state is ReviewState.DECLARED else _saved(found)
    return _page(found, texts, (), both)


def _total(found: OwnSheet) -> str:
    points = [cell.points for cell in found.cells.values() if cell.points is not None]
    return f"{sum(points)}点（{len(points)}項目）"
