"""Handing sheets in, from whichever hand: scored beforehand, then all of them or none.

The web, a paper sheet that was read back and a workbook all end here, so that they count alike.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from koubo.problems import Problems, Stale
from koubo.review.actions.tally import tally_when_complete
from koubo.review.events import event_for_officers
from koubo.review.messages import REVIEW_SHEETS_IN
from koubo.review.models import Review, ScoreCell, Standing
from koubo.review.queries.computed import score_of
from koubo.review.queries.stage import stage_sheets
from koubo.review.rules import REVIEW_STEPS, ReviewState, sheet_problems
from koubo.review.selection.values import Cell, Score
from koubo.review.standings import count_up, keep_score
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.storage.database import upsert
from koubo.storage.unit_of_work import UnitOfWork, Write

ATTEMPTS = 5
"""How often sheets are scored anew because a colleague's came in between."""


@dataclass(frozen=True)
class Marked:
    """A sheet as it is to be handed in.

    :param version: of the review, as the person had it before them; Stale if it was saved since
    """

    review_id: int
    application_id: int
    version: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Taken:
    """How a sheet was handed in, where it was not simply now and by the reviewer.

    :param at: the moment that counts; None: the moment of the write
    :param detail: what history tells beside the marks
    """

    at: datetime | None = None
    detail: Mapping[str, Any] | None = None


Take = Callable[[Write, Review], Taken]
"""What else happens to a sheet in the same transaction, before it takes its step."""


class Overtaken(Exception):
    """A colleague handed in between the scoring and the lock; what was scored is not the whole."""


def as_it_is(write: Write, review: Review) -> Taken:
    """Hand in what is kept already."""
    return Taken()


def hand_in(
    uow: UnitOfWork,
    catalog: Catalog,
    call: Call,
    stage: Stage,
    sheets: Sequence[Marked],
    *,
    take: Take = as_it_is,
    verb: str = "hand_in_sheet",
) -> None:
    """Hand complete sheets of one stage in; from then on they can only be read.

    Whether the actor may, and which sheets they are, is for the caller to ask first. Not to be
    called inside a write: the rules are asked without a lock.

    :raises Problems: with everything that is still missing
    """
    rule = catalog.of(call.release).selection
    problems = [found for one in sheets for found in sheet_problems(stage, rule, one.cells)]
    if problems:
        raise Problems(problems)
    call_id = call.id
    for _ in range(ATTEMPTS):
        scored = _scored(uow, catalog, uow.session.get_one(Call, call_id), stage, sheets)
        try:
            with uow.writing() as write:
                done = _take_all(write, call_id, stage, sheets, scored, take, verb)
            if done:
                tally_when_complete(uow, catalog, call_id, stage.id)
            return
        except Overtaken:
            continue
    raise Stale


def keep_cells(write: Write, review_id: int, cells: Mapping[str, Cell]) -> None:
    """Write marks over those that were there, in one statement."""
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


@dataclass(frozen=True)
class _Scored:
    """What an application comes to with the new sheets, and which sheets it was scored from."""

    sheets: frozenset[int]
    score: Score | None


def _scored(
    uow: UnitOfWork, catalog: Catalog, call: Call, stage: Stage, sheets: Sequence[Marked]
) -> dict[int, _Scored]:
    """Score each application as it will stand."""
    scheme = catalog.of(call.release)
    by_application: defaultdict[int, dict[int, Marked]] = defaultdict(dict)
    for one in sheets:
        by_application[one.application_id][one.review_id] = one
    scored = {}
    for application_id, marked in by_application.items():
        standing = [
            replace(one, state=ReviewState.HANDED_IN, cells=marked[one.review_id].cells)
            if one.review_id in marked
            else one
            for one in stage_sheets(uow.session, call.id, stage.id, application_id=application_id)
        ]
        counted = (one.review_id for one in standing if one.state is ReviewState.HANDED_IN)
        score = score_of(catalog, scheme, stage, standing)
        scored[application_id] = _Scored(frozenset(counted), score)
    return scored


def _take_all(
    write: Write,
    call_id: int,
    stage: Stage,
    sheets: Sequence[Marked],
    scored: Mapping[int, _Scored],
    take: Take,
    verb: str,
) -> bool:
    """Take all sheets their step; say whether no sheet of the stage is waited for any more."""
    told: list[tuple[Review, dict[str, Any]]] = []
    for one in sorted(sheets, key=lambda each: each.review_id):
        review = write.lock(Review, one.review_id, version=one.version)
        REVIEW_STEPS.require(review.state, ReviewState.HANDED_IN)
        taken = take(write, review)
        review.state = ReviewState.HANDED_IN
        review.handed_in_at = taken.at or write.now
        marks = {key: _told(cell) for key, cell in one.cells.items()}
        told.append((review, {**marks, **(taken.detail or {})}))
    write.session.flush()
    for application_id, found in sorted(scored.items()):
        if handed_in_sheets(write, application_id, stage.id) != found.sheets:
            raise Overtaken
        keep_score(write, application_id, stage.id, found.score)
    done = count_up(write, call_id, stage.id) == 0
    call = write.session.get_one(Call, call_id)
    event = event_for_officers(write, call, stage, REVIEW_SHEETS_IN) if done else None
    last = told[-1][0]
    for review, detail in told:
        write.record(
            verb, review, chain=call.chain, detail=detail, event=event if review is last else None
        )
    return done


def handed_in_sheets(write: Write, application_id: int, stage_id: str) -> set[int]:
    """Give the sheets that are in, the new ones included; waits for colleagues who hand in."""
    write.session.execute(
        select(Standing.id)
        .where(Standing.application_id == application_id, Standing.stage_id == stage_id)
        .with_for_update()
    )
    return set(
        write.session.scalars(
            select(Review.id).where(
                Review.application_id == application_id,
                Review.stage_id == stage_id,
                Review.state == ReviewState.HANDED_IN,
            )
        )
    )


def _told(cell: Cell) -> str:
    return cell.state.value if cell.points is None else str(cell.points)
