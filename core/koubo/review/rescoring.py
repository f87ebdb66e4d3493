"""Scoring applications anew from which a sheet was taken out: asked without a lock, then kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from koubo.problems import Stale
from koubo.review.actions.handing_in import handed_in_sheets
from koubo.review.queries.computed import score_of
from koubo.review.queries.stage import stage_sheets
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Score
from koubo.review.standings import count_up, keep_score
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.storage.unit_of_work import Write


@dataclass(frozen=True)
class Rescored:
    """What an application comes to, and which sheets it was scored from."""

    sheets: frozenset[int]
    score: Score | None


def scores_with(
    session: Session,
    catalog: Catalog,
    call: Call,
    stage: Stage,
    changed: Mapping[int, tuple[int, ReviewState]],
) -> dict[int, Rescored]:
    """Give what applications come to once some sheets are in another state, by application.

    :param changed: by review: its application and the state that it will be in
    """
    touched = {application_id for application_id, _ in changed.values()}
    if not touched:
        return {}
    only = min(touched) if len(touched) == 1 else None
    sheets = [
        replace(one, state=changed[one.review_id][1]) if one.review_id in changed else one
        for one in stage_sheets(session, call.id, stage.id, application_id=only)
        if one.application_id in touched
    ]
    scheme = catalog.of(call.release)
    found = {}
    for application_id in sorted(touched):
        own = [one for one in sheets if one.application_id == application_id]
        counted = frozenset(one.review_id for one in own if one.state is ReviewState.HANDED_IN)
        found[application_id] = Rescored(counted, score_of(catalog, scheme, stage, own))
    return found


def keep_scores(write: Write, call_id: int, stage_id: str, scored: Mapping[int, Rescored]) -> None:
    """Keep the new scores; Stale where a colleague handed in since they were made."""
    for application_id, found in sorted(scored.items()):
        if handed_in_sheets(write, application_id, stage_id) != found.sheets:
            raise Stale
        keep_score(write, application_id, stage_id, found.score)
    if scored:
        count_up(write, call_id, stage_id)
