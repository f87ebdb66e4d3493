"""Marking: a sheet is saved often, handed in once; who does not come is marked absent."""

from collections.abc import Mapping
from dataclasses import asdict, replace

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import flag_modified

from koubo.people.rules import Actor
from koubo.problems import NotFound, Problems, Refused, Stale
from koubo.review.events import event_for_officers
from koubo.review.messages import REVIEW_SHEETS_IN
from koubo.review.models import Review, ScoreCell, Standing
from koubo.review.panel_models import PanelMember
from koubo.review.policy import load_own_review, load_reviewed_call
from koubo.review.queries.computed import score_of
from koubo.review.queries.own import cells_of
from koubo.review.queries.stage import call_of, stage_of, stage_sheets
from koubo.review.rules import OPEN_STATES, REVIEW_STEPS, ReviewState, sheet_problems
from koubo.review.selection.values import Cell, Score
from koubo.review.standings import count_sheets, keep_score, sheets_awaited
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.storage.database import upsert
from koubo.storage.unit_of_work import UnitOfWork, Write

ATTEMPTS = 5
"""How often a sheet is scored anew because a colleague's came in between."""


class Overtaken(Exception):
    """A colleague handed in between the scoring and the lock; what was scored is not the whole."""


def save_sheet(
    uow: UnitOfWork,
    actor: Actor,
    review_id: int,
    *,
    cells: Mapping[str, Cell],
    comment: str,
    version: int,
) -> int:
    """Keep a sheet as far as it is filled in, and give its new version; Stale if it was changed.

    :param cells: marks by criterion, as `schemas.read_sheet` judged them
    """
    load_own_review(uow.session, actor, review_id)
    with uow.writing() as write:
        review = write.lock(Review, review_id, version=version)
        # A sheet that was handed in may not be handed in again, nor written in.
        REVIEW_STEPS.require(review.state, ReviewState.HANDED_IN)
        _keep_cells(write, review_id, cells)
        review.comment = comment
        # The marks belong to the sheet: it is newer even where only they changed.
        flag_modified(review, "comment")
        write.record("save_sheet", review, chain=call_of(write.session, review).chain)
    return review.version


def _keep_cells(write: Write, review_id: int, cells: Mapping[str, Cell]) -> None:
    """Write the marks over those that were there, in one statement."""
    insert = upsert(write.session.get_bind().dialect.name, ScoreCell)
    keep = insert.on_conflict_do_update(
        index_elements=[ScoreCell.review_id, ScoreCell.criterion_id],
        set_={name: insert.excluded[name] for name in ("state", "points", "reason")},
    )
    rows = [
        {"review_id": review_id, "criterion_id": criterion_id, **asdict(cell)}
        for criterion_id, cell in cells.items()
    ]
    if rows:
        write.session.execute(keep.execution_options(render_nulls=True), rows)


def hand_in_sheet(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, review_id: int, *, version: int
) -> None:
    """Hand a complete sheet in; from then on it can only be read.

    :raises Problems: with everything that is still missing
    """
    for _ in range(ATTEMPTS):
        try:
            return _hand_in(uow, catalog, actor, review_id, version)
        except Overtaken:
            continue
    raise Stale


def _hand_in(uow: UnitOfWork, catalog: Catalog, actor: Actor, review_id: int, version: int) -> None:
    review = load_own_review(uow.session, actor, review_id)
    call = call_of(uow.session, review)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, review.stage_id)
    # No sheet is open in a stage that was concluded, so that the state alone says it.
    REVIEW_STEPS.require(review.state, ReviewState.HANDED_IN)
    cells = cells_of(uow.session, review_id)
    if problems := tuple(sheet_problems(stage, cells)):
        raise Problems(problems)
    others, score = _score_with(uow, catalog, call, stage, review, cells)
    with uow.writing() as write:
        review = write.lock(Review, review_id, version=version)
        REVIEW_STEPS.require(review.state, ReviewState.HANDED_IN)
        review.state = ReviewState.HANDED_IN
        review.handed_in_at = write.now
        write.session.flush()
        if _handed_in(write, review) != others | {review_id}:
            raise Overtaken
        keep_score(write, review.application_id, stage.id, score)
        done = sheets_awaited(write.session, call.id, stage.id) == 0
        write.record(
            "hand_in_sheet",
            review,
            chain=call.chain,
            detail={key: _told(cell) for key, cell in cells.items()},
            event=event_for_officers(write, call, stage, REVIEW_SHEETS_IN) if done else None,
        )


def _score_with(
    uow: UnitOfWork,
    catalog: Catalog,
    call: Call,
    stage: Stage,
    review: Review,
    cells: Mapping[str, Cell],
) -> tuple[set[int], Score | None]:
    """Score the application as it will stand; with it, the sheets that were in before."""
    sheets = stage_sheets(uow.session, call.id, stage.id, application_id=review.application_id)
    others = {one.review_id for one in sheets if one.state is ReviewState.HANDED_IN}
    as_handed_in = (
        replace(one, state=ReviewState.HANDED_IN, cells=cells)
        if one.review_id == review.id
        else one
        for one in sheets
    )
    return others, score_of(catalog, catalog.of(call.release), stage, as_handed_in)


def _handed_in(write: Write, review: Review) -> set[int]:
    """Give the sheets that are in, this one included; waits for colleagues who are handing in."""
    write.session.execute(
        select(Standing.id)
        .where(
            Standing.application_id == review.application_id,
            Standing.stage_id == review.stage_id,
        )
        .with_for_update()
    )
    return set(
        write.session.scalars(
            select(Review.id).where(
                Review.application_id == review.application_id,
                Review.stage_id == review.stage_id,
                Review.state == ReviewState.HANDED_IN,
            )
        )
    )


def _told(cell: Cell) -> str:
    return cell.state.value if cell.points is None else str(cell.points)


def mark_absent(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    member_id: int,
    application_id: int | None = None,
) -> int:
    """Mark a member's open sheets of a stage absent, or the one for one application; give how many.

    Sheets that were handed in stay and count.
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    stage = stage_of(catalog.of(call.release), stage_id)
    with uow.writing() as write:
        member = write.lock(PanelMember, member_id)
        if member.call_id != call_id:
            raise NotFound
        wanted = select(Review).where(
            Review.panel_member_id == member_id,
            Review.stage_id == stage_id,
            Review.state.in_(OPEN_STATES),
        )
        if application_id is not None:
            wanted = wanted.where(Review.application_id == application_id)
        reviews = write.session.scalars(
            wanted.order_by(Review.id).with_for_update().execution_options(populate_existing=True)
        ).all()
        if not reviews:
            raise Refused(f"{member.pseudonym}には、欠席にできる未提出の審査票がありません。")
        for review in reviews:
            REVIEW_STEPS.require(review.state, ReviewState.ABSENT)
        write.session.execute(
            update(Review)
            .where(Review.id.in_([review.id for review in reviews]))
            .values(state=ReviewState.ABSENT, version=Review.version + 1)
        )
        count_sheets(write, call_id, stage_id, {one.application_id for one in reviews})
        write.record(
            "mark_absent",
            member,
            chain=call.chain,
            detail={
                "stage": stage.id,
                "reviewer": member.pseudonym,
                "applications": [one.application_id for one in reviews],
            },
        )
    return len(reviews)
