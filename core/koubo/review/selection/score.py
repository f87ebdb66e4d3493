"""Sheets → one score: item means or points, a veto where there is one, and every step in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from koubo.money import Line, Working, format_number
from koubo.review.selection.values import CELL_NAMES, Cell, CellState, Score, Sheet
from koubo.schemes.review_words import Aggregate, Criterion, Recusal, SelectionRule, Stage, Veto

UNMARKED = Cell(CellState.MISSING)


@dataclass(frozen=True)
class Item:
    """All reviewers' marks on one criterion, in the order of the sheets."""

    criterion: Criterion
    marks: tuple[tuple[str, Cell], ...]
    filled: int = 0
    """Reviewers kept out whose points the others' mean stands for."""

    @cached_property
    def points(self) -> tuple[int, ...]:
        """Give the points that were given; the other three states give none."""
        return tuple(cell.points for _, cell in self.marks if cell.points is not None)

    @cached_property
    def mean(self) -> Fraction | None:
        """Give the mean of those who gave points; None where nobody did."""
        return Fraction(sum(self.points), len(self.points)) if self.points else None

    @property
    def falls_away(self) -> bool:
        """Say whether nobody was to mark it; one who should have and did not keeps it in."""
        return not self.points and not self.count(CellState.MISSING)

    def count(self, state: CellState) -> int:
        """Give how many reviewers left a cell in this state."""
        return sum(cell.state is state for _, cell in self.marks)

    def told(self) -> str:
        """Give every mark in words: A委員 5、B委員 棄権."""
        return "、".join(
            f"{reviewer} {CELL_NAMES[cell.state] if cell.points is None else cell.points}"
            for reviewer, cell in self.marks
        )


def score_sheets(stage: Stage, rule: SelectionRule, sheets: Sequence[Sheet]) -> Score:
    """Give what the sheets of one application come to, as the scheme aggregates them."""
    judged = [sheet for sheet in sheets if not sheet.recused]
    imputes = rule.recusal.value is Recusal.IMPUTE_MEAN
    filled = len(sheets) - len(judged) if imputes else 0
    items = [
        Item(
            criterion,
            tuple((sheet.reviewer, sheet.cells.get(criterion.id, UNMARKED)) for sheet in judged),
            filled,
        )
        for criterion in stage.criteria
    ]
    kept_out = _kept_out(rule, sheets)
    by_mean = rule.aggregate.value is Aggregate.SUM_OF_ITEM_MEANS
    parts = [_mean_part(item) if by_mean else _points_part(item) for item in items]
    total = sum((part for part, _, _ in parts), Fraction())
    highest = sum(most for _, most, _ in parts)
    sum_line = Line(
        f"合計 {' + '.join(format_number(part) for part, most, _ in parts if most) or '0'}"
        f" = {format_number(total)}（満点 {highest}）",
        rule.aggregate.to_confirm,
    )
    vetoed_by, veto_lines = _vetoes(rule, items)
    return Score(
        total=total,
        highest=highest,
        item_means={item.criterion.id: item.mean for item in items if item.mean is not None},
        sheets=len(judged),
        vetoed_by=vetoed_by,
        working=Working((*kept_out, *(line for _, _, line in parts), sum_line, *veto_lines)),
    )


def _kept_out(rule: SelectionRule, sheets: Sequence[Sheet]) -> list[Line]:
    """Say who was kept out, and what became of their points."""
    names = "、".join(sheet.reviewer for sheet in sheets if sheet.recused)
    if not names:
        return []
    what = "ほかの委員の平均点で補う" if rule.recusal.value is Recusal.IMPUTE_MEAN else "数えない"
    return [Line(f"除斥された委員 {names}：点は{what}", rule.recusal.to_confirm)]


def _mean_part(item: Item) -> tuple[Fraction, int, Line]:
    """Give a criterion's mean, the most it could be, and the line that says so."""
    if item.falls_away:
        return _fallen_away(item)
    mean = item.mean or Fraction()
    told = f"平均 {format_number(mean)}" if item.points else "採点がないので 0"
    return mean, item.criterion.highest, Line(f"{item.criterion.title}：{item.told()} → {told}")


def _points_part(item: Item) -> tuple[Fraction, int, Line]:
    """Give a criterion's points, the most they could be, and the line that says so."""
    if item.falls_away:
        return _fallen_away(item)
    points = Fraction(sum(item.points))
    marks = len(item.points) + item.count(CellState.MISSING)
    told = f"計 {format_number(points)}"
    if item.filled and item.mean is not None:
        filled = item.mean * item.filled
        told = f"{format_number(points)} + 補う点 {format_number(filled)} = {format_number(points + filled)}"
        points, marks = points + filled, marks + item.filled
    most = item.criterion.highest * marks
    return points, most, Line(f"{item.criterion.title}：{item.told()} → {told}")


def _fallen_away(item: Item) -> tuple[Fraction, int, Line]:
    text = f"{item.criterion.title}：{item.told()} → 採点した委員がいないので合計と満点に入れない"
    return Fraction(), 0, Line(text)


def _vetoes(rule: SelectionRule, items: Sequence[Item]) -> tuple[str, list[Line]]:
    """Give the title of the criterion that throws the application out, and each veto's line."""
    vetoed_by, lines = "", []
    for veto in rule.vetoes.value:
        item = next((one for one in items if one.criterion.id == veto.criterion), None)
        if item is None:
            continue
        thrown_out, line = _veto(veto, item, rule.vetoes.to_confirm)
        lines.append(line)
        if thrown_out and not vetoed_by:
            vetoed_by = item.criterion.title
    return vetoed_by, lines


def _veto(veto: Veto, item: Item, note: str) -> tuple[bool, Line]:
    """Judge one veto; who abstained sat there and counts, who found it not applicable does not."""
    judges = len(item.marks) - item.count(CellState.NOT_APPLICABLE)
    low = sum(points <= veto.at_most for points in item.points)
    thrown_out = low > veto.more_than * judges
    told = "合計点にかかわらず不採択" if thrown_out else "あてはまらない"
    text = (
        f"{item.criterion.title}が{veto.at_most}点以下の委員 {judges}人中{low}人"
        f"（{veto.more_than} を超えると不採択）→ {told}"
    )
    return thrown_out, Line(text, note)
