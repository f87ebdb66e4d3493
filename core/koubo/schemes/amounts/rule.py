"""The amount rule: from eligible cost to the yen granted, with the working of every step.

The order is: eligible cost → × rate → not above the cap → rounded to the unit → not above the
request → not below the minimum. Rounding and cap stand in the scheme file (``funding``).
"""

from dataclasses import dataclass
from fractions import Fraction

from koubo.money import (
    Line,
    Rounding,
    Worked,
    Working,
    format_number,
    format_rate,
    format_yen,
    round_to_unit,
)
from koubo.schemes.budget import Budget
from koubo.schemes.figures import Figure

ROUNDING_NAMES = {Rounding.DOWN: "切捨て", Rounding.UP: "切上げ", Rounding.HALF_UP: "四捨五入"}
UNIT_NAMES = {1: "1円", 10: "10円", 100: "100円", 1000: "千円", 10000: "1万円"}


@dataclass(frozen=True)
class Funding:
    """A course's amount rule as its scheme file gives it."""

    rate: Figure[Fraction]
    cap: Figure[int]
    unit: Figure[int]
    rounding: Rounding = Rounding.DOWN
    minimum: Figure[int] | None = None


@dataclass(frozen=True)
class AmountCase:
    """What an award is computed from (円); ``requested`` None means that nothing bounds it."""

    eligible_cost: int
    total_cost: int | None = None
    requested: int | None = None
    nth_time: int = 1

    @classmethod
    def of_budget(cls, budget: Budget, *, nth_time: int = 1) -> "AmountCase":
        """Give the case of a budget as it was filed."""
        return cls(
            eligible_cost=budget.eligible_total,
            total_cost=budget.total,
            requested=budget.requested,
            nth_time=nth_time,
        )


def award_amount(funding: Funding, case: AmountCase) -> Worked[int]:
    """Give the yen that the rule grants, never above cap or request."""
    lines = [_eligible_line(case)]
    base = case.eligible_cost
    raw = base * funding.rate.value
    lines.append(
        Line(
            f"{format_number(base)} × {format_rate(funding.rate.value)} = {format_number(raw)}",
            funding.rate.to_confirm,
        )
    )
    capped, line = _cap(raw, funding.cap)
    rounded, rounding_line = _round(capped, funding)
    lines += [line, rounding_line]
    result = rounded
    if case.requested is not None:
        result, line = _bound_by_request(rounded, case.requested)
        lines.append(line)
    if funding.minimum is not None and result < funding.minimum.value:
        least = format_yen(funding.minimum.value)
        lines.append(Line(f"下限 {least} に届かない → 0円", funding.minimum.to_confirm))
        result = 0
    return Worked(result, Working(tuple(lines)))


def _eligible_line(case: AmountCase) -> Line:
    if case.total_cost is None or case.total_cost == case.eligible_cost:
        return Line(f"対象経費 {format_yen(case.eligible_cost)}")
    left_out = case.total_cost - case.eligible_cost
    return Line(
        f"総事業費 {format_number(case.total_cost)} − 対象外経費 {format_number(left_out)}"
        f" = 対象経費 {format_yen(case.eligible_cost)}"
    )


def _cap(raw: Fraction, cap: Figure[int]) -> tuple[Fraction, Line]:
    text = f"上限 {format_yen(cap.value)}"
    if raw > cap.value:
        line = Line(f"{text} を超える → {format_number(cap.value)}", cap.to_confirm)
        return Fraction(cap.value), line
    reach = "ちょうど" if raw == cap.value else "以内"
    return raw, Line(f"{text} {reach} → {format_number(raw)}", cap.to_confirm)


def _round(amount: Fraction, funding: Funding) -> tuple[int, Line]:
    size = funding.unit.value
    rounded = round_to_unit(amount, size, funding.rounding)
    unit = UNIT_NAMES.get(size, format_yen(size))
    text = f"{unit}未満{ROUNDING_NAMES[funding.rounding]}"
    if rounded > funding.cap.value:
        # A cap between two units: rounding up must not carry the sum over it.
        rounded = round_to_unit(funding.cap.value, size, Rounding.DOWN)
        text += "（上限を超えない範囲）"
    return rounded, Line(f"{text} → {format_yen(rounded)}", funding.unit.to_confirm)


def _bound_by_request(amount: int, requested: int) -> tuple[int, Line]:
    if requested < amount:
        text = f"申請額 {format_yen(requested)} のほうが少ない → {format_yen(requested)}"
        return requested, Line(text)
    if requested > amount:
        return amount, Line(f"申請額 {format_yen(requested)} は計算額まで → {format_yen(amount)}")
    return amount, Line(f"申請額 {format_yen(requested)} と同じ → {format_yen(amount)}")
