"""Sheets → one score: counted, aggregated, and held against the vetoes."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from koubo.money import WorkingOnDemand
from koubo.review.selection.aggregates import total_of
from koubo.review.selection.score_lines import score_lines
from koubo.review.selection.tally import Item, tally
from koubo.review.selection.values import Score, Sheet
from koubo.review.selection.vetoes import vetoed_by
from koubo.schemes.review_words import Criterion, SelectionRule, Stage


class ItemMeans(Mapping[str, Fraction]):
    """The mean of each criterion that was marked, made a fraction when it is asked for."""

    __slots__ = ("_counted", "_criteria", "_given")

    def __init__(self, criteria: tuple[Criterion, ...], items: Sequence[Item]) -> None:
        self._criteria = criteria
        self._given = tuple([item.given for item in items])
        self._counted = tuple([item.counted for item in items])

    def __getitem__(self, criterion_id: str) -> Fraction:
        for place, criterion in enumerate(self._criteria):
            if criterion.id == criterion_id and self._counted[place]:
                return Fraction(self._given[place], self._counted[place])
        raise KeyError(criterion_id)

    def __iter__(self) -> Iterator[str]:
        pairs = zip(self._criteria, self._counted, strict=True)
        return (criterion.id for criterion, counted in pairs if counted)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return repr(dict(self))


def score_sheets(stage: Stage, rule: SelectionRule, sheets: Sequence[Sheet]) -> Score:
    """Give what the sheets of one application come to, as the scheme aggregates them.

    The working is written when somebody reads it, from the very sheets that were counted.
    """
    counted = tally(stage, rule, sheets)
    total, highest = total_of(counted)
    return Score(
        total=total,
        highest=highest,
        item_means=ItemMeans(stage.criteria, counted.items),
        sheets=len(counted.judged),
        vetoed_by=vetoed_by(counted) if rule.vetoes.value else "",
        working=WorkingOnDemand(score_lines, stage, rule, sheets),
    )
