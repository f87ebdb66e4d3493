"""A pot that all who reached the mark share: equally and by score, or by their amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from koubo.money import Line, format_number, format_yen, round_to_unit
from koubo.review.selection.money_lines import below_minimum, unit_name
from koubo.review.selection.rank import Placed
from koubo.review.selection.values import Scored
from koubo.schemes.review_words import Allocation, SelectionRule


@dataclass(frozen=True)
class Split:
    """What is shared (円), by how many, and what all of them have together."""

    title: str
    amount: int
    count: int
    points: Fraction
    wanted: int
    """The calculated amounts together (円)."""
    by_amount: bool
    """In proportion to the calculated amounts; else half equally, half by the score."""

    def without(self, gone: Sequence[tuple[Placed, int]]) -> "Split":
        """Give the split that the others have when some leave it."""
        return Split(
            self.title,
            self.amount,
            self.count - len(gone),
            self.points - sum((points_of(one.scored) for one, _ in gone), Fraction()),
            self.wanted - sum(wanted for _, wanted in gone),
            self.by_amount,
        )

    def whole(self, one: Scored, wanted: int) -> Fraction | int:
        """Give one application's share exactly, before it is cut to a unit."""
        if self.by_amount:
            enough = self.wanted <= self.amount
            return wanted if enough else Fraction(self.amount * wanted, self.wanted)
        equal = Fraction(self.amount, 2 * self.count)
        if not self.points:
            return equal * 2
        return equal + self.amount * points_of(one) / (2 * self.points)

    def share(self, one: Scored, wanted: int) -> int:
        """Give one application's share (円), cut down once to its course's unit.

        Nobody gets more than the calculated amount; what that leaves stays in the pot.
        """
        if self.by_amount and self.wanted <= self.amount:
            return wanted
        return min(round_to_unit(self.whole(one, wanted), one.unit), wanted)


@dataclass(frozen=True)
class Sharing:
    """A pot's split among those who stay in it, and the splits in which others fell out of it."""

    rule: SelectionRule
    split: Split
    fell_out: dict[int, Split]
    """By the application's number, the split in which its share was under the least award."""

    def amount_for(self, one: Placed, wanted: int) -> int:
        """Give one application's share (円)."""
        if one.scored.application_id in self.fell_out:
            return 0
        return self.split.share(one.scored, wanted)

    def lines(self, one: Placed, wanted: int, note: str) -> tuple[Line, ...]:
        """Tell how one application's share came about."""
        fallen = self.fell_out.get(one.scored.application_id)
        if fallen is None:
            told = share_told(self.split, one.scored, wanted)
            amount = self.split.share(one.scored, wanted)
            return (Line(f"{told} → {'通過' if amount else '予算なし'}", note),)
        line = Line(share_told(fallen, one.scored, wanted), note)
        share = fallen.share(one.scored, wanted)
        return (line, *below_minimum(self.rule, "配分額", share))


def sharing_of(
    rule: SelectionRule, title: str, amount: int, sharers: Sequence[Placed], wanted: Sequence[int]
) -> Sharing:
    """Share a pot; whoever would be given less than the least award leaves it to the others.

    They leave from the last rank up, those of one rank together, and each time the pot is shared
    anew. Who stays gets more by that, so one walk up the ranking is enough.
    """
    pairs = list(zip(sharers, wanted, strict=True))
    split = Split(
        title,
        amount,
        len(pairs),
        sum((points_of(one.scored) for one in sharers), Fraction()),
        sum(wanted),
        by_amount=rule.allocation.value is Allocation.PROPORTIONAL,
    )
    fell_out: dict[int, Split] = {}
    if rule.minimum_award is None:
        return Sharing(rule, split, fell_out)
    least = rule.minimum_award.value
    for _, group in groupby(reversed(pairs), key=lambda pair: pair[0].rank):
        gone = [(one, want) for one, want in group if split.share(one.scored, want) < least]
        if gone:
            fell_out |= {one.scored.application_id: split for one, _ in gone}
            split = split.without(gone)
    return Sharing(rule, split, fell_out)


def points_of(one: Scored) -> Fraction:
    """Give the points by which an application shares; none where it was not scored."""
    return one.score.total if one.score else Fraction()


def share_told(split: Split, one: Scored, wanted: int) -> str:
    """Tell a share, from the pot to the yen."""
    there = f"{split.title}の残り {format_yen(split.amount)}"
    if split.by_amount and split.wanted <= split.amount:
        return (
            f"{there} は算定額の合計 {format_yen(split.wanted)} に足りる"
            f" → 算定額のまま {format_yen(wanted)}"
        )
    whole = split.whole(one, wanted)
    cut = round_to_unit(whole, one.unit)
    text = (
        f"{there} を {_how(split, one, wanted)} = {format_number(whole)}"
        f" → {unit_name(one.unit)}未満切捨て → {format_yen(cut)}"
    )
    if wanted < cut:
        text += f"。算定額 {format_yen(wanted)} まで → {format_yen(wanted)}"
    return text


def _how(split: Split, one: Scored, wanted: int) -> str:
    if split.by_amount:
        return (
            f"{split.count}件で算定額に比例して配分："
            f"{split.amount:,} × {wanted:,} ÷ {split.wanted:,}"
        )
    half = format_number(Fraction(split.amount, 2))
    if not split.points:
        return f"{split.count}件で等分：{split.amount:,} ÷ {split.count}"
    return (
        f"{split.count}件で配分：半分を均等に {half} ÷ {split.count}"
        f" ＋ 半分を得点に比例して {half} × {format_number(points_of(one))}"
        f" ÷ {format_number(split.points)}"
    )
