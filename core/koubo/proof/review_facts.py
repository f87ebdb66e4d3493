"""From a typed review case to proposals, entering the pipeline where the case does."""

from collections.abc import Mapping, Sequence
from typing import Any

from koubo.proof.rules import ReviewedProposal, ReviewEntry, ReviewFacts

ONE = "応募"
"""What the only proposal of a case is called that names none."""


def review_facts(data: Mapping[str, Any]) -> ReviewFacts:
    """Give the proposals as far as the case knows them, and what has to come of them."""
    given = data["given"]
    entry, proposals = _proposals(given)
    return ReviewFacts(entry, proposals, given["budget"], data["expected"])


def _proposals(given: Mapping[str, Any]) -> tuple[ReviewEntry, tuple[ReviewedProposal, ...]]:
    if given["scores"] is not None:
        marks = {title: tuple(points) for title, points in given["scores"].items()}
        return ReviewEntry.SCORES, (ReviewedProposal(ONE, marks=marks),)
    if given["totals"] is not None:
        totals = tuple(given["totals"])
        return ReviewEntry.REVIEWER_TOTALS, (ReviewedProposal(ONE, reviewer_totals=totals),)
    listed = given["proposals_in_rank_order"]
    entry = ReviewEntry.CALCULATED
    if listed is None:
        listed = given["proposals"] or []
        entry = _entry(listed)
    return entry, tuple(
        ReviewedProposal(
            one["name"],
            item_means=one["item_means"],
            total=one["total"],
            requested=one["requested"],
            calculated=one["calculated"],
            marks={title: tuple(points) for title, points in one["scores"].items()},
            raised=one["raised"],
            organisation=one["organisation"],
        )
        for one in listed
    )


def _entry(listed: Sequence[Mapping[str, Any]]) -> ReviewEntry:
    """Say where proposals enter that are not in ranked order."""
    if any(one["scores"] for one in listed):
        return ReviewEntry.SCORES
    means = any(one["item_means"] for one in listed)
    return ReviewEntry.ITEM_MEANS if means else ReviewEntry.TOTALS
