"""What one reviewer's own sheet comes to so far, for their own eyes; the panel's total is not this."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from koubo.money import format_number
from koubo.review.rules import policy_of
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import CellPolicy, Criterion, SelectionRule, Stage

UNMARKED = Cell(CellState.MISSING)


@dataclass(frozen=True)
class OwnTotal:
    """The sum of a sheet, exactly."""

    points: Fraction
    highest: Fraction
    """The most that could be had in what counts."""
    marked: int
    """Criteria that are answered, in whichever way, of ``criteria``."""
    criteria: int

    @property
    def told(self) -> str:
        """Give the sum in words: 16点／20点（4項目のうち3項目を記入）."""
        sum_told = f"{format_number(self.points)}点／{format_number(self.highest)}点"
        if self.marked == self.criteria:
            return f"{sum_told}（{self.criteria}項目すべてを記入）"
        return f"{sum_told}（{self.criteria}項目のうち{self.marked}項目を記入）"


def worth_of(criterion: Criterion, points: int) -> Fraction:
    """Give what a point of the scale is worth: its grade's points, times the criterion's weight."""
    place = points - criterion.lowest
    plain = criterion.grade_points[place] if criterion.grade_points else points
    return plain * criterion.weight


def own_total(stage: Stage, rule: SelectionRule, cells: Mapping[str, Cell]) -> OwnTotal:
    """Add up one sheet; a cell that the scheme leaves out counts neither here nor in the most."""
    points = highest = Fraction()
    marked = 0
    for criterion in stage.criteria:
        cell = cells.get(criterion.id, UNMARKED)
        marked += cell.state is not CellState.MISSING
        if cell.points is not None:
            points += worth_of(criterion, cell.points)
        elif cell.state is not CellState.MISSING and policy_of(rule, cell.state) in NOT_ADDED:
            continue
        highest += max(worth_of(criterion, one) for one in _scale(criterion))
    return OwnTotal(points, highest, marked, len(stage.criteria))


NOT_ADDED = (CellPolicy.LEAVE_OUT, CellPolicy.ITEM_MEAN)


def _scale(criterion: Criterion) -> range:
    return range(criterion.lowest, criterion.highest + 1)
