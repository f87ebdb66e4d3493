"""Writing the panel's conclusion: from what was computed, kept as a draft, confirmed, recorded."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.money import format_number
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.review.actions.conclusion import check_conclusion, conclude_stage
from koubo.review.actions.conclusion_drafts import NOT_YET, save_conclusion_draft
from koubo.review.conclusions import conclusions_of, line_field, pot_sums, texts_of
from koubo.review.cut_line import told_at_the_line
from koubo.review.queries.board import Board, BoardRow, stage_board
from koubo.review.queries.conclusion_drafts import KeptDraft, conclusion_draft
from koubo.review.queries.recommendation import recorded_recommendation
from koubo.review.rules import CONCLUSION_NAMES, Conclusion
from koubo.review.schemas import RecommendationInput, read_recommendation
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.conclusion_texts import (
    DAY,
    BothTexts,
    day_boxes,
    differing,
    fields_of,
    moved_since,
    proposed_texts,
    recommended_sums,
    typed_in,
)
from koubo_web.desks.officer.review.words import conclusion_tag, verdict_tag
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/calls/<int:call_id>/review/<stage_id>/conclude")
@seat(SeatKind.OFFICER)
def review_conclusion(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Take up what was kept, or offer the computed selection as the panel's own conclusion."""
    board = _board(call_id, stage_id)
    if board.concluded_on is not None:
        return redirect(_recorded_url(call_id, stage_id))
    if hindrances := board.hindrances(now()):
        raise Refused("\n".join(hindrances))
    kept = _kept(call_id, stage_id)
    typed = proposed_texts(board)
    if kept and not _is_fresh():
        typed |= {name: kept.texts[name] for name in fields_of(board) if name in kept.texts}
    return _form(board, typed, kept=kept)


@desk.post("/calls/<int:call_id>/review/<stage_id>/conclude")
@seat(SeatKind.OFFICER)
def record_recommendation(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Keep what was written, add it up, show it for confirmation, or record it."""
    board = _board(call_id, stage_id)
    typed, do = typed_in(board), request.form.get("do", "check")
    if board.concluded_on is not None:
        return _overtaken(board, typed)
    kept = _kept(call_id, stage_id)
    if do in ("back", "recount"):
        return _form(board, typed, kept=kept, version=version_of(request.form))
    if do == "save":
        return _save(board, typed)
    if (kept.version if kept else NOT_YET) != version_of(request.form):
        return _both(board, typed, kept)
    try:
        read = read_recommendation(
            (row.application.id for row in board.rows), {**typed, DAY: day_boxes(typed)}
        )
        if do != "record":
            _check(call_id, stage_id, read)
            return _confirm_page(board, typed, read)
        _record(call_id, stage_id, read)
    except Problems as found:
        return _form(board, typed, found.problems, kept=kept), 422
    except Stale:
        return _stale(call_id, stage_id, typed)
    flash(f"「{board.stage.title}」の結論を記録しました。", "success")
    return redirect(_recorded_url(call_id, stage_id), 303)


def _is_fresh() -> bool:
    """Say whether somebody begins anew beside a kept draft; the form carries it on."""
    return "fresh" in request.values


def _save(board: Board, typed: Mapping[str, str]) -> ResponseReturnValue:
    call_id, stage_id = board.call.id, board.stage.id
    try:
        save_conclusion_draft(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            stage_id=stage_id,
            texts=typed,
            proposed=proposed_texts(board),
            version=version_of(request.form),
        )
    except Stale:
        return _stale(call_id, stage_id, typed)
    flash("途中まで保存しました。あとで、ほかの職員も続きを書けます。", "success")
    return redirect(url_for("officer.review_conclusion", call_id=call_id, stage_id=stage_id), 303)


def _stale(call_id: int, stage_id: str, typed: Mapping[str, str]) -> ResponseReturnValue:
    """Show both texts where a colleague was quicker, whatever it was that they did."""
    board = _board(call_id, stage_id)
    if board.concluded_on is not None:
        return _overtaken(board, typed)
    return _both(board, typed, _kept(call_id, stage_id))


def _both(board: Board, typed: Mapping[str, str], kept: KeptDraft | None) -> ResponseReturnValue:
    """Show the form with the officer's own text, and beside it what a colleague kept."""
    theirs = differing(board, kept.texts, typed) if kept else ()
    return _form(board, typed, kept=kept, both=theirs, overtaken=True), 409


def _overtaken(board: Board, typed: Mapping[str, str]) -> ResponseReturnValue:
    """Show what is recorded beside what was written; pressed twice, it is the same and needs nothing."""
    call_id, stage_id = board.call.id, board.stage.id
    recorded = recorded_recommendation(
        unit_of_work().session, site().catalog, actor(), call_id, stage_id
    )
    stands = texts_of(
        recorded.concluded_on, recorded.remarks, (one.written() for one in recorded.lines)
    )
    both = differing(board, stands, typed)
    if not both:
        return redirect(_recorded_url(call_id, stage_id), 303)
    return render_template(
        "officer/review_overtaken.html", recorded=recorded, both=both, board=board
    ), 409


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
        draft_version=version_of(request.form),
    )


