"""How one application's place and amount came about: its sheets, its score, and the last 集計."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.bars import ACTORS
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.models import StageTerms, Standing, TalliedWorking
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.computed import Terms, on_the_table, scored_of
from koubo.review.queries.entries import StageEntry
from koubo.review.queries.marks import entered_of
from koubo.review.queries.progress import NOTHING_ENTERED, Progress
from koubo.review.queries.ranking import Tallied, tallied_of
from koubo.review.queries.stage import SheetState, stage_of, stage_sheets
from koubo.review.selection.values import Scored, Verdict
from koubo.review.tallied import Why
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts

KEPT = (
    select(Application.id, Standing, TalliedWorking, StageTerms)
    .outerjoin(
        Standing,
        (Standing.application_id == Application.id) & (Standing.stage_id == bindparam("stage")),
    )
    .outerjoin(TalliedWorking, TalliedWorking.standing_id == Standing.id)
    .outerjoin(
        StageTerms,
        (StageTerms.call_id == Application.call_id) & (StageTerms.stage_id == bindparam("stage")),
    )
    .where(Application.id == bindparam("number"), Application.call_id == bindparam("call"))
)
"""What was kept of one application in a stage at the last 集計."""


@dataclass(frozen=True)
class Stood:
    """Where an application stood at the last 集計 (円)."""

    rank: int | None
    verdict: Verdict
    amount: int
    why: Why


@dataclass(frozen=True)
class WorkingOfOne:
    """Everything that is known of how one application fares in a stage."""

    call: CallFacts
    stage: Stage
    application: StageEntry
    course: str
    scored: Scored
    """As its sheets are now."""
    sheets: tuple[SheetState, ...]
    tallied: Tallied | None
    stood: Stood | None
    """None before the first 集計, and where it was not in it."""


def working_of_one(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    application_id: int,
) -> WorkingOfOne:
    """Give how an application's place and amount came about; ten statements at most.

    :raises NotFound: where it is not in the stage, or the actor is kept out of it
    """
    call = load_reviewed_call(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    asked = {"stage": stage_id, "number": application_id, "call": call_id}
    row = session.execute(_kept(actor), asked).first()
    if row is None:
        raise NotFound
    sheets = tuple(stage_sheets(session, call_id, stage_id, application_id=application_id))
    table = on_the_table(
        session,
        catalog,
        call,
        stage,
        Progress(scheme, {}, NOTHING_ENTERED),  # the money is not given out here
        _terms(row.StageTerms),
        {application_id: entered_of(sheets)},
        afresh=True,
        application_id=application_id,
    )
    if application_id not in table.entries:
        raise NotFound
    entry = table.entries[application_id]
    (scored,) = scored_of(catalog, scheme, table.inputs)
    return WorkingOfOne(
        call=call.facts(),
        stage=stage,
        application=entry,
        course=scheme.course(entry.course_id).title,
        scored=scored,
        sheets=sheets,
        tallied=tallied_of(row.StageTerms, call),
        stood=_stood(row.Standing, row.TalliedWorking),
    )


@lru_cache(maxsize=ACTORS)
def _kept(actor: Actor) -> Select[*tuple[Any, ...]]:
    return KEPT.where(visible_to_staff(actor))


def _terms(row: StageTerms | None) -> Terms:
    return Terms(row.revision, row.lot_seed) if row is not None else Terms()


def _stood(standing: Standing | None, kept: TalliedWorking | None) -> Stood | None:
    if standing is None or kept is None or standing.verdict is None:
        return None
    return Stood(standing.rank, standing.verdict, standing.amount, Why.from_json(kept.kept))
