"""Kept sums for lists: how many sheets are due and in, and what they come to."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, insert, select, update
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES
from koubo.review.models import UNSCORED, Review, StageTerms, Standing
from koubo.review.rules import DUE_STATES, ReviewState
from koubo.review.selection.values import Score
from koubo.review.tallied import total_text
from koubo.storage.database import insert_missing, upsert
from koubo.storage.unit_of_work import Write

MILLIONTHS = 1_000_000


def add_standings(
    write: Write, call_id: int, stage_id: str, application_ids: Collection[int]
) -> None:
    """Give each application of a stage its row, unless it has one, and count its sheets."""
    known = set(
        write.session.scalars(
            select(Standing.application_id).where(
                Standing.call_id == call_id, Standing.stage_id == stage_id
            )
        )
    )
    if rows := [
        {
            "call_id": call_id,
            "application_id": application_id,
            "stage_id": stage_id,
            "sheets_due": 0,
            "sheets_in": 0,
        }
        for application_id in sorted(set(application_ids) - known)
    ]:
        write.session.execute(insert(Standing), rows)
    count_sheets(write, call_id, stage_id, application_ids)
    count_up(write, call_id, stage_id)


def count_sheets(
    write: Write, call_id: int, stage_id: str, application_ids: Collection[int]
) -> None:
    """Count anew the sheets that are due and in, for some applications of a stage."""
    write.session.execute(
        update(Standing)
        .where(
            Standing.call_id == call_id,
            Standing.stage_id == stage_id,
            Standing.application_id.in_(application_ids),
        )
        .values(sheets_due=_count(DUE_STATES), sheets_in=_count((ReviewState.HANDED_IN,))),
        execution_options={"synchronize_session": False},
    )


def _count(states: Sequence[ReviewState]) -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(
            Review.application_id == Standing.application_id,
            Review.stage_id == Standing.stage_id,
            Review.state.in_(states),
        )
        .correlate(Standing)
        .scalar_subquery()
    )


def keep_score(write: Write, application_id: int, stage_id: str, score: Score | None) -> None:
    """Count the sheets of one application anew, and keep what they come to."""
    write.session.execute(
        update(Standing)
        .where(Standing.application_id == application_id, Standing.stage_id == stage_id)
        .values(
            sheets_due=_count(DUE_STATES),
            sheets_in=_count((ReviewState.HANDED_IN,)),
            total_millionths=millionths(score),
            total_text=total_text(score),
        ),
        execution_options={"synchronize_session": False},
    )


def millionths(score: Score | None) -> int:
    """Give the total as an index orders it; what is decided is computed from the fractions."""
    return UNSCORED if score is None else round(score.total * MILLIONTHS)


def sheets_awaited(session: Session, call_id: int, stage_id: str) -> int:
    """Give how many sheets of a stage are still waited for."""
    return int(session.scalar(_awaited(call_id, stage_id)) or 0)


def _awaited(call_id: int, stage_id: str) -> Select[Any]:
    """Sum up what is open; of an application that was withdrawn nobody can hand in any more."""
    gone = select(Application.id).where(
        Application.call_id == call_id, Application.state.not_in(REVIEWED_STATES)
    )
    return select(func.sum(Standing.sheets_due - Standing.sheets_in)).where(
        Standing.call_id == call_id,
        Standing.stage_id == stage_id,
        Standing.application_id.not_in(gone),
    )


def count_up(write: Write, call_id: int, stage_id: str) -> int:
    """Note that what a stage's sheets come to is no more what its ranks were computed from.

    Give how many sheets of the stage are still waited for.
    """
    session = write.session
    added = upsert(session.get_bind().dialect.name, StageTerms).values(
        call_id=call_id, stage_id=stage_id, revision=1, lot_seed="", summary={}
    )
    found = session.connection().execute(
        added.on_conflict_do_update(
            index_elements=[StageTerms.call_id, StageTerms.stage_id],
            set_={"revision": StageTerms.revision + 1},
        ).returning(_awaited(call_id, stage_id).scalar_subquery())
    )
    return int(found.scalar() or 0)


def count_up_others(write: Write, call_id: int, stage_id: str) -> None:
    """Note the same for all other stages of a call: what one recommends is gone from the others' pots."""
    write.session.execute(
        update(StageTerms)
        .where(StageTerms.call_id == call_id, StageTerms.stage_id != stage_id)
        .values(revision=StageTerms.revision + 1),
        execution_options={"synchronize_session": False},
    )


def terms_row(write: Write, call_id: int, stage_id: str) -> StageTerms:
    """Give what is set for a stage, locked; made where nothing was set yet."""
    insert_missing(write.session, StageTerms, [{"call_id": call_id, "stage_id": stage_id}])
    return write.session.scalars(
        select(StageTerms)
        .where(StageTerms.call_id == call_id, StageTerms.stage_id == stage_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
