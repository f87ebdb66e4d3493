"""How a place came about, line by line: ties, the place, the pass marks, and why there is none."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from koubo.calendar import format_moment
from koubo.money import Line, format_number, format_rate, format_yen
from koubo.review.selection.values import Score, Scored
from koubo.schemes.review_words import (
    WAIVER_NAMES,
    SelectionRule,
    Stage,
    TieBreak,
    TieBreaker,
)

NOT_DRAWN = "まだ引いていない。集計の画面で抽選の番号を記録してください"


def tie_lines(
    stage: Stage, rule: SelectionRule, one: Scored, score: Score, equals: Sequence[int]
) -> Iterator[Line]:
    """Say how far down the chain an application had to go to find its place.

    :param equals: how many are equal by the total, then after each link
    """
    note = rule.tie_breakers.to_confirm
    for breaker, several in zip(rule.tie_breakers.value, equals, strict=False):
        if several == 1:
            return
        told = _break_told(stage, breaker, one, score)
        yield Line(f"同点 {several}件 → {told}", note)
    if equals[-1] > 1:
        text = (
            f"同点の決め方をすべて使っても {equals[-1]}件が並ぶ → 同じ順位。審査会で決めてください"
        )
        yield Line(text, note)


def rank_line(score: Score, rank: int, count: int) -> Line:
    """Say the place."""
    return Line(f"合計点 {format_number(score.total)} → {count}件中 {rank}位")


def mark_lines(rule: SelectionRule, score: Score) -> Iterator[Line]:
    """Say for each pass mark whether the total reaches it."""
    if (points := rule.pass_points) is not None:
        told = f"基準点 {format_number(points.value)}"
        yield Line(f"{told} {_reached(score.total, points.value)}", points.to_confirm)
    if (share := rule.pass_share) is not None:
        mark = share.value * score.highest
        told = (
            f"基準点 {format_number(score.highest)} × {format_rate(share.value)}"
            f" = {format_number(mark)}"
        )
        yield Line(f"{told} {_reached(score.total, mark)}", share.to_confirm)


def _reached(total: Fraction, mark: Fraction) -> str:
    return "に届いている" if total >= mark else "に届かない → 基準点未満"


def _break_told(stage: Stage, breaker: TieBreaker, one: Scored, score: Score) -> str:
    match breaker.by:
        case TieBreak.CRITERION:
            titles = (each.title for each in stage.criteria if each.id == breaker.criterion)
            mean = score.item_means.get(breaker.criterion)
            told = "採点なし" if mean is None else format_number(mean)
            return f"「{next(titles, breaker.criterion)}」の平均の高い順（{told}）"
        case TieBreak.SMALLER_REQUEST:
            return f"申請額の少ない順（{format_yen(one.requested)}）"
        case TieBreak.EARLIER_FILING:
            return f"提出の早い順（{format_moment(one.filed_at)}）"
        case TieBreak.CHAIR:
            told = "採点なし" if one.chair_total is None else format_number(one.chair_total)
            return f"委員長の点の高い順（{told}）"
        case TieBreak.LOT:
            return f"抽選（{one.lot[:12] or NOT_DRAWN}）"


def waived_lines(one: Scored) -> tuple[Line, ...]:
    """Say why an application is not judged."""
    name = WAIVER_NAMES[one.waived] if one.waived else ""
    return (Line(f"{name} → この段階では審査せず、順位の前に通す"),)


def vetoed_lines(rule: SelectionRule, score: Score) -> tuple[Line, ...]:
    """Say which criterion throws an application out."""
    text = f"「{score.vetoed_by}」の基準で不採択 → 順位に入れない"
    return (Line(text, rule.vetoes.to_confirm),)


def unscored_lines() -> tuple[Line, ...]:
    """Say that there is nothing to rank an application by."""
    return (Line("点の入った審査票が提出されていない → 順位に入れない"),)
