"""Runs a review case through the scheme's own last stage: sheets → score → places → money."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from koubo.money import Working, format_number, format_yen
from koubo.proof.rules import (
    CaseResult,
    GoldenCase,
    ReviewedProposal,
    ReviewEntry,
    ReviewFacts,
    failed,
    passed,
)
from koubo.review.hookspecs import koubo_score, koubo_selection
from koubo.review.selection.values import (
    Cell,
    CellState,
    Outcome,
    Pot,
    Score,
    Scored,
    Selection,
    Sheet,
    Verdict,
)
from koubo.schemes.catalog import Catalog
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import Criterion, Stage
from koubo.schemes.rules import Course, Scheme

FILED_AT = datetime(2000, 1, 1, tzinfo=UTC)
"""Cases know no moment of filing; all came in at the same."""
PLENTY = 10**12
"""Stands for the pot where a case is not about money (円)."""
NOT_FUNDED = {
    Verdict.NO_MONEY: "budget_exhausted",
    Verdict.RUNNER_UP: "runner_up",
    Verdict.BELOW_MARK: "below_mark",
    Verdict.UNSCORED: "unscored",
    Verdict.TIED: "tied",
    Verdict.ORGANISATION_LIMIT: "organisation_limit",
}


def run_review(
    catalog: Catalog, scheme: Scheme, course: Course, case: GoldenCase, facts: ReviewFacts
) -> CaseResult:
    """Score and select as the scheme does, and compare what the case expects."""
    stages = scheme.stages_of(course)
    if not stages:
        return failed(case, ("このコースには審査の段階がありません",), wrong_sum=True)
    stage = stages[-1]
    lacking = sorted(_titles(facts) - {one.title for one in stage.criteria})
    if lacking:
        told = f"審査項目「{'」「'.join(lacking)}」が「{stage.title}」にありません"
        return failed(case, (told,), wrong_sum=True)
    scored = tuple(
        _scored(catalog, scheme, stage, course, facts, place)
        for place in range(len(facts.proposals))
    )
    pots = (Pot("予算", facts.budget if facts.budget is not None else PLENTY),)
    selection = catalog.hooks.first(koubo_selection, scheme.id)(
        stage=stage, rule=scheme.selection, scored=scored, pots=pots
    )
    working = _working(selection)
    differences = list(_differences(stage, facts, scored, selection))
    if differences:
        return failed(case, differences, working, wrong_sum=True)
    return passed(case, working)


def _titles(facts: ReviewFacts) -> set[str]:
    return {title for one in facts.proposals for title in (*one.marks, *one.item_means)}


def _scored(
    catalog: Catalog, scheme: Scheme, stage: Stage, course: Course, facts: ReviewFacts, place: int
) -> Scored:
    """Give one proposal as it enters the ranking; its number is its place in the case."""
    one = facts.proposals[place]
    if one.marks or one.reviewer_totals:
        judged, sheets = _sheets(stage, one)
        score = catalog.hooks.first(koubo_score, scheme.id)(
            stage=judged, rule=scheme.selection, sheets=sheets
        )
    else:
        total = _total(facts, place)
        ids = {criterion.title: criterion.id for criterion in stage.criteria}
        means = {ids[title]: mean for title, mean in one.item_means.items()}
        most = sum(criterion.highest for criterion in stage.criteria)
        score = Score(total, max(most, 1), means, sheets=1)
    money = one.calculated if one.calculated is not None else one.requested
    return Scored(
        place,
        course.id,
        score,
        one.requested,
        money or 1,
        Working(),
        FILED_AT,
        unit=course.funding.unit,
        organisation_id=_organisation(facts, place),
        raised=one.raised,
    )


def _organisation(facts: ReviewFacts, place: int) -> int:
    """Give the number of whose proposal it is: the place of the first one of theirs."""
    owner = facts.proposals[place].organisation
    theirs = [number for number, one in enumerate(facts.proposals) if one.organisation == owner]
    return theirs[0] if owner else place


def _total(facts: ReviewFacts, place: int) -> Fraction:
    one = facts.proposals[place]
    if facts.entry is ReviewEntry.CALCULATED:  # given in ranked order: the first has most
        return Fraction(len(facts.proposals) - place)
    return one.total if one.total is not None else sum(one.item_means.values(), Fraction())


def _sheets(stage: Stage, one: ReviewedProposal) -> tuple[Stage, tuple[Sheet, ...]]:
    """Give the reviewers' sheets; totals alone are sheets of one criterion that stands for all."""
    marks: dict[str, tuple[Any, ...]] = {}
    if one.reviewer_totals:
        most = sum(criterion.highest for criterion in stage.criteria)
        whole = Criterion("total", Figure("合計点"), "", 0, most, ())
        stage = Stage(stage.id, stage.title, stage.method, (whole,), allocates=True)
        marks = {"total": one.reviewer_totals}
    else:
        ids = {criterion.title: criterion.id for criterion in stage.criteria}
        marks = {ids[title]: points for title, points in one.marks.items()}
    reviewers = max(len(points) for points in marks.values())
    return stage, tuple(_sheet(number, marks) for number in range(reviewers))


