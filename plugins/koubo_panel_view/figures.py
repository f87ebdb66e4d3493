"""The figures about a panel, as values: exact where they can be, and never a new score."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import pstdev

import krippendorff

from koubo.api import (
    Aggregate,
    Entry,
    Outcome,
    Selection,
    SelectionInputs,
    Verdict,
    enter,
    reviewers_totals,
    select,
    tally,
)

MOST_FOR_STABILITY = 500
"""Applications up to which the selection is computed again without each reviewer."""
NO_MARK = float("nan")
IN_THE_RUNNING = (
    Verdict.PASSED,
    Verdict.RUNNER_UP,
    Verdict.TIED,
    Verdict.NO_MONEY,
    Verdict.BELOW_MARK,
)

Totals = Mapping[str, Fraction]
"""What each reviewer's sheet on one application comes to, by pseudonym."""


@dataclass(frozen=True)
class Severity:
    """One reviewer beside the colleagues who marked the same applications."""

    reviewer: str
    sheets: int
    mean: Fraction
    against_others: Fraction | None
    """Mean difference from the colleagues' mean, in points; None where nobody else marked."""
    spread: float
    """Standard deviation of the reviewer's own totals."""
    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True)
class Disagreement:
    """How far apart the reviewers are on one application."""

    application_id: int
    label: str
    totals: Totals
    spread: float
    widest: str
    """Title of the criterion with the widest gap, empty where all agree."""
    gap: int
    """That gap, in points."""

    @property
    def range(self) -> Fraction:
        """Give the difference between the highest and the lowest total."""
        return max(self.totals.values()) - min(self.totals.values())


@dataclass(frozen=True)
class WithoutOne:
    """What would be different without one reviewer's sheets."""

    reviewer: str
    now_in: tuple[str, ...]
    """Applications that would pass, and do not."""
    now_out: tuple[str, ...]


@dataclass(frozen=True)
class NearTheLine:
    """An application whose outcome hangs on little."""

    application_id: int
    label: str
    total: Fraction
    passes: bool
    gap: Fraction
    """To the nearest application on the other side of the line, in points of the total."""
    step: Fraction
    """By how much one point of one reviewer on one criterion moves the total."""


def label_of(entry: Entry) -> str:
    """Give the short name of an application in a table."""
    return entry.receipt_number or f"応募{entry.application_id}"


def totals_of(inputs: SelectionInputs) -> dict[int, Totals]:
    """Give every application's totals by reviewer; those nobody marked are left out."""
    whole = inputs.stage.whole_weights[1]
    found: dict[int, Totals] = {}
    for one in inputs.applications:
        counted = reviewers_totals(tally(inputs.stage, inputs.rule, one.sheets))
        if counted:
            found[one.application_id] = {
                each.reviewer: Fraction(each.total) / whole for each in counted
            }
    return found


def severities(totals: Mapping[int, Totals]) -> list[Severity]:
    """Give every reviewer's severity and spread, by pseudonym."""
    own: defaultdict[str, list[Fraction]] = defaultdict(list)
    differences: defaultdict[str, list[Fraction]] = defaultdict(list)
    for by_reviewer in totals.values():
        whole = sum(by_reviewer.values(), Fraction())
        for reviewer, total in by_reviewer.items():
            own[reviewer].append(total)
            if others := len(by_reviewer) - 1:
                differences[reviewer].append(total - (whole - total) / others)
    return [
        Severity(
            reviewer,
            len(each),
            _mean(each),
            _mean(differences[reviewer]) if differences[reviewer] else None,
            pstdev([float(one) for one in each]),
            min(each),
            max(each),
        )
        for reviewer, each in sorted(own.items(), key=lambda pair: (len(pair[0]), pair[0]))
    ]


def disagreements(inputs: SelectionInputs, totals: Mapping[int, Totals]) -> list[Disagreement]:
    """Give how far apart the reviewers are, for each application that two or more marked."""
    found = []
    for one in inputs.applications:
        by_reviewer = totals.get(one.application_id, {})
        if len(by_reviewer) > 1:
            widest, gap = _widest(inputs, one, by_reviewer)
            spread = pstdev([float(each) for each in by_reviewer.values()])
            found.append(
                Disagreement(one.application_id, label_of(one), by_reviewer, spread, widest, gap)
            )
    return found


def _widest(inputs: SelectionInputs, entry: Entry, counted: Totals) -> tuple[str, int]:
    """Give the criterion on which the points lie farthest apart; the first of equals."""
    widest, most = "", 0
    for criterion in inputs.stage.criteria:
        points = [
            cell.points
            for sheet in entry.sheets
            if sheet.reviewer in counted
            and (cell := sheet.cells.get(criterion.id)) is not None
            and cell.points is not None
        ]
        gap = max(points) - min(points) if points else 0
        if gap > most:
            widest, most = criterion.title, gap
    return widest, most


