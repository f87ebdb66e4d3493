"""A computed selection as JSON, so that it can be read and recomputed figure by figure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from koubo.money import Working
from koubo.review.selection.values import (
    Outcome,
    Score,
    Scored,
    Selection,
    Verdict,
    entitled_to,
)


@dataclass(frozen=True)
class KeptScore:
    """What the panel's sheets came to for one application, as it was kept."""

    total: Fraction
    highest: Fraction
    item_means: Mapping[str, Fraction]


@dataclass(frozen=True)
class KeptOutcome:
    """What was proposed for one application, with the figures that it was computed from (円)."""

    outcome: Outcome
    score: KeptScore | None
    requested: int
    calculated: int
    """What the amount rule gave, before any pot; at the raised rate where that was given."""
    calculated_working: Working


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
    raised = outcome.raised and scored.raised is not None
    calculated = scored.raised_working if raised else scored.calculated_working
    return {
        "application_id": outcome.application_id,
        "rank": outcome.rank,
        "verdict": outcome.verdict.value,
        "amount": outcome.amount,
        "raised": outcome.raised,
        "working": outcome.working.as_json(),
        "score": _score_to_json(scored.score) if scored.score else None,
        "course_id": scored.course_id,
        "requested": scored.requested,
        "calculated": entitled_to(scored, outcome),
        "calculated_working": calculated.as_json(),
        "filed_at": scored.filed_at.isoformat(),
    }


def _score_to_json(score: Score) -> dict[str, Any]:
    return {
        "total": str(score.total),
        "highest": str(score.highest),
        "item_means": {key: str(mean) for key, mean in score.item_means.items()},
        "sheets": score.sheets,
        "vetoed_by": score.vetoed_by,
        "working": score.working.as_json(),
    }


def selection_from_json(kept: Mapping[str, Any]) -> Selection:
    """Give the proposal that `selection_to_json` wrote."""
    outcomes = tuple(_outcome(one) for one in kept["outcomes"])
    return Selection(outcomes, Working.from_json(kept["working"]))


def outcome_from_json(one: Mapping[str, Any]) -> KeptOutcome:
    """Give one of the outcomes that `selection_to_json` wrote, with its figures."""
    return KeptOutcome(
        outcome=_outcome(one),
        score=_score(one["score"]) if one.get("score") else None,
        requested=one["requested"],
        calculated=one["calculated"],
        calculated_working=Working.from_json(one["calculated_working"]),
    )


def _outcome(one: Mapping[str, Any]) -> Outcome:
    return Outcome(
        one["application_id"],
        one["rank"],
        Verdict(one["verdict"]),
        one["amount"],
        Working.from_json(one["working"]),
        raised=one.get("raised", False),
    )


def _score(kept: Mapping[str, Any]) -> KeptScore:
    return KeptScore(
        total=Fraction(kept["total"]),
        highest=Fraction(kept["highest"]),
        item_means={key: Fraction(mean) for key, mean in kept["item_means"].items()},
    )
