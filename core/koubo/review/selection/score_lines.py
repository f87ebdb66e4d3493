"""How a score came about, line by line: who counts, every mark, what is no mark, the total."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from koubo.money import Line, format_number
from koubo.review.selection.aggregates import Exact, kept_of, mean_of, total_of, with_imputed
from koubo.review.selection.tally import (
    Item,
    Tally,
    policy_of,
    reviewers_totals,
    tally,
    unmarked,
)
from koubo.review.selection.values import CELL_NAMES, Cell, CellState, Sheet
from koubo.review.selection.vetoes import veto_lines
from koubo.schemes.review_words import (
    Aggregate,
    CellPolicy,
    Criterion,
    Recusal,
    SelectionRule,
    Stage,
)

COUNTS_AS = {
    CellPolicy.LEAVE_OUT: "点も満点も数えない",
    CellPolicy.ZERO: "0点として数える",
    CellPolicy.ITEM_MEAN: "同じ項目で数えた点の平均で補う",
    CellPolicy.REFUSED: "提出できない決まりだが提出されているので、0点として数える",
}
NOBODY = "採点した委員がいないので合計と満点に入れない"
Told = Callable[[Tally, Item], tuple[Fraction, str]]
"""Gives what a criterion adds to the total, and how it came about."""


def score_lines(stage: Stage, rule: SelectionRule, sheets: Sequence[Sheet]) -> Iterator[Line]:
    """Tell a score from the sheets to the vetoes."""
    one = tally(stage, rule, sheets)
    total, highest = total_of(one)
    yield from _kept_out(one)
    match one.rule.aggregate.value:
        case Aggregate.SUM_OF_ITEM_MEANS:
            yield from _by_items(one, _mean_told, total, highest)
        case Aggregate.SUM_OF_POINTS:
            yield from _by_items(one, _points_told, total, highest)
        case _:
            yield from _by_reviewers(one, total, highest)
    yield from _unmarked(one)
    yield from veto_lines(one)


def _kept_out(one: Tally) -> Iterator[Line]:
    """Say who was kept out, what became of their points, and which substitute does not count."""
    recusal = one.rule.recusal
    gone = [sheet.reviewer for sheet in one.sheets if sheet.recused]
    in_place = {sheet.in_place_of: sheet.reviewer for sheet in one.sheets if sheet.in_place_of}
    if recusal.value is Recusal.SUBSTITUTE:
        for name in gone:
            who = in_place.get(name)
            what = f"代わりの {who} の点を数える" if who else "代わりの委員がいないので数えない"
            yield Line(f"除斥された委員 {name}：{what}", recusal.to_confirm)
        return
    if gone:
        what = "ほかの委員の平均点で補う" if one.imputed else "数えない"
        yield Line(f"除斥された委員 {'、'.join(gone)}：点は{what}", recusal.to_confirm)
    for name in gone:
        if name in in_place:
            text = f"{in_place[name]}（{name}の代わり）：代わりを立てない決まりなので数えない"
            yield Line(text, recusal.to_confirm)


def _by_items(one: Tally, told: Told, total: Fraction, highest: Exact) -> Iterator[Line]:
    """Tell each criterion, then their sum."""
    parts = []
    for item in one.items:
        worth, how = told(one, item) if item.counted else (Fraction(), NOBODY)
        if item.counted:
            parts.append(format_number(worth))
        yield Line(f"{item.criterion.title}：{_marks(one, item) or '審査票なし'} → {how}")
    text = f"合計 {' + '.join(parts) or '0'} = {_of_most(total, highest)}"
    yield Line(text, one.rule.aggregate.to_confirm)


def _mean_told(_: Tally, item: Item) -> tuple[Fraction, str]:
    mean = Fraction(item.given, item.counted)
    return _weighted(item, mean, f"平均 {format_number(mean)}")


def _points_told(one: Tally, item: Item) -> tuple[Fraction, str]:
    points, told = Fraction(item.given), f"計 {item.given:,}"
    if stood_for := item.filled + one.imputed:
        filled = points * stood_for / item.counted
        told = (
            f"{format_number(points)} + 補う点 {format_number(filled)}"
            f" = {format_number(points + filled)}"
        )
        points += filled
    return _weighted(item, points, told)


def _weighted(item: Item, worth: Fraction, told: str) -> tuple[Fraction, str]:
    weight = item.criterion.weight
    if weight == 1:
        return worth, told
    times = f"{told} × 重み {format_number(weight)} = {format_number(worth * weight)}"
    return worth * weight, times


def _by_reviewers(one: Tally, total: Fraction, highest: Exact) -> Iterator[Line]:
    """Tell what each sheet comes to, then how these come together."""
    totals, whole = reviewers_totals(one), one.stage.whole_weights[1]
    for each in totals:
        marks = "、".join(
            f"{item.criterion.title} {_mark(item.criterion, item.cells[each.place])}{_times(item)}"
            for item in one.items
        )
        had = _of_most(Fraction(each.total) / whole, Fraction(each.highest, whole))
        yield Line(f"{each.reviewer}：{marks} → 合計 {had}")
    counted = {each.place for each in totals}
    for place, sheet in enumerate(one.judged):
        if place not in counted:
            yield Line(f"{sheet.reviewer}：数える点がない → 合計に入れない")
    had_by = [Fraction(each.total) / whole for each in totals]
    how = _together(one, had_by) if totals else "数える審査票がない"
    yield Line(f"{how} = {_of_most(total, highest)}", one.rule.aggregate.to_confirm)


def _times(item: Item) -> str:
    weight = item.criterion.weight
    return "" if weight == 1 else f"×{format_number(weight)}"


def _together(one: Tally, totals: Sequence[Fraction]) -> str:
    listed = with_imputed(totals, one.imputed)
    told = _numbers(listed)
    if one.imputed:
        mean = format_number(mean_of(totals, 0))
        told += f"（除斥された委員 {one.imputed}人の分を、ほかの委員の平均 {mean} で補う）"
    match one.rule.aggregate.value:
        case Aggregate.MEDIAN_OF_TOTALS:
            return f"委員の合計を小さい順に {told} → 中央値"
        case Aggregate.TRIMMED_MEAN_OF_TOTALS:
            return f"委員の合計を小さい順に {told} → {_trimmed(one.rule.trimmed, listed)}"
        case _:
            return f"委員の合計 {told} → 平均"


def _trimmed(trimmed: int, listed: Sequence[Exact]) -> str:
    kept = kept_of(listed, trimmed)
    if len(kept) == len(listed):
        return f"{len(listed)}人では上下{trimmed}人ずつを除けないので、全員の平均"
    return f"上下{trimmed}人ずつを除いた {_numbers(kept)} の平均"


def _numbers(numbers: Sequence[Exact]) -> str:
    return "、".join(map(format_number, numbers))


def _marks(one: Tally, item: Item) -> str:
    """Give every mark in words: A委員 5、B委員 棄権."""
    return "、".join(
        f"{sheet.reviewer} {_mark(item.criterion, cell)}"
        for sheet, cell in zip(one.judged, item.cells, strict=True)
    )


def _mark(criterion: Criterion, cell: Cell) -> str:
    if cell.points is None:
        return CELL_NAMES[cell.state]
    worth = f"（{criterion.worth(cell.points)}点）" if criterion.grade_points else ""
    return f"{cell.points}{worth}"


def _unmarked(one: Tally) -> Iterator[Line]:
    """Tell for each of the three states without points what it counts as, and whose it is."""
    cells: defaultdict[CellState, list[str]] = defaultdict(list)
    for state, criterion, sheet in unmarked(one):
        cells[state].append(f"{criterion.title} {sheet.reviewer}")
    for state, whose in cells.items():
        policy = policy_of(one.rule, state)
        text = f"{CELL_NAMES[state]}（{'、'.join(whose)}）：{COUNTS_AS[policy.value]}"
        yield Line(text, policy.to_confirm)


def _of_most(total: Fraction, highest: Exact) -> str:
    return f"{format_number(total)}（満点 {format_number(highest)}）"