def alphas(inputs: SelectionInputs) -> list[tuple[str, float | None, int]]:
    """Give Krippendorff's alpha of each criterion (ordinal), and how many marks it rests on.

    None where it says nothing: fewer than two reviewers, or all marks the same.
    """
    reviewers = sorted({sheet.reviewer for one in inputs.applications for sheet in one.sheets})
    return [
        (criterion.title, *_alpha(_matrix(inputs, criterion.id, reviewers)))
        for criterion in inputs.stage.criteria
    ]


def _matrix(inputs: SelectionInputs, criterion: str, reviewers: Sequence[str]) -> list[list[float]]:
    rows = {one: [NO_MARK] * len(inputs.applications) for one in reviewers}
    for place, entry in enumerate(inputs.applications):
        for sheet in entry.sheets:
            cell = sheet.cells.get(criterion)
            if cell is not None and cell.points is not None and not sheet.recused:
                rows[sheet.reviewer][place] = float(cell.points)
    return list(rows.values())


def _alpha(matrix: Sequence[Sequence[float]]) -> tuple[float | None, int]:
    # A mark is not a number where nobody gave one, and only then unequal to itself.
    marks = [one for row in matrix for one in row if one == one]
    by_unit = (sum(one == one for one in unit) for unit in zip(*matrix, strict=True))
    if len(set(marks)) < 2 or not any(count > 1 for count in by_unit):
        return None, len(marks)
    found = krippendorff.alpha(reliability_data=matrix, level_of_measurement="ordinal")
    return float(found), len(marks)


def is_selected_otherwise(inputs: SelectionInputs, selection: Selection) -> bool:
    """Say whether the scheme selects by a rule of its own, which this plugin cannot apply again."""
    return _passing(select(inputs)) != _passing(selection)


def without_each(inputs: SelectionInputs, selection: Selection) -> list[WithoutOne]:
    """Give, for each reviewer, who would pass and who would not if their sheets were not there."""
    reviewers = {sheet.reviewer for one in inputs.applications for sheet in one.sheets}
    labels = {one.application_id: label_of(one) for one in inputs.applications}
    passing = _passing(selection)
    found = []
    for reviewer in sorted(reviewers, key=lambda one: (len(one), one)):
        other = _passing(select(_without(inputs, reviewer)))
        found.append(
            WithoutOne(
                reviewer,
                tuple(labels[one] for one in sorted(other - passing)),
                tuple(labels[one] for one in sorted(passing - other)),
            )
        )
    return found


def _without(inputs: SelectionInputs, reviewer: str) -> SelectionInputs:
    applications = (
        replace(one, sheets=tuple(each for each in one.sheets if each.reviewer != reviewer))
        for one in inputs.applications
    )
    return replace(inputs, applications=tuple(applications))


def near_the_line(inputs: SelectionInputs, selection: Selection) -> list[NearTheLine]:
    """Give the applications that one point of one reviewer could carry over the line.

    The line lies between those that pass and those in the running that do not.
    """
    scored = {one.application_id: one for one in inputs.applications}
    standing = list(_standing(inputs, selection))
    inside = [total for _, total, passes in standing if passes]
    outside = [total for _, total, passes in standing if not passes]
    if not inside or not outside:
        return []
    best_outside, last_inside = max(outside), min(inside)
    found = []
    for outcome, total, passes in standing:
        gap = total - best_outside if passes else last_inside - total
        entry = scored[outcome.application_id]
        step = _step(inputs, entry)
        if gap <= step:
            found.append(
                NearTheLine(entry.application_id, label_of(entry), total, passes, gap, step)
            )
    return found


def _standing(
    inputs: SelectionInputs, selection: Selection
) -> Iterator[tuple[Outcome, Fraction, bool]]:
    """Give everybody in the running with the total by which they stand."""
    totals = {one.application_id: one.score.total for one in enter(inputs) if one.score is not None}
    for outcome in selection.outcomes:
        if outcome.verdict in IN_THE_RUNNING and outcome.application_id in totals:
            passes = outcome.verdict is Verdict.PASSED
            yield outcome, totals[outcome.application_id], passes


def _step(inputs: SelectionInputs, entry: Entry) -> Fraction:
    """Give by how much one point of one reviewer moves the total."""
    heaviest = max((one.weight for one in inputs.stage.criteria), default=Fraction(1))
    sheets = sum(not one.recused for one in entry.sheets)
    if inputs.rule.aggregate.value is Aggregate.SUM_OF_POINTS or not sheets:
        return heaviest
    return heaviest / sheets


def _passing(selection: Selection) -> set[int]:
    return {one.application_id for one in selection.outcomes if one.verdict is Verdict.PASSED}


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)
