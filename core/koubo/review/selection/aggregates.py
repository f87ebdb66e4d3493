"""Counted marks → one total, and the most that it could be: the five ways to aggregate."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from koubo.review.selection.tally import Tally, reviewers_totals
from koubo.schemes.review_words import Aggregate

Exact = int | Fraction
Together = Callable[[Sequence[Exact], int], Fraction]
"""Makes one of several totals, the smallest first; knows how many are trimmed at either end."""
Total = tuple[Fraction, Exact]
"""What an application comes to, and what it would come to with the best marks everywhere."""


def total_of(one: Tally) -> Total:
    """Give the total as the rule aggregates; nothing of nothing where no mark counts."""
    total, highest = AGGREGATES[one.rule.aggregate.value](one)
    return total, highest.numerator if highest.denominator == 1 else highest


def sum_of_item_means(one: Tally) -> Total:
    """Add the criteria's means, each times its weight; nobody who is kept out changes a mean."""
    weights, whole = one.stage.whole_weights
    in_it = [
        (item, weight) for item, weight in zip(one.items, weights, strict=True) if item.counted
    ]
    highest = Fraction(sum(item.criterion.most * weight for item, weight in in_it), whole)
    counts = {item.counted for item, _ in in_it}
    if len(counts) == 1:  # as many marks on each criterion: one fraction will do
        given = sum(item.given * weight for item, weight in in_it)
        return Fraction(given, counts.pop() * whole), highest
    means = (Fraction(item.given * weight, item.counted * whole) for item, weight in in_it)
    return sum(means, Fraction()), highest


def sum_of_points(one: Tally) -> Total:
    """Add all that counts; the mean of a criterion is added for each who is stood for."""
    weights, whole = one.stage.whole_weights
    total, highest = Fraction(), 0
    plain = 0
    for item, weight in zip(one.items, weights, strict=True):
        if not item.counted:
            continue
        plain += item.given * weight
        stood_for = item.filled + one.imputed
        if stood_for:
            total += Fraction(item.given * stood_for * weight, item.counted)
        highest += item.criterion.most * weight * (item.counted + stood_for)
    return (total + plain) / whole, Fraction(highest, whole)


def of_totals(bring_together: Together) -> Callable[[Tally], Total]:
    """Give what brings reviewers' totals together; their mean stands for those who are kept out."""

    def total(one: Tally) -> Total:
        totals = reviewers_totals(one)
        if not totals:
            return Fraction(), 0
        trimmed, whole = one.rule.trimmed, one.stage.whole_weights[1]
        had = with_imputed([each.total for each in totals], one.imputed)
        most = with_imputed([each.highest for each in totals], one.imputed)
        return bring_together(had, trimmed) / whole, bring_together(most, trimmed) / whole

    return total


def with_imputed(totals: Sequence[Exact], imputed: int) -> list[Exact]:
    """Give the totals from the smallest on, their mean among them for each who was kept out."""
    return sorted([*totals, *[mean_of(totals, 0)] * imputed]) if imputed else sorted(totals)


def mean_of(totals: Sequence[Exact], _: int) -> Fraction:
    """Give the mean."""
    return Fraction(sum(totals), len(totals))


def median_of(totals: Sequence[Exact], _: int) -> Fraction:
    """Give the one in the middle; of an even number the mean of the two in the middle."""
    half = len(totals) // 2
    return mean_of(totals[half : half + 1] if len(totals) % 2 else totals[half - 1 : half + 1], 0)


def trimmed_mean_of(totals: Sequence[Exact], trimmed: int) -> Fraction:
    """Give the mean without so many at either end; of all where that would leave nobody."""
    return mean_of(kept_of(totals, trimmed), 0)


def kept_of(totals: Sequence[Exact], trimmed: int) -> Sequence[Exact]:
    """Give the totals, from the smallest on, that a trimmed mean keeps."""
    return totals[trimmed : len(totals) - trimmed] if len(totals) > 2 * trimmed else totals


AGGREGATES: Mapping[Aggregate, Callable[[Tally], Total]] = {
    Aggregate.SUM_OF_ITEM_MEANS: sum_of_item_means,
    Aggregate.SUM_OF_POINTS: sum_of_points,
    Aggregate.MEAN_OF_TOTALS: of_totals(mean_of),
    Aggregate.MEDIAN_OF_TOTALS: of_totals(median_of),
    Aggregate.TRIMMED_MEAN_OF_TOTALS: of_totals(trimmed_mean_of),
}
