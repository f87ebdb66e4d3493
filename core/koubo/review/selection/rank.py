"""Scores → places: vetoes out, totals in order, the tie-break chain, the pass marks."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import attrgetter, itemgetter

from koubo.money import Line
from koubo.review.selection import rank_lines
from koubo.review.selection.values import Score, Scored, Verdict
from koubo.schemes.review_words import SelectionRule, Stage, TieBreak, TieBreaker

Value = int | datetime | str
Key = tuple[Value, ...]


@dataclass(frozen=True)
class Placed:
    """An application with its place; ``verdict`` None means that it is still in the running."""

    scored: Scored
    rank: int | None
    verdict: Verdict | None
    write: Callable[..., Iterable[Line]]
    """Gives the lines of its working when it is called with the figures."""
    figures: tuple[object, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Write how the place came about."""
        return tuple(self.write(*self.figures))


@dataclass(frozen=True)
class Ranking:
    """The keys by which all that are ranked stand in order; smaller comes first."""

    keys: Sequence[Key] = field(repr=False)

    @cached_property
    def prefixes(self) -> Counter[Key]:
        """Give how many are equal so far, after each link of the chain; made for the workings."""
        return Counter(key[:length] for key in self.keys for length in range(1, len(key) + 1))

    def equals(self, key: Key) -> tuple[int, ...]:
        """Give how many are equal to one by the total, then after each link of the chain."""
        return tuple(self.prefixes[key[:length]] for length in range(1, len(key) + 1))


def place(stage: Stage, rule: SelectionRule, scored: Sequence[Scored]) -> tuple[Placed, ...]:
    """Give every application its place, best first; the order of the input does not matter.

    Those that the stage does not judge stand before the ranking, and have no rank.
    Those still equal after the whole chain share a rank, and stand by their number.
    """
    by_number = sorted(scored, key=attrgetter("application_id"))
    judged = [one for one in by_number if one.waived is None]
    ranked = [(one, one.score) for one in judged if one.score and _is_ranked(one.score)]
    keys = _keys(rule, ranked)
    in_order = sorted(zip(keys, ranked, strict=True), key=itemgetter(0))
    ranking = Ranking(keys)
    placed: list[Placed] = []
    rank, before = 0, None
    for number, (key, (one, score)) in enumerate(in_order, start=1):
        if key != before:
            rank, before = number, key
        verdict = None if _reaches(rule, score) else Verdict.BELOW_MARK
        figures = (stage, rule, one, score, key, rank, ranking)
        placed.append(Placed(one, rank, verdict, _told, figures))
    out = [one for one in judged if not (one.score and _is_ranked(one.score))]
    vetoed = [_vetoed(rule, one, one.score) for one in out if one.score and one.score.highest]
    unscored = [_unscored(one) for one in out if not one.score or not one.score.highest]
    waived = [_waived(one) for one in by_number if one.waived]
    return (*waived, *placed, *vetoed, *unscored)


def _is_ranked(score: Score) -> bool:
    return not score.vetoed_by and score.highest > 0


def _reaches(rule: SelectionRule, score: Score) -> bool:
    """Say whether a total reaches every pass mark that the rule has."""
    if rule.pass_points is not None and score.total < rule.pass_points.value:
        return False
    return rule.pass_share is None or score.total >= rule.pass_share.value * score.highest


def _keys(rule: SelectionRule, ranked: Sequence[tuple[Scored, Score]]) -> list[Key]:
    """Give the key of each: the total from the highest down, then every link of the chain."""
    totals = _whole([score.total for _, score in ranked])
    columns = [[-total for total in totals]]
    columns += [_column(breaker, ranked) for breaker in rule.tie_breakers.value]  # type: ignore[misc]
    return list(zip(*columns, strict=True))


def _column(breaker: TieBreaker, ranked: Sequence[tuple[Scored, Score]]) -> Sequence[Value]:
    """Give what one link orders by; who has nothing to be ordered by comes last."""
    match breaker.by:
        case TieBreak.CRITERION:
            return _downward([score.item_means.get(breaker.criterion) for _, score in ranked])
        case TieBreak.SMALLER_REQUEST:
            return [one.requested for one, _ in ranked]
        case TieBreak.EARLIER_FILING:
            return [one.filed_at for one, _ in ranked]
        case TieBreak.CHAIR:
            return _downward([one.chair_total for one, _ in ranked])
        case TieBreak.LOT:
            return [one.lot for one, _ in ranked]


def _downward(values: Sequence[Fraction | None]) -> list[int]:
    """Give whole numbers that put the highest first and None last."""
    whole = iter(_whole([one for one in values if one is not None]))
    return [1 if one is None else -next(whole) for one in values]


def _whole(values: Sequence[Fraction]) -> list[int]:
    """Give fractions as whole numbers in the same proportion: these compare much faster."""
    below = lcm(*{one.denominator for one in values})
    return [one.numerator * (below // one.denominator) for one in values]


def _told(
    stage: Stage,
    rule: SelectionRule,
    one: Scored,
    score: Score,
    key: Key,
    rank: int,
    ranking: Ranking,
) -> Sequence[Line]:
    equals = ranking.equals(key)
    return [
        *rank_lines.tie_lines(stage, rule, one, score, equals),
        rank_lines.rank_line(score, rank, len(ranking.keys)),
        *rank_lines.mark_lines(rule, score),
    ]


def _waived(one: Scored) -> Placed:
    return Placed(one, None, None, rank_lines.waived_lines, (one,))


def _vetoed(rule: SelectionRule, one: Scored, score: Score) -> Placed:
    return Placed(one, None, Verdict.VETOED, rank_lines.vetoed_lines, (rule, score))


def _unscored(one: Scored) -> Placed:
    return Placed(one, None, Verdict.UNSCORED, rank_lines.unscored_lines)
