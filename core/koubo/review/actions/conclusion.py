"""Concluding a stage: the panel's own recommendation; the last stage's is the 答申."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan
from koubo.people.rules import Actor
from koubo.problems import Problems, Refused, Stale
from koubo.review.actions.conclusion_drafts import NOT_YET
from koubo.review.conclusion_models import (
    ConclusionDraft,
    Recommendation,
    RecommendationLine,
)
from koubo.review.conclusions import ConclusionLine, conclusion_problems
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.review.pots import stage_pots
from koubo.review.queries.board import Board, stage_board
from koubo.review.queries.computed import Terms, terms_of
from koubo.review.queries.progress import Progress, progress_of
from koubo.review.queries.stage import stage_application_ids
from koubo.review.rules import Conclusion, ReviewState
from koubo.review.selection.kept import selection_to_json
from koubo.review.selection.recorded import inputs_to_json
from koubo.review.selection.values import Pot
from koubo.review.standings import count_up_others
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.pot_queries import pots_of
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork, Write


def conclude_stage(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    concluded_on: date,
    lines: Sequence[ConclusionLine],
    remarks: str = "",
    draft_version: int | None = None,
) -> int:
    """Record the panel's recommendation on every application of a stage; give its id.

    The computed selection is kept beside it, as the panel had it before them.

    :param draft_version: of the draft that the officer had before them; None: of no interest
    :raises Refused, Problems: as `check_conclusion` does
    :raises Stale: where anything that the selection was computed from changes meanwhile
    """
    by_id = {line.application_id: line for line in lines}
    board = check_conclusion(
        uow, catalog, actor, call_id, stage_id=stage_id, concluded_on=concluded_on, lines=lines
    )
    computed = selection_to_json(board.selection, board.scored)
    ranked = {one["application_id"]: one for one in computed["outcomes"]}
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        _refuse_overtaken(write.session, call, board)
        if draft_version is not None:
            _refuse_other_draft(write.session, call_id, stage_id, draft_version)
        recommendation = Recommendation(
            call_id=call_id,
            stage_id=stage_id,
            release_id=call.release_id,
            concluded_on=concluded_on,
            remarks=remarks.strip(),
            selection=computed,
            inputs=inputs_to_json(board.inputs),
            papers={
                str(row.application.id): {
                    "snapshot": row.application.snapshot_id,
                    "course": row.application.course_id,
                    "time": row.application.nth_time,
                }
                for row in board.rows
            },
            versions=asdict(catalog.versions_of(call.scheme_id)),
            recorded_by=actor.person_id,
            recorded_at=write.now,
        )
        write.session.add(recommendation)
        write.session.flush()
        _add_lines(write, recommendation, ranked, by_id)
        if board.inputs.pots:
            count_up_others(write, call_id, stage_id)
        write.session.execute(
            delete(ConclusionDraft).where(
                ConclusionDraft.call_id == call_id, ConclusionDraft.stage_id == stage_id
            )
        )
        write.record(
            "conclude_stage",
            recommendation,
            chain=call.chain,
            detail={
                "stage": stage_id,
                "concluded_on": concluded_on.isoformat(),
                "recommended": sum(
                    line.amount for line in lines if line.conclusion is Conclusion.RECOMMENDED
                ),
                "lines": [
                    {
                        "application": line.application_id,
                        "conclusion": line.conclusion.value,
                        "amount": line.amount,
                    }
                    for line in lines
                ],
            },
        )
    return recommendation.id


def check_conclusion(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    concluded_on: date,
    lines: Sequence[ConclusionLine],
) -> Board:
    """Judge a recommendation before it is confirmed, and give the board it was judged by.

    :raises Refused: while sheets are waited for, the call takes filings, or one is undecided
    :raises Problems: where a line is missing, exceeds what bounds it, or departs unexplained
    """
    board = stage_board(uow.session, catalog, actor, call_id, stage_id)
    if hindrances := board.hindrances(uow.now):
        raise Refused("\n".join(hindrances))
    problems = tuple(
        conclusion_problems(
            board.proposals(),
            {line.application_id: line for line in lines},
            last=board.last,
            budget=board.budget,
            concluded_on=concluded_on,
            today=day_in_japan(uow.now),
            pots=board.inputs.pots,
        )
    )
    if problems:
        raise Problems(problems)
    return board


def _add_lines(
    write: Write,
    recommendation: Recommendation,
    computed: Mapping[int, dict[str, Any]],
    lines: Mapping[int, ConclusionLine],
) -> None:
    write.session.execute(
        insert(RecommendationLine).execution_options(render_nulls=True),
        [
            {
                "recommendation_id": recommendation.id,
                "application_id": line.application_id,
                "conclusion": line.conclusion,
                "rank": computed[line.application_id]["rank"],
                "amount": line.amount,
                "conditions": line.conditions.strip(),
                "remarks": line.remarks.strip(),
                "comment": line.comment.strip(),
                "computed": computed[line.application_id],
            }
            for line in lines.values()
        ],
    )


def _refuse_other_draft(session: Session, call_id: int, stage_id: str, seen: int) -> None:
    """Raise Stale where a colleague has kept another text than the officer had before them."""
    kept = select(ConclusionDraft.version).where(
        ConclusionDraft.call_id == call_id, ConclusionDraft.stage_id == stage_id
    )
    if (session.scalar(kept) or NOT_YET) != seen:
        raise Stale


def _refuse_overtaken(session: Session, call: Call, board: Board) -> None:
    """Raise Stale where anything that the proposal was computed from has changed since."""
    seen = {
        (sheet.review_id, sheet.state, sheet.version) for row in board.rows for sheet in row.sheets
    }
    judged = {row.application.id for row in board.rows}
    seen_terms = Terms(board.revision, board.inputs.lot_seed)
    progress = progress_of(session, {call.id: board.scheme})[call.id]
    if (
        call.state is not CallState.PUBLISHED
        or call.budget != board.call.budget
        or board.stage.id in progress.concluded
        or progress.given_beside(board.stage) != board.given_beside
        or stage_application_ids(session, board.scheme, call.id, board.stage) != judged
        or progress.entered.undecided
        or _sheets_now(session, call.id, board, judged) != seen
        or _terms_and_pots(session, call, board, progress) != (seen_terms, board.inputs.pots)
    ):
        raise Stale


def _terms_and_pots(
    session: Session, call: Call, board: Board, progress: Progress
) -> tuple[Terms, tuple[Pot, ...]]:
    given = progress.given_by_course(board.stage)
    pots = stage_pots(board.scheme, board.stage, call.budget, pots_of(session, call.id), given)
    return terms_of(session, call.id, board.stage.id), pots


def _sheets_now(
    session: Session, call_id: int, board: Board, judged: set[int]
) -> set[tuple[int, ReviewState, int]]:
    """Give the stage's sheets, locked, so that none can be handed in meanwhile."""
    rows = session.execute(
        select(Review.id, Review.state, Review.version, Review.application_id)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(PanelMember.call_id == call_id, Review.stage_id == board.stage.id)
        .with_for_update(of=Review)
    )
    return {(key, state, version) for key, state, version, judges in rows if judges in judged}