def _board(call_id: int, stage_id: str) -> Board:
    return stage_board(unit_of_work().session, site().catalog, actor(), call_id, stage_id)


def _kept(call_id: int, stage_id: str) -> KeptDraft | None:
    return conclusion_draft(unit_of_work().session, actor(), call_id, stage_id)


def _recorded_url(call_id: int, stage_id: str) -> str:
    return url_for("officer.review_recommendation", call_id=call_id, stage_id=stage_id)


def _shown(board: Board) -> dict[str, Any]:
    proposals = {one.application_id: one for one in board.proposals()}
    if not proposals:
        raise NotFound
    return {
        "board": board,
        "proposals": proposals,
        "verdict_tag": verdict_tag,
        "names": CONCLUSION_NAMES,
        "scores": {row.application.id: _score(row) for row in board.rows},
        "at_the_line": told_at_the_line([row.outcome for row in board.rows], board.scored),
    }


def _score(row: BoardRow) -> str:
    score = row.scored.score
    return f"{format_number(score.total)}点" if score else "採点なし"


def _form(
    board: Board,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...] = (),
    *,
    kept: KeptDraft | None,
    version: int | None = None,
    both: tuple[BothTexts, ...] = (),
    overtaken: bool = False,
) -> str:
    saved = kept.version if kept else NOT_YET
    given = recommended_sums(
        typed, {row.application.id: row.application.course_id for row in board.rows}
    )
    return render_template(
        "officer/review_conclude.html",
        typed=typed,
        day=day_boxes(typed),
        choices=[(one.value, CONCLUSION_NAMES[one]) for one in conclusions_of(last=board.last)],
        groups=_groups(board),
        kept=kept,
        version=saved if version is None else version,
        moved=moved_since(kept.proposed, board) if kept and not _is_fresh() else {},
        both=both,
        overtaken=overtaken,
        fresh=_is_fresh(),
        total=sum(given.values()),
        pots=pot_sums(board.inputs.pots, given) if len(board.inputs.pots) > 1 else [],
        problems=problems,
        errors={one.field: one.message for one in problems},
        wrong={
            row.application.id
            for row in board.rows
            for one in problems
            if one.field.endswith(f"-{row.application.id}")
        },
        field_of=line_field,
        **_shown(board),
    )


def _groups(board: Board) -> list[tuple[str, str, list[Any]]]:
    """Give the applications by what was computed for them: a key, a heading, and the rows."""
    proposals = {one.application_id: one.conclusion for one in board.proposals()}
    grouped: dict[Conclusion, list[Any]] = {}
    for row in board.rows:
        grouped.setdefault(proposals[row.application.id], []).append(row)
    return [
        (one.value.replace("_", "-"), f"集計による案：{CONCLUSION_NAMES[one]}", grouped[one])
        for one in conclusions_of(last=board.last)
        if one in grouped
    ]


def _confirm_page(board: Board, typed: Mapping[str, str], read: RecommendationInput) -> str:
    return render_template(
        "officer/review_confirm.html",
        typed=typed,
        version=version_of(request.form),
        read=read,
        lines={one.application_id: one for one in read.lines},
        conclusion_tag=conclusion_tag,
        recommended=sum(
            one.amount for one in read.lines if one.conclusion is Conclusion.RECOMMENDED
        ),
        **_shown(board),
    )
