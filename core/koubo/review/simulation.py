"""What a selection would come to under another rule or budget; nothing of it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.values import Outcome, Pot, Selection, Verdict
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import (
    Aggregate,
    Allocation,
    Recusal,
    SelectionRule,
    TieBreaker,
)


@dataclass(frozen=True)
class PassMark:
    """What is tried as the pass mark: a share of the highest total, points, or none at all."""

    share: Fraction | None = None
    points: Fraction | None = None


@dataclass(frozen=True)
class Variation:
    """What is tried; None everywhere is the rule as it stands."""

    budget: int | None = None
    """What the stage may give (円)."""
    pass_mark: PassMark | None = None
    aggregate: Aggregate | None = None
    first_tie_breaker: TieBreaker | None = None
    """Decides before the others of the chain."""
    recusal: Recusal | None = None
    allocation: Allocation | None = None

    @property
    def is_none(self) -> bool:
        """Say whether nothing is tried."""
        return self == Variation()


@dataclass(frozen=True)
class Flip:
    """An application whose verdict or amount would be another."""

    before: Outcome
    after: Outcome

    @property
    def gains(self) -> bool:
        """Say whether it would pass, and does not now."""
        return self.after.verdict is Verdict.PASSED and self.before.verdict is not Verdict.PASSED

    @property
    def loses(self) -> bool:
        """Say whether it passes now, and would not."""
        return self.before.verdict is Verdict.PASSED and self.after.verdict is not Verdict.PASSED


@dataclass(frozen=True)
class Compared:
    """Two selections of the same applications beside each other."""

    flips: tuple[Flip, ...]
    """In the order of the selection as it stands."""
    moved: int
    """Applications that only stand at another rank."""


def varied(inputs: SelectionInputs, variation: Variation) -> SelectionInputs:
    """Give the same table under what is tried."""
    pots = inputs.pots
    if variation.budget is not None and pots:
        pots = with_budget(pots, variation.budget)
    return replace(inputs, rule=varied_rule(inputs.rule, variation), pots=pots)


def varied_rule(rule: SelectionRule, variation: Variation) -> SelectionRule:
    """Give the rule under what is tried; what a figure's source says falls away with its value."""
    if variation.aggregate is not None:
        rule = replace(rule, aggregate=Figure(variation.aggregate))
    if variation.recusal is not None:
        rule = replace(rule, recusal=Figure(variation.recusal))
    if variation.allocation is not None:
        rule = replace(rule, allocation=Figure(variation.allocation))
    if (mark := variation.pass_mark) is not None:
        rule = replace(
            rule,
            pass_share=None if mark.share is None else Figure(mark.share),
            pass_points=None if mark.points is None else Figure(mark.points),
        )
    if (first := variation.first_tie_breaker) is not None:
        others = tuple(one for one in rule.tie_breakers.value if one != first)
        rule = replace(rule, tie_breakers=Figure((first, *others)))
    return rule


def with_budget(pots: Sequence[Pot], budget: int) -> tuple[Pot, ...]:
    """Give pots that hold so much together: the common one gives and takes first, then the last.

    :param budget: 0 or more (円)
    """
    change = budget - sum(one.amount for one in pots)
    found = list(pots)
    in_turn = sorted(range(len(pots)), key=lambda place: (bool(pots[place].course_ids), -place))
    for place in in_turn:
        amount = max(found[place].amount + change, 0)
        change -= amount - found[place].amount
        found[place] = replace(found[place], amount=amount)
    return tuple(found)


def compare(before: Selection, after: Selection) -> Compared:
    """Give who would come out otherwise."""
    then: Mapping[int, Outcome] = {one.application_id: one for one in after.outcomes}
    flips, moved = [], 0
    for one in before.outcomes:
        other = then[one.application_id]
        if (one.verdict, one.amount) != (other.verdict, other.amount):
            flips.append(Flip(one, other))
        elif one.rank != other.rank:
            moved += 1
    return Compared(tuple(flips), moved)
