"""Kept sums for lists: how many sheets are due and in, and what they come to."""

from collections.abc import Collection, Sequence
from fractions import Fraction

from sqlalchemy import ScalarSelect, func, insert, select, update
from sqlalchemy.orm import Session

from koubo.money import format_number
from koubo.review.models import Review, Standing
from koubo.review.rules import DUE_STATES, ReviewState
from koubo.review.selection.values import Score
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
            total_millionths=None if score is None else _millionths(score.total),
            total_text="" if score is None else format_number(score.total),
        ),
        execution_options={"synchronize_session": False},
    )


def _millionths(total: Fraction) -> int:
    """Give the total as an index orders it; what is decided is computed from the fractions."""
    return round(total * MILLIONTHS)


def sheets_awaited(session: Session, call_id: int, stage_id: str) -> int:
    """Give how many sheets of a stage are still waited for."""
    awaited = select(func.sum(Standing.sheets_due - Standing.sheets_in)).where(
        Standing.call_id == call_id, Standing.stage_id == stage_id
    )
    return int(session.scalar(awaited) or 0)
