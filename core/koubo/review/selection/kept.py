"""A computed selection as JSON, so that it can be read and recomputed figure by figure."""

from collections.abc import Iterable
from typing import Any

from koubo.money import Working
from koubo.review.selection.values import Outcome, Score, Scored, Selection, Verdict


def selection_to_json(selection: Selection, scored: Iterable[Scored]) -> dict[str, Any]:
    """Give the proposal with everything that it was computed from; fractions are exact texts."""
    facts = {one.application_id: one for one in scored}
    return {
        "working": selection.working.as_json(),
        "outcomes": [
            _outcome_to_json(outcome, facts[outcome.application_id])
            for outcome in selection.outcomes
        ],
    }


def _outcome_to_json(outcome: Outcome, scored: Scored) -> dict[str, Any]:
    return {
        "application_id": outcome.application_id,
        "rank": outcome.rank,
        "verdict": outcome.verdict.value,
        "amount": outcome.amount,
        "working": outcome.working.as_json(),
        "score": _score_to_json(scored.score) if scored.score else None,
        "course_id": scored.course_id,
        "requested": scored.requested,
        "calculated": scored.calculated,
        "calculated_working": scored.calculated_working.as_json(),
        "filed_at": scored.filed_at.isoformat(),
    }


def _score_to_json(score: Score) -> dict[str, Any]:
    return {
        "total": str(score.total),
        "highest": score.highest,
        "item_means": {key: str(mean) for key, mean in score.item_means.items()},
        "sheets": score.sheets,
        "vetoed_by": score.vetoed_by,
        "working": score.working.as_json(),
    }


def selection_from_json(kept: dict[str, Any]) -> Selection:
    """Give the proposal that `selection_to_json` wrote."""
    outcomes = tuple(
        Outcome(
            one["application_id"],
            one["rank"],
            Verdict(one["verdict"]),
            one["amount"],
            Working.from_json(one["working"]),
        )
        for one in kept["outcomes"]
    )
    return Selection(outcomes, Working.from_json(kept["working"]))
