"""The board of a stage: its ranking as it was last computed, computing it anew, drawing the lot."""

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.review.actions.lot import draw_lot
from koubo.review.actions.tally import tally
from koubo.review.queries.ranking import Ranking, stage_ranking
from koubo.review.queries.standing_rows import Key
from koubo.schemes.review_words import StageMethod
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk, link_to
from koubo_web.desks.officer.review.words import verdict_tag
from koubo_web.panel import Page, Subject
from koubo_web.plugged import panels_for
from koubo_web.requests import actor, now, site, unit_of_work

SEED_BYTES = 8


@desk.get("/calls/<int:call_id>/review/<stage_id>")
@seat(SeatKind.OFFICER)
def review_board(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show what the sheets come to, and what is still waited for."""
    return _page(call_id, stage_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/tally")
@seat(SeatKind.OFFICER)
def tally_stage(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Compute ranks, verdicts and amounts of the whole stage, and keep them for the board."""
    tally(unit_of_work(), site().catalog, actor(), call_id, stage_id=stage_id)
    flash("集計しました。", "success")
    return redirect(url_for("officer.review_board", call_id=call_id, stage_id=stage_id), 303)


@desk.post("/calls/<int:call_id>/review/<stage_id>/lot")
@seat(SeatKind.OFFICER)
def draw_stage_lot(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Draw the lot from what was drawn in public, or from chance."""
    by_chance = request.form.get("do") == "chance"
    seed = secrets.token_hex(SEED_BYTES) if by_chance else request.form.get("seed", "")
    try:
        draw_lot(unit_of_work(), site().catalog, actor(), call_id, stage_id=stage_id, seed=seed)
    except Problems as found:
        return _page(call_id, stage_id, found.problems), 422
    flash("抽選し、集計しました。抽選の種は記録に残ります。", "success")
    return redirect(url_for("officer.review_board", call_id=call_id, stage_id=stage_id), 303)


def _page(call_id: int, stage_id: str, problems: tuple[Problem, ...] = ()) -> str:
    ranking = stage_ranking(
        unit_of_work().session,
        site().catalog,
        actor(),
        call_id,
        stage_id,
        after=Key.of(request.args.get("after", "")),
        before=Key.of(request.args.get("before", "")),
    )
    return render_template(
        "officer/review_board.html",
        ranking=ranking,
        hindrances=ranking.hindrances(now()),
        tag=verdict_tag,
        panels=panels_for(Page.REVIEW_BOARD, Subject.of_call(ranking.call, stage_id)),
        problems=problems,
        errors={one.field: one.message for one in problems},
        typed=request.form,
        pages=_pages(ranking),
        **_ways(ranking),
    )


def _ways(ranking: Ranking) -> dict[str, str]:
    """Give the addresses of the pages before and after; empty where there are none."""
    here: dict[str, Any] = {"call_id": ranking.call.id, "stage_id": ranking.stage.id}
    back, on = ranking.previous, ranking.following
    return {
        "previous_url": url_for("officer.review_board", before=str(back), **here) if back else "",
        "next_url": url_for("officer.review_board", after=str(on), **here) if on else "",
    }


def _pages(ranking: Ranking) -> list[tuple[str, str]]:
    """Give the other pages of the stage, label and address; those that no module brings fall out."""
    pages = [
        ("委員と利害関係", "officer.stage_members"),
        ("割当て", "officer.assignment"),
        ("審査票の期限・冊子・匿名", "officer.stage_terms"),
        ("紙の審査票", "officer.score_paper"),
        ("Excelの審査票", "officer.score_workbooks"),
        ("審査会の傾向", "officer.review_panel_view"),
        ("条件を変えて試す", "officer.review_simulation"),
    ]
    if ranking.stage.method is not StageMethod.DOCUMENTS:
        pages.insert(
            5, ("発表の日（時間割・時計・採点用タブレット・議事録）", "officer.presentations")
        )
    found = (
        (label, link_to(name, call_id=ranking.call.id, stage_id=ranking.stage.id))
        for label, name in pages
    )
    return [(label, url) for label, url in found if url]
