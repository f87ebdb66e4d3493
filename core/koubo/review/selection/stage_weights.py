"""A stage whose total is made of several stages' totals, each by its weight."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from koubo.money import Line, WorkingOnDemand, format_number
from koubo.review.selection.values import Score, StageTotal
from koubo.schemes.review_words import Stage


def with_earlier_stages(stage: Stage, score: Score, earlier: Mapping[str, StageTotal]) -> Score:
    """Give the score with the totals of the stages that this one counts, its own among them.

    A stage in which the application has no total, such as one that let it pass, adds neither
    points nor to the most that could be had; the working says so.
    """
    if not stage.counts:
        return score
    totals = {**earlier, stage.id: StageTotal(score.total, score.highest, stage.title)}
    counted = [(totals[one.stage], one.weight) for one in stage.counts if one.stage in totals]
    total = sum((each.total * weight for each, weight in counted), Fraction())
    highest = sum((Fraction(each.highest) * weight for each, weight in counted), Fraction())
    most = highest.numerator if highest.denominator == 1 else highest
    lines = WorkingOnDemand(_lines, stage, totals, total, most)
    return replace(score, total=total, highest=most, working=score.working + lines)


def _lines(
    stage: Stage, totals: Mapping[str, StageTotal], total: Fraction, highest: int | Fraction
) -> Iterator[Line]:
    parts = []
    for one in stage.counts:
        had = totals.get(one.stage)
        if had is None:
            yield Line(f"{one.stage}：この応募には合計がないので、点も満点も数えない")
            continue
        name = had.title or one.stage
        worth = format_number(had.total * one.weight)
        yield Line(
            f"{name}：{format_number(had.total)}（満点 {format_number(had.highest)}）"
            f" × {format_number(one.weight)} = {worth}"
        )
        parts.append(worth)
    told = f"{format_number(total)}（満点 {format_number(highest)}）"
    yield Line(f"段階の合計 {' + '.join(parts) or '0'} = {told}")