def _sheet(number: int, marks: Mapping[str, tuple[Any, ...]]) -> Sheet:
    points = {item: given[number] for item, given in marks.items() if number < len(given)}
    cells = {
        item: Cell(CellState.VALUE, int(value))
        for item, value in points.items()
        if value is not None
    }
    return Sheet(f"{chr(ord('A') + number)}委員", cells, recused=not cells)


def _working(selection: Selection) -> Working:
    lines = (line for outcome in selection.outcomes for line in outcome.working.lines)
    return Working(tuple(lines)) + selection.working


def _differences(
    stage: Stage, facts: ReviewFacts, scored: tuple[Scored, ...], selection: Selection
) -> Iterator[str]:
    """Compare only what the case expects."""
    names = [one.name for one in facts.proposals]
    found = _found(stage, names, scored, selection.outcomes)
    for key, expected in facts.expected.items():
        given = found.get(key)
        if given != expected:
            yield f"{key}：想定は {_text(expected)}、結果は {_text(given)}"


def _found(
    stage: Stage, names: list[str], scored: tuple[Scored, ...], outcomes: tuple[Outcome, ...]
) -> dict[str, Any]:
    """Give all that a case may expect, under the names that cases use."""
    by_verdict = {
        verdict: [names[one.application_id] for one in outcomes if one.verdict is verdict]
        for verdict in Verdict
    }
    first, score = outcomes[0], scored[0].score
    passed_ = by_verdict[Verdict.PASSED]
    runner_up = [one for one in outcomes if one.verdict is Verdict.RUNNER_UP]
    vetoes = {criterion.title: f"{criterion.id}_veto" for criterion in stage.criteria}
    return {
        "total": score.total if score else None,
        "totals": {
            name: one.score.total for name, one in zip(names, scored, strict=True) if one.score
        },
        "raised": [names[one.application_id] for one in outcomes if one.raised],
        "decision": "adopted" if first.verdict is Verdict.PASSED else "not_adopted",
        "reason": vetoes.get(score.vetoed_by) if score and score.vetoed_by else None,
        "order": [names[one.application_id] for one in outcomes if one.rank is not None],
        "adopted": passed_,
        "funded": passed_,
        "runner_up": names[runner_up[0].application_id] if runner_up else None,
        "runner_up_offer": runner_up[0].amount if runner_up else None,
        "not_funded": {
            names[one.application_id]: NOT_FUNDED[one.verdict]
            for one in outcomes
            if one.verdict in NOT_FUNDED
        },
        "amounts": {
            names[one.application_id]: one.amount
            for one in outcomes
            if one.verdict is Verdict.PASSED
        },
    }


def _text(value: Any) -> str:
    if isinstance(value, Fraction):
        return format_number(value)
    if isinstance(value, list):
        return "、".join(value) or "なし"
    if isinstance(value, Mapping):
        return "、".join(f"{name}：{_text(one)}" for name, one in value.items()) or "なし"
    if isinstance(value, int):
        return format_yen(value)
    return "なし" if value is None else str(value)
