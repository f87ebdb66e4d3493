"""The steps of the amount rule: deduction, rate, cap, rounding, minimum."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from marshmallow import fields

from koubo.fields import Rate, Text, Whole, Yen
from koubo.money import (
    Line,
    Rounding,
    format_number,
    format_rate,
    format_yen,
    round_to_unit,
)
from koubo.schemes.amounts.reckoning import Reckoning
from koubo.schemes.budget import INCOME_NAMES, IncomeKind
from koubo.schemes.figures import Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Figured, OneWord, at_least_one
from koubo.schemes.words import Around, Asks, Path, Told, Word

ROUNDING_NAMES = {Rounding.DOWN: "切捨て", Rounding.UP: "切上げ", Rounding.HALF_UP: "四捨五入"}
DEDUCTED = tuple(
    one for one in IncomeKind if one not in (IncomeKind.REQUESTED_GRANT, IncomeKind.OWN_FUNDS)
)
"""Income that may be taken off the base: whatever others give."""
UNIT_NAMES = {1: "1円", 10: "10円", 100: "100円", 1000: "千円", 10000: "1万円"}


@dataclass(frozen=True)
class AmountStep(Word):
    """One step from the eligible cost to the yen; a file lists them in the order they are taken."""

    key: ClassVar[str] = "step"

    @abstractmethod
    def apply(self, before: Reckoning) -> Reckoning:
        """Take the step, and say it in a line."""


@dataclass(frozen=True)
class RateStep(AmountStep):
    """A step that turns the base into the sum before cap and rounding; a course has one."""

    @property
    @abstractmethod
    def short(self) -> str:
        """Give the rate as a table shows it: 9/10以内."""


@dataclass(frozen=True)
class MinusIncome(AmountStep):
    """The base is the eligible cost minus income of the kinds named, such as other subsidies."""

    word: ClassVar[str] = "minus_income"
    title: ClassVar[str] = "収入を差し引く"
    asks: ClassVar[Asks] = {
        "kinds": Figured(fields.List(OneWord(IncomeKind), validate=at_least_one), required=True),
    }
    example: ClassVar[str] = "{step: minus_income, kinds: [other_subsidies]}"
    kinds: Figure[list[IncomeKind]]

    def told(self) -> tuple[Told, ...]:
        """Name the income."""
        names = "・".join(INCOME_NAMES[one] for one in self.kinds.value)
        return (Told(f"対象経費から{names}を差し引いた額をもとにする", (self.kinds,)),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where something is named twice, or what is nobody else's money."""
        kinds = self.kinds.value
        for place, one in enumerate(kinds):
            if one not in DEDUCTED:
                known = tuple(kind.value for kind in DEDUCTED)
                yield ("kinds", place), Said("not_deducted", name=one.value, known=known)
            elif one in kinds[:place]:
                yield ("kinds", place), Said("listed_twice", name=one.value)

    def apply(self, before: Reckoning) -> Reckoning:
        """Take the income off; never below nothing."""
        names = "・".join(INCOME_NAMES[one] for one in self.kinds.value)
        income = sum(before.case.incomes.get(one, 0) for one in self.kinds.value)
        rest = max(before.amount - income, Fraction())
        text = f"{format_number(before.amount)} − {names} {format_number(income)} = {format_number(rest)}"
        return before.then(rest, Line(text, self.kinds.to_confirm))


