"""集計: the whole selection of a stage, computed exactly and kept for pages."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from koubo.hooks import PluginFault
from koubo.people.rules import Actor
from koubo.problems import Refused, Stale
from koubo.review.models import Standing, TalliedWorking
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.computed import versions_of
from koubo.review.queries.entries import computed_from
from koubo.review.queries.progress import progress_of
from koubo.review.queries.stage import stage_of
from koubo.review.queries.whole_stage import WholeStage, results_of_recusal, whole_stage
from koubo.review.standings import millionths, sheets_awaited, terms_row
from koubo.review.tallied import Result, Why, pots_used, summary_of, total_text
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.database import insert_missing
from koubo.storage.unit_of_work import UnitOfWork, Write

ATTEMPTS = 5
"""How often a stage is computed anew because a sheet came in between."""
OUT = {"place": None, "rank": None, "verdict": None, "amount": 0, "rest": None, "waived": False}
"""What is kept of an application that is not in the stage any more."""


class Overtaken(Exception):
    """Something that the stage was computed from changed before it was kept."""


def tally(uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, *, stage_id: str) -> None:
    """Compute a stage's selection, and keep place, rank, verdict and amount of each application.

    :raises Refused: where the stage is concluded: what the panel had before it stays
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    refuse_concluded(uow.session, catalog, call, stage_id)
    compute_and_keep(uow, catalog, call_id, stage_id)


def tally_when_complete(uow: UnitOfWork, catalog: Catalog, call_id: int, stage_id: str) -> bool:
    """Do the same by itself once no sheet of a stage is waited for; say whether it was done.

    A plugin that cannot answer stops nobody from handing in; officers see its fault on the board.
    """
    if sheets_awaited(uow.session, call_id, stage_id):
        return False
    try:
        compute_and_keep(uow, catalog, call_id, stage_id)
    except (PluginFault, Stale):
        return False
    return True


def refuse_concluded(session: Session, catalog: Catalog, call: Call, stage_id: str) -> None:
    """Refuse to compute again what the panel had before it when it concluded."""
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    progress = progress_of(session, {call.id: scheme})[call.id]
    if stage_id in progress.concluded or call.state is not CallState.PUBLISHED:
        raise Refused(f"「{stage.title}」の結論が記録されているため、集計をやり直せません。")


def compute_and_keep(uow: UnitOfWork, catalog: Catalog, call_id: int, stage_id: str) -> None:
    """Compute a stage without a lock, and keep it unless it changed meanwhile; Stale if it did."""
    for _ in range(ATTEMPTS):
        call = uow.session.get_one(Call, call_id)
        whole = whole_stage(uow.session, catalog, call, stage_id, afresh=True)
        results = results_of_recusal(catalog, whole)
        versions = versions_of(catalog, call)
        try:
            with uow.writing() as write:
                _keep(write, call_id, whole, results, versions)
            return
        except Overtaken:
            continue
    raise Stale


def _keep(
    write: Write,
    call_id: int,
    whole: WholeStage,
    results: Mapping[int, tuple[Result, ...]],
    versions: str,
) -> None:
    call = write.session.get_one(Call, call_id)
    # In the order in which sheets are handed in: first where each stands, then the stage as a whole.
    ids = _standings(write, call_id, whole)
    terms = terms_row(write, call_id, whole.stage.id)
    if terms.revision != whole.table.terms.revision:
        raise Overtaken
    _forget_kept(write, call_id, whole.stage.id)
    _keep_standings(write, ids, whole, results, versions)
    summary = summary_of(whole.table.inputs, whole.scored, whole.selection, _differing(results))
    terms.tallied_revision, terms.tallied_at = terms.revision, write.now
    terms.tallied_budget, terms.summary = whole.budget, summary.as_json()
    detail = {
        "stage": whole.stage.id,
        "applications": summary.applications,
        "proposed": summary.proposed,
    }
    write.record("tally", call, chain=call.chain, detail=detail)


def _differing(results: Mapping[int, tuple[Result, ...]]) -> int:
    """Count those that come out otherwise under another policy of recusal."""
    return sum(
        any(not one.is_like(several[0]) for one in several[1:]) for several in results.values()
    )


def _forget_kept(write: Write, call_id: int, stage_id: str) -> None:
    """Forget what was computed before, also of who is not in the stage any more."""
    connection, table = write.session.connection(), Standing.__table__
    in_stage = (table.c.call_id == call_id) & (table.c.stage_id == stage_id)
    connection.execute(update(Standing).where(in_stage).values(OUT))
    connection.execute(
        delete(TalliedWorking).where(
            TalliedWorking.standing_id.in_(select(table.c.id).where(in_stage))
        )
    )


def _keep_standings(
    write: Write,
    ids: Mapping[int, int],
    whole: WholeStage,
    results: Mapping[int, tuple[Result, ...]],
    versions: str,
) -> None:
    """Write down what was computed, in a fixed number of statements."""
    kept = _kept(whole, versions)
    if not kept:
        return
    connection, table = write.session.connection(), Standing.__table__
    names = next(iter(kept.values()))
    connection.execute(
        update(Standing)
        .where(table.c.id == bindparam("standing"))
        .values({name: bindparam(f"kept_{name}") for name in names}),
        [
            {"standing": ids[key], **{f"kept_{name}": value for name, value in values.items()}}
            for key, values in kept.items()
        ],
    )
    connection.execute(
        insert(TalliedWorking),
        [
            {
                "standing_id": ids[one.application_id],
                "kept": Why(one.working, results.get(one.application_id, ())).as_json(),
            }
            for one in whole.selection.outcomes
        ],
    )


def _kept(whole: WholeStage, versions: str) -> dict[int, dict[str, Any]]:
    """Give what is kept of each application, by its number."""
    scored = {one.application_id: one for one in whole.scored}
    courses = {key: one.course_id for key, one in scored.items()}
    outcomes = whole.selection.outcomes
    rests, _ = pots_used(whole.table.inputs.pots, outcomes, courses)
    kept = {}
    for place, outcome in enumerate(outcomes, start=1):
        one = scored[outcome.application_id]
        entry = whole.table.entries[outcome.application_id]
        kept[outcome.application_id] = {
            "place": place,
            "rank": outcome.rank,
            "verdict": outcome.verdict,
            "amount": outcome.amount,
            "rest": rests.get(outcome.application_id),
            "waived": one.waived is not None,
            "total_millionths": millionths(one.score),
            "total_text": total_text(one.score),
            "calculated": one.calculated,
            "calculated_from": computed_from(versions, entry.snapshot_id, entry.nth_time),
        }
    return kept


def _standings(write: Write, call_id: int, whole: WholeStage) -> dict[int, int]:
    """Give the rows of a stage by application, locked; whoever has none gets one.

    One who is let through without being judged was never given any.
    """
    stage_id = whole.stage.id
    found = _known(write, call_id, stage_id)
    row = {"call_id": call_id, "stage_id": stage_id, "sheets_due": 0, "sheets_in": 0}
    judged = (one.application_id for one in whole.selection.outcomes)
    if new := [{**row, "application_id": one} for one in judged if one not in found]:
        insert_missing(write.session, Standing, new)
        found = _known(write, call_id, stage_id)
    return found


def _known(write: Write, call_id: int, stage_id: str) -> dict[int, int]:
    rows = write.session.execute(
        select(Standing.application_id, Standing.id)
        .where(Standing.call_id == call_id, Standing.stage_id == stage_id)
        .order_by(Standing.application_id)
        .with_for_update()
    )
    return {application_id: key for application_id, key in rows}
