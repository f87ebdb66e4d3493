"""Sheets → counted marks: which sheets count, and what every cell counts as, in whole numbers."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from koubo.review.selection.values import Cell, CellState, Sheet
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import CellPolicy, Criterion, Recusal, SelectionRule, Stage

UNMARKED = Cell(CellState.MISSING)
AS_ZERO = frozenset({CellPolicy.ZERO, CellPolicy.REFUSED})


class Item(NamedTuple):
    """All counted marks on one criterion."""

    criterion: Criterion
    cells: list[Cell]
    """In the order of the sheets that count."""
    given: int
    """What the marks are worth together, before the weight."""
    counted: int
    """How many marks stand in the mean: those given, and those that count as zero."""
    filled: int = 0
    """How many cells the mean stands for."""

    @property
    def mean(self) -> Fraction | None:
        """Give the mean of what counts; None where nothing does."""
        return Fraction(self.given, self.counted) if self.counted else None


class Tally(NamedTuple):
    """One application's sheets, counted by a rule."""

    stage: Stage
    rule: SelectionRule
    sheets: Sequence[Sheet]
    """All of them, those of reviewers who were kept out included."""
    judged: list[Sheet]
    """Those that count."""
    items: list[Item]
    imputed: int
    """Reviewers kept out for whom the others' mean stands."""


def tally(stage: Stage, rule: SelectionRule, sheets: Sequence[Sheet]) -> Tally:
    """Count the sheets of one application."""
    judged, kept_out = counted_sheets(rule, sheets)
    imputed = kept_out if rule.recusal.value is Recusal.IMPUTE_MEAN else 0
    marks = [sheet.cells for sheet in judged]
    items = []
    for criterion in stage.criteria:
        name = criterion.id
        cells = [one.get(name, UNMARKED) for one in marks]
        points = [cell.points for cell in cells]
        if None in points:
            items.append(_partly_marked(rule, criterion, cells))
        elif criterion.grade_points:
            given = sum(criterion.worth(one) for one in points if one is not None)
            items.append(Item(criterion, cells, given, len(cells)))
        else:
            items.append(Item(criterion, cells, sum(points), len(cells)))  # type: ignore[arg-type]
    return Tally(stage, rule, sheets, judged, items, imputed)


def counted_sheets(rule: SelectionRule, sheets: Sequence[Sheet]) -> tuple[list[Sheet], int]:
    """Give the sheets that count, and how many reviewers were kept out.

    Who judges for somebody kept out counts only where the scheme has substitutes; who judges for
    somebody who is merely away always does.
    """
    kept_out = {sheet.reviewer for sheet in sheets if sheet.recused}
    if not kept_out:
        return list(sheets), 0
    substitutes = rule.recusal.value is Recusal.SUBSTITUTE
    judged = [
        sheet
        for sheet in sheets
        if not sheet.recused and (substitutes or sheet.in_place_of not in kept_out)
    ]
    return judged, len(kept_out)


def policy_of(rule: SelectionRule, state: CellState) -> Figure[CellPolicy]:
    """Give what a cell without points counts as."""
    if state is CellState.MISSING:
        return rule.missing
    return rule.abstained if state is CellState.ABSTAINED else rule.not_applicable


def _partly_marked(rule: SelectionRule, criterion: Criterion, cells: list[Cell]) -> Item:
    given = counted = filled = 0
    for cell in cells:
        if cell.points is not None:
            given, counted = given + criterion.worth(cell.points), counted + 1
            continue
        policy = policy_of(rule, cell.state).value
        counted += policy in AS_ZERO
        filled += policy is CellPolicy.ITEM_MEAN
    return Item(criterion, cells, given, counted, filled if counted else 0)


class ReviewersTotal(NamedTuple):
    """What one sheet comes to, and the most that it could have come to, both times the weights' whole.

    Whole numbers as long as no mean stands for a mark.
    """

    reviewer: str
    total: int | Fraction
    highest: int
    place: int
    """Of the sheet among those that count."""


def reviewers_totals(one: Tally) -> list[ReviewersTotal]:
    """Give what each sheet that counts comes to; one of which nothing counts is left out."""
    weighted = list(zip(one.items, one.stage.whole_weights[0], strict=True))
    totals = []
    for place, sheet in enumerate(one.judged):
        total: int | Fraction = 0
        highest = 0
        for item, weight in weighted:
            cell, criterion = item.cells[place], item.criterion
            worth = cell.points
            if worth is None or criterion.grade_points:
                counted = _counts_as(one.rule, item, cell)
                if counted is None:
                    continue
                total += counted * weight
            else:
                total += worth * weight
            highest += criterion.most * weight
        if highest:
            totals.append(ReviewersTotal(sheet.reviewer, total, highest, place))
    return totals


def _counts_as(rule: SelectionRule, item: Item, cell: Cell) -> int | Fraction | None:
    """Give what one cell adds to its sheet's total, before the weight; None: it is left out."""
    if cell.points is not None:
        return item.criterion.worth(cell.points)
    policy = policy_of(rule, cell.state).value
    if policy in AS_ZERO:
        return 0
    return item.mean if policy is CellPolicy.ITEM_MEAN else None


def unmarked(one: Tally) -> Iterator[tuple[CellState, Criterion, Sheet]]:
    """Give every cell without points, of the sheets that count."""
    for item in one.items:
        for cell, sheet in zip(item.cells, one.judged, strict=True):
            if cell.points is None:
                yield cell.state, item.criterion, sheet


def chair_total(stage: Stage, rule: SelectionRule, sheets: Sequence[Sheet]) -> Fraction | None:
    """Give what the chair's own sheet comes to; None where it does not count or says nothing."""
    if not any(sheet.chair for sheet in sheets):
        return None
    counted = tally(stage, rule, sheets)
    chairs = [place for place, sheet in enumerate(counted.judged) if sheet.chair]
    whole = stage.whole_weights[1]
    totals = (one.total for one in reviewers_totals(counted) if one.place in chairs)
    return next((Fraction(total) / whole for total in totals), None)