@dataclass(frozen=True)
class FlatRate(RateStep):
    """One rate for all, as an exact fraction."""

    word: ClassVar[str] = "rate"
    title: ClassVar[str] = "補助率"
    asks: ClassVar[Asks] = {"rate": Figured(Rate(), required=True)}
    example: ClassVar[str] = "{step: rate, rate: {value: 2/3, source: 要綱第5条}}"
    rate: Figure[Fraction]

    @property
    def short(self) -> str:
        """Give the rate."""
        return f"{format_rate(self.rate.value)}以内"

    def told(self) -> tuple[Told, ...]:
        """Say the rate."""
        return (Told(f"補助率は{format_rate(self.rate.value)}以内", (self.rate,)),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Multiply exactly."""
        return before.then(*_times(before.amount, self.rate))


@dataclass(frozen=True)
class WholeCost(RateStep):
    """No rate at all: 負担金 or a fixed share up to the cap."""

    word: ClassVar[str] = "whole"
    title: ClassVar[str] = "補助率を定めない"
    asks: ClassVar[Asks] = {"ground": Figured(Text(single_line=True), required=True)}
    example: ClassVar[str] = "{step: whole, ground: 負担金のため率の定めがない}"
    ground: Figure[str]

    @property
    def short(self) -> str:
        """Say that there is none."""
        return "率の定めなし"

    def told(self) -> tuple[Told, ...]:
        """Say why there is none."""
        return (Told(f"率の定めはなく、上限までの全額（{self.ground.value}）", (self.ground,)),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Keep the sum."""
        text = f"率の定めなし → 全額 = {format_number(before.amount)}"
        return before.then(before.amount, Line(text, self.ground.to_confirm))


@dataclass(frozen=True)
class RateByTime(RateStep):
    """The rate falls (or rises) with the number of awards, the last one holding from there on."""

    word: ClassVar[str] = "rate_by_time"
    title: ClassVar[str] = "回数・年数で変わる補助率"
    asks: ClassVar[Asks] = {
        "rates": fields.List(Figured(Rate()), required=True, validate=at_least_one),
        "counted_in": fields.List(Text(), load_default=list),
    }
    example: ClassVar[str] = "{step: rate_by_time, rates: [2/3, 2/3, 1/2]}"
    rates: tuple[Figure[Fraction], ...]
    counted_in: tuple[str, ...] = ()
    """Courses whose awards count; empty: the course that the step stands in."""

    @property
    def short(self) -> str:
        """Give the rates in order."""
        return f"{'→'.join(format_rate(one.value) for one in self.rates)}以内（回数による）"

    def told(self) -> tuple[Told, ...]:
        """Give each time its rate."""
        return tuple(
            Told(f"{number}回目の補助率は{format_rate(rate.value)}以内", (rate,))
            for number, rate in enumerate(self.rates, start=1)
        )

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where a course is named that the file has not."""
        for place, one in enumerate(self.counted_in):
            if one not in around.course_ids:
                yield ("counted_in", place), Said("unknown_course", name=one)

    def apply(self, before: Reckoning) -> Reckoning:
        """Take the rate of this time."""
        nth = before.case.nth_time
        rate = self.rates[min(nth, len(self.rates)) - 1]
        return before.then(*_times(before.amount, rate, f"{nth}回目の補助率："))


@dataclass(frozen=True)
class Cap(AmountStep):
    """No more than so many yen."""

    word: ClassVar[str] = "cap"
    title: ClassVar[str] = "上限額"
    asks: ClassVar[Asks] = {"yen": Figured(Yen(minimum=1), required=True)}
    example: ClassVar[str] = "{step: cap, yen: {value: 500000, source: 要綱第5条}}"
    yen: Figure[int]

    def told(self) -> tuple[Told, ...]:
        """Say the cap."""
        return (Told(f"上限は{format_yen(self.yen.value)}", (self.yen,)),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Cut off what is above."""
        raw, cap = before.amount, self.yen.value
        text = f"上限 {format_yen(cap)}"
        if raw > cap:
            line = Line(f"{text} を超える → {format_number(cap)}", self.yen.to_confirm)
            return replace(before.then(cap, line), ceiling=cap)
        reach = "ちょうど" if raw == cap else "以内"
        line = Line(f"{text} {reach} → {format_number(raw)}", self.yen.to_confirm)
        return replace(before.then(raw, line), ceiling=cap)


@dataclass(frozen=True)
class RoundTo(AmountStep):
    """To whole units, in the direction that the scheme says; never over a cap taken before."""

    word: ClassVar[str] = "round"
    title: ClassVar[str] = "端数処理"
    asks: ClassVar[Asks] = {
        "unit": Figured(Whole(minimum=1), required=True),
        "rounding": OneWord(Rounding, load_default=Rounding.DOWN),
    }
    example: ClassVar[str] = "{step: round, unit: 1000, rounding: down}"
    unit: Figure[int]
    rounding: Rounding = Rounding.DOWN

    @property
    def short(self) -> str:
        """Give the rule as a table shows it."""
        unit = UNIT_NAMES.get(self.unit.value, format_yen(self.unit.value))
        return f"{unit}未満{ROUNDING_NAMES[self.rounding]}"

    def told(self) -> tuple[Told, ...]:
        """Say the rule."""
        return (Told(self.short, (self.unit,)),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Round; a cap between two units is not passed by rounding up."""
        rounded = round_to_unit(before.amount, self.unit.value, self.rounding)
        text = self.short
        if before.ceiling is not None and rounded > before.ceiling:
            rounded = round_to_unit(before.ceiling, self.unit.value, Rounding.DOWN)
            text += "（上限を超えない範囲）"
        return before.then(rounded, Line(f"{text} → {format_yen(rounded)}", self.unit.to_confirm))


@dataclass(frozen=True)
class Minimum(AmountStep):
    """Nothing is granted below so many yen; taken last, after the request has bound the sum."""

    word: ClassVar[str] = "minimum"
    title: ClassVar[str] = "下限額"
    asks: ClassVar[Asks] = {"yen": Figured(Yen(minimum=1), required=True)}
    example: ClassVar[str] = "{step: minimum, yen: 100000}"
    yen: Figure[int]

    def told(self) -> tuple[Told, ...]:
        """Say the minimum."""
        return (Told(f"{format_yen(self.yen.value)}に届かないときは交付しない", (self.yen,)),)

    def apply(self, before: Reckoning) -> Reckoning:
        """Refuse what does not reach it."""
        least = format_yen(self.yen.value)
        if before.case.is_settled:
            return before.then(
                before.amount, Line(f"下限 {least} は交付のときだけ", self.yen.to_confirm)
            )
        if before.amount >= self.yen.value:
            return before.then(before.amount, Line(f"下限 {least} 以上", self.yen.to_confirm))
        return before.then(0, Line(f"下限 {least} に届かない → 0円", self.yen.to_confirm))


def _times(base: Fraction, rate: Figure[Fraction], told: str = "") -> tuple[Fraction, Line]:
    raw = base * rate.value
    text = f"{told}{format_number(base)} × {format_rate(rate.value)} = {format_number(raw)}"
    return raw, Line(text, rate.to_confirm)
