"""A pot that all who reached the mark share: half of it equally, half in proportion to the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from koubo.money import format_number, format_yen, round_to_unit
from koubo.review.selection.values import Scored
from koubo.schemes.amounts.steps import UNIT_NAMES


@dataclass(frozen=True)
class Split:
    """What is shared (円), by how many, and the points of all of them together."""

    title: str
    amount: int
    count: int
    points: Fraction

    @classmethod
    def of(cls, title: str, amount: int, sharing: Sequence[Scored]) -> "Split":
        """Give the split of a pot among applications."""
        points = sum((points_of(one) for one in sharing), Fraction())
        return cls(title, amount, len(sharing), points)

    @property
    def half(self) -> Fraction:
        """Give half of the pot, exactly."""
        return Fraction(self.amount, 2)


def points_of(one: Scored) -> Fraction:
    """Give the points by which an application shares; none where it was not scored."""
    return one.score.total if one.score else Fraction()


def share(split: Split, one: Scored) -> tuple[int, str]:
    """Give one application's share, cut down once to its course's unit, and the line that says so.

    Half of the pot goes in equal parts, half in proportion to the points; equally too where
    nobody has any. Nobody gets more than the calculated amount; what that leaves stays in the pot.
    """
    half, points = split.half, points_of(one)
    equal = half / split.count
    by_score = half * points / split.points if split.points else equal
    whole = equal + by_score
    cut = round_to_unit(whole, one.unit)
    amount = min(cut, one.calculated)
    told = (
        f"{split.title}の残り {format_yen(split.amount)} を {split.count}件で配分："
        f"半分を均等に {format_number(half)} ÷ {split.count}"
        f" ＋ 半分を得点に比例して {format_number(half)} × {format_number(points)}"
        f" ÷ {format_number(split.points)} = {format_number(whole)}"
        f" → {UNIT_NAMES.get(one.unit, format_yen(one.unit))}未満切捨て → {format_yen(cut)}"
    )
    if amount < cut:
        told += f"。算定額 {format_yen(one.calculated)} まで → {format_yen(amount)}"
    return amount, f"{told} → {'通過' if amount else '予算なし'}"
