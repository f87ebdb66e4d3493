"""The steps that look at cost categories: limits on what counts, and rates of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, fields, post_load

from koubo.fields import Rate, Text, Yen
from koubo.money import Line, format_number, format_rate, format_yen
from koubo.schemes.amounts.reckoning import Reckoning
from koubo.schemes.amounts.steps import AmountStep, RateStep
from koubo.schemes.figures import Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Figured, at_least_one
from koubo.schemes.words import Around, Asks, Path, Told


@dataclass(frozen=True)
class CategoryLimit(AmountStep):
    """A step that lets only a part of one cost category count."""

    category: str

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where the category is none."""
        yield from unknown_categories(("category",), (self.category,), around)


@dataclass(frozen=True)
class UnitPrice(CategoryLimit):
    """Of a category only what costs less than so many yen apiece counts."""

    word: ClassVar[str] = "unit_price"
    title: ClassVar[str] = "単価の制限"
    asks: ClassVar[Asks] = {
        "category": Text(required=True, single_line=True),
        "below": Figured(Yen(minimum=1), required=True),
    }
    example: ClassVar[str] = "{step: unit_price, category: 消耗品費, below: 20000}"
    below: Figure[int]

    def told(self) -> tuple[Told, ...]:
        """Say the limit."""
        text = f"{self.category}は単価が{format_yen(self.below.value)}未満のものに限る"
        return (Told(text, (self.below,)),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Leave out every line whose unit price reaches the limit."""
        dear = [
            line
            for line in before.case.lines
            if line.eligible
            and line.category == self.category
            and (line.unit_price or 0) >= self.below.value
        ]
        lines = [
            Line(
                f"{self.category}「{line.item}」は単価 {format_yen(line.unit_price or 0)}"
                f"（{format_yen(self.below.value)}未満が対象）→ 対象外 {format_yen(line.amount)}",
                self.below.to_confirm,
            )
            for line in dear
        ]
        over = sum(line.amount for line in dear)
        left = before.costs.get(self.category, Fraction())
        # What is too dear never counted: neither another limit nor a share sees it again.
        case = replace(
            before.case,
            eligible_cost=before.case.eligible_cost - over,
            lines=tuple(
                replace(one, eligible=False) if one in dear else one for one in before.case.lines
            ),
        )
        return _leave_out(
            replace(before, case=case), self.category, min(left, Fraction(over)), *lines
        )


@dataclass(frozen=True)
class CategoryCap(CategoryLimit):
    """Of a category no more than so many yen counts."""

    word: ClassVar[str] = "category_cap"
    title: ClassVar[str] = "費目ごとの上限額"
    asks: ClassVar[Asks] = {
        "category": Text(required=True, single_line=True),
        "yen": Figured(Yen(minimum=0), required=True),
    }
    example: ClassVar[str] = "{step: category_cap, category: 消耗品費, yen: 30000}"
    yen: Figure[int]

    def told(self) -> tuple[Told, ...]:
        """Say the limit."""
        return (Told(f"{self.category}は{format_yen(self.yen.value)}まで", (self.yen,)),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Leave out what is above."""
        return _bounded(before, self.category, Fraction(self.yen.value), self.yen)


@dataclass(frozen=True)
class CategoryShare(CategoryLimit):
    """Of a category no more than such a share of all eligible cost counts."""

    word: ClassVar[str] = "category_share"
    title: ClassVar[str] = "費目ごとの割合の上限"
    asks: ClassVar[Asks] = {
        "category": Text(required=True, single_line=True),
        "share": Figured(Rate(), required=True),
    }
    example: ClassVar[str] = "{step: category_share, category: 消耗品費, share: 1/5}"
    share: Figure[Fraction]

    def told(self) -> tuple[Told, ...]:
        """Say the limit."""
        text = f"{self.category}は対象経費の{format_rate(self.share.value)}まで"
        return (Told(text, (self.share,)),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Leave out what is above the share of the eligible cost, without what was too dear."""
        most = before.case.eligible_cost * self.share.value
        return _bounded(before, self.category, most, self.share)


@dataclass(frozen=True)
class CategoryRate:
    """A rate for some cost categories."""

    categories: tuple[str, ...]
    rate: Figure[Fraction]


class CategoryRatePart(Schema):
    """``{categories: […], rate: …}``."""

    class Meta:
        """Refuse a key that is not declared."""

        unknown = RAISE

    categories = fields.List(Text(single_line=True), required=True, validate=at_least_one)
    rate = Figured(Rate(), required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> CategoryRate:
        """Give the frozen value."""
        return CategoryRate(tuple(data["categories"]), data["rate"])


@dataclass(frozen=True)
class RateByCategory(RateStep):
    """Some cost categories have a rate of their own; the rest has the common one."""

    word: ClassVar[str] = "rate_by_category"
    title: ClassVar[str] = "費目で変わる補助率"
    asks: ClassVar[Asks] = {
        "rate": Figured(Rate(), required=True),
        "others": fields.List(
            fields.Nested(CategoryRatePart), required=True, validate=at_least_one
        ),
    }
    example: ClassVar[str] = (
        "{step: rate_by_category, rate: 9/10, others: [{categories: [報償費], rate: 1/2}]}"
    )
    rate: Figure[Fraction]
    others: tuple[CategoryRate, ...]

    @property
    def short(self) -> str:
        """Give the common rate and the others."""
        others = "、".join(
            f"{'・'.join(one.categories)}は{format_rate(one.rate.value)}以内" for one in self.others
        )
        return f"{format_rate(self.rate.value)}以内（{others}）"

    def told(self) -> tuple[Told, ...]:
        """Give each its rate."""
        common = Told(f"補助率は{format_rate(self.rate.value)}以内", (self.rate,))
        others = (
            Told(
                f"{'・'.join(one.categories)}の補助率は{format_rate(one.rate.value)}以内",
                (one.rate,),
            )
            for one in self.others
        )
        return (common, *others)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where a category is none, or named twice."""
        seen: set[str] = set()
        for place, other in enumerate(self.others):
            for number, one in enumerate(other.categories):
                path: Path = ("others", place, "categories", number)
                yield from unknown_categories(path, (one,), around)
                if one in seen:
                    yield path, Said("category_twice", name=one)
                seen.add(one)

    def apply(self, before: Reckoning) -> Reckoning:
        """Multiply each part by its rate and add them up."""
        parts: list[Fraction] = []
        lines: list[Line] = []
        rest = before.amount
        for other in self.others:
            base = sum((before.costs.get(one, Fraction()) for one in other.categories), Fraction())
            rest -= base
            _part("・".join(other.categories), base, other.rate, parts, lines)
        _part("そのほかの経費" if parts else "", rest, self.rate, parts, lines, first=True)
        total = sum(parts, Fraction())
        if len(parts) > 1:
            text = (
                f"合計 {' + '.join(format_number(one) for one in parts)} = {format_number(total)}"
            )
            lines.append(Line(text))
        return before.then(total, *lines)


def _part(
    name: str,
    base: Fraction,
    rate: Figure[Fraction],
    parts: list[Fraction],
    lines: list[Line],
    *,
    first: bool = False,
) -> None:
    """Add one part and its line; a category that nothing is spent on is passed over."""
    if not base and not first:
        return
    amount = base * rate.value
    told = f"{name} " if name else ""
    text = f"{told}{format_number(base)} × {format_rate(rate.value)} = {format_number(amount)}"
    place = 0 if first else len(parts)
    parts.insert(place, amount)
    lines.insert(place, Line(text, rate.to_confirm))


def unknown_categories(
    path: Path, categories: tuple[str, ...], around: Around
) -> Iterator[tuple[Path, Said]]:
    """Say which of the categories named are none of those that count."""
    for one in categories:
        if one not in around.categories:
            yield path, Said("unknown_category", name=one)


def _bounded(before: Reckoning, category: str, most: Fraction, figure: Figure[Any]) -> Reckoning:
    cost = before.costs.get(category, Fraction())
    over = max(cost - most, Fraction())
    told = f"{category} {format_number(cost)}円のうち {format_number(most)}円まで"
    line = Line(f"{told} → 対象外 {format_number(over)}円", figure.to_confirm)
    return _leave_out(before, category, over, *([line] if over else []))


def _leave_out(before: Reckoning, category: str, over: Fraction | int, *lines: Line) -> Reckoning:
    """Take costs of a category out of the base."""
    if not over:
        return before
    rest = before.amount - over
    costs = {**before.costs, category: before.costs.get(category, Fraction()) - over}
    total = Line(
        f"対象経費 {format_number(before.amount)} − {format_number(over)} = {format_number(rest)}"
    )
    return replace(before.then(rest, *lines, total), costs=costs)
