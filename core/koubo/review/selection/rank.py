"""Scores → places: vetoes out, totals in order, the tie-break chain, the pass mark."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from operator import attrgetter

from koubo.calendar import format_moment
from koubo.money import Line, Working, format_number, format_rate, format_yen
from koubo.review.selection.values import Score, Scored, Verdict
from koubo.schemes.review_words import (
    WAIVER_NAMES,
    SelectionRule,
    Stage,
    TieBreak,
    TieBreaker,
    Waiver,
)

Value = Fraction | int | datetime | str
LAST = Fraction(1)  # stands below every mean, which enters the order negated


@dataclass(frozen=True)
class Placed:
    """An application with its place; ``verdict`` None means that it is still in the running."""

    scored: Scored
    rank: int | None
    verdict: Verdict | None
    working: Working


def place(stage: Stage, rule: SelectionRule, scored: Sequence[Scored]) -> tuple[Placed, ...]:
    """Give every application its place, best first; the order of the input does not matter.

    Those that the stage does not judge stand before the ranking, and have no rank.
    Those still equal after the whole chain share a rank, and stand by their number.
    """
    by_number = sorted(scored, key=attrgetter("application_id"))
    in_order = [one for one in by_number if one.waived is None]
    ranked = [(one, one.score) for one in in_order if one.score and _is_ranked(one.score)]
    keys = {one.application_id: _key(rule, one, score) for one, score in ranked}
    prefixes = Counter(key[:length] for key in keys.values() for length in range(1, len(key) + 1))
    in_places = sorted(keys.values())
    placed = [
        _ranked(stage, rule, one, score, keys[one.application_id], in_places, prefixes)
        for one, score in sorted(ranked, key=lambda pair: keys[pair[0].application_id])
    ]
    out = [one for one in in_order if one.application_id not in keys]
    vetoed = [_vetoed(rule, one, one.score) for one in out if one.score and one.score.highest]
    unscored = [_unscored(one) for one in out if not one.score or not one.score.highest]
    waived = [_waived(one, one.waived) for one in by_number if one.waived]
    return (*waived, *placed, *vetoed, *unscored)


def _is_ranked(score: Score) -> bool:
    return not score.vetoed_by and score.highest > 0


def _key(rule: SelectionRule, one: Scored, score: Score) -> tuple[Value, ...]:
    chain = (_break_value(breaker, one, score) for breaker in rule.tie_breakers.value)
    return (-score.total, *chain)


def _break_value(breaker: TieBreaker, one: Scored, score: Score) -> Value:
    match breaker.by:
        case TieBreak.CRITERION:
            mean = score.item_means.get(breaker.criterion)
            return LAST if mean is None else -mean
        case TieBreak.SMALLER_REQUEST:
            return one.requested
        case TieBreak.EARLIER_FILING:
            return one.filed_at
        case TieBreak.CHAIR:
            return LAST if one.chair_total is None else -one.chair_total
        case TieBreak.LOT:
            return one.lot


def _ranked(
    stage: Stage,
    rule: SelectionRule,
    one: Scored,
    score: Score,
    key: tuple[Value, ...],
    keys: Sequence[tuple[Value, ...]],
    prefixes: Counter[tuple[Value, ...]],
) -> Placed:
    rank = 1 + bisect_left(keys, key)
    lines = _tie_lines(stage, rule, one, score, key, prefixes)
    lines.append(Line(f"合計点 {format_number(score.total)} → {len(keys)}件中 {rank}位"))
    verdict = None
    if rule.pass_share is not None:
        mark = rule.pass_share.value * score.highest
        reached = score.total >= mark
        text = (
            f"基準点 {score.highest} × {format_rate(rule.pass_share.value)} = {format_number(mark)}"
            f" に{'届いている' if reached else '届かない → 基準点未満'}"
        )
        lines.append(Line(text, rule.pass_share.to_confirm))
        verdict = None if reached else Verdict.BELOW_MARK
    return Placed(one, rank, verdict, Working(tuple(lines)))


def _tie_lines(
    stage: Stage,
    rule: SelectionRule,
    one: Scored,
    score: Score,
    key: tuple[Value, ...],
    prefixes: Counter[tuple[Value, ...]],
) -> list[Line]:
    """Say how far down the chain the application had to go to find its place."""
    lines: list[Line] = []
    for length, breaker in enumerate(rule.tie_breakers.value, start=1):
        equals = prefixes[key[:length]]
        if equals == 1:
            return lines
        told = _break_told(stage, breaker, one, score)
        lines.append(Line(f"同点 {equals}件 → {told}", rule.tie_breakers.to_confirm))
    if (equals := prefixes[key]) > 1:
        text = f"同点の決め方をすべて使っても {equals}件が並ぶ → 同じ順位。審査会で決めてください"
        lines.append(Line(text, rule.tie_breakers.to_confirm))
    return lines


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
            return f"抽選（{one.lot or 'まだ引いていない'}）"


def _waived(one: Scored, waiver: Waiver) -> Placed:
    text = f"{WAIVER_NAMES[waiver]} → この段階では審査せず、順位の前に通す"
    return Placed(one, None, None, Working((Line(text),)))


def _vetoed(rule: SelectionRule, one: Scored, score: Score) -> Placed:
    text = f"「{score.vetoed_by}」の基準で不採択 → 順位に入れない"
    return Placed(one, None, Verdict.VETOED, Working((Line(text, rule.vetoes.to_confirm),)))


def _unscored(one: Scored) -> Placed:
    text = "点の入った審査票が提出されていない → 順位に入れない"
    return Placed(one, None, Verdict.UNSCORED, Working((Line(text),)))
