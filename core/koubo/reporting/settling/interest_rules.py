"""加算金 and 延滞金: what is owed on top of money that comes back, counted by the day.

A scheme gives the rates; the counting follows the State's own law where a city's rule does not say
otherwise: 補助金等に係る予算の執行の適正化に関する法律 第19条, 同法施行令 第9条 (the returned sum
counts as received last; what is paid goes to the returned sum first) and 第10条.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from koubo.calendar import format_date
from koubo.money import Line, Worked, Working, format_yen, round_to_unit
from koubo.schemes.figures import Figure

DAYS_OF_A_YEAR = 365
"""Of a leap year too: 年当たりの割合は、閏年の日を含む期間についても、365日当たりの割合とする."""
COUNTED_AS_THE_STATE_DOES = (
    "日数と受領の順の数え方は、補助金適正化法施行令第9条・第10条の例によった。"
    "市の規則の定めを確かめる"
)
NO_SURCHARGE_RATE = "加算金の率が制度ファイルにない（after_award の surcharge_rate）"
NO_LATE_RATE = "延滞金の率が制度ファイルにない（after_award の late_rate）"
NOTHING = Worked(0, Working())


@dataclass(frozen=True)
class Moved:
    """Money that moved on a day (円)."""

    on: date
    amount: int


def newest_first(paid: Sequence[Moved], amount: int, *, skipped: int = 0) -> tuple[Moved, ...]:
    """Give from which payments a returned sum was received: the last ones first (施行令第9条第1項).

    :param skipped: what of the last payments came back before, or is asked back otherwise (円)
    """
    found = []
    for one in sorted(paid, key=lambda one: one.on, reverse=True):
        gone = min(skipped, one.amount)
        skipped -= gone
        taken = min(one.amount - gone, amount)
        if taken:
            found.append(Moved(one.on, taken))
            amount -= taken
    return tuple(found)


def surcharge(
    received: Sequence[Moved], back: Sequence[Moved], rate: Figure[Fraction] | None
) -> Worked[int]:
    """Give the 加算金 from each day of receipt to the day of payment, both counted (円).

    :param received: from which payments the sum was received, as `newest_first` gives it
    :param back: what of it came back, in order
    """
    if not back:
        return NOTHING
    if rate is None:
        line = Line("加算金は計算していません", NO_SURCHARGE_RATE)
        return Worked(0, Working((line,)))
    first, rest = back[0], sum(one.amount for one in received)
    lines = [_said_of("加算金", rate)]
    total = 0
    for one in received:
        days = (first.on - one.on).days + 1
        span = f"{format_date(one.on)}の受領から{format_date(first.on)}の納付まで"
        total += _add(lines, one.amount, rate.value, days, span)
    total += _rest(lines, rest, back, rate.value)
    lines.append(Line(f"加算金の合計 {format_yen(total)}"))
    return Worked(total, Working(tuple(lines)))


def late_interest(
    amount: int, due_on: date | None, back: Sequence[Moved], rate: Figure[Fraction] | None
) -> Worked[int]:
    """Give the 延滞金 from the day after the due day to the day of payment (円).

    :param amount: what had to come back by then
    :param back: what of it came back, in order
    """
    if due_on is None or not back or back[-1].on <= due_on:
        return NOTHING
    if rate is None:
        line = Line(f"納期限 {format_date(due_on)} の後の延滞金は計算していません", NO_LATE_RATE)
        return Worked(0, Working((line,)))
    in_time = [one for one in back if one.on <= due_on]
    late = [one for one in back if one.on > due_on]
    lines = [_said_of("延滞金", rate)]
    begin = Moved(due_on, sum(one.amount for one in in_time))
    total = _rest(lines, amount, [begin, *late], rate.value)
    lines.append(Line(f"延滞金の合計 {format_yen(total)}"))
    return Worked(total, Working(tuple(lines)))


def _said_of(name: str, rate: Figure[Fraction]) -> Line:
    year = f"{name}の率 年{_percent(rate.value)}（1年を{DAYS_OF_A_YEAR}日、円未満切捨て）"
    reasons = [one for one in (rate.to_confirm, COUNTED_AS_THE_STATE_DOES) if one]
    return Line(year, "。".join(reasons))


def _percent(rate: Fraction) -> str:
    """10.95% stays that, where a general rate would be written as a fraction."""
    percent = rate * 100
    hundredths = percent * 100
    if hundredths.denominator != 1:
        return f"{percent}%"
    whole, part = divmod(hundredths.numerator, 100)
    return f"{whole}.{part:02}".rstrip("0").rstrip(".") + "%"


def _rest(lines: list[Line], amount: int, back: Sequence[Moved], rate: Fraction) -> int:
    """What is left after each payment bears interest until the next one."""
    total = 0
    for before, after in pairwise(back):
        amount -= before.amount
        days = (after.on - before.on).days
        if amount > 0 and days > 0:
            span = f"{format_date(before.on)}の翌日から{format_date(after.on)}の納付まで"
            total += _add(lines, amount, rate, days, span)
    return total


def _add(lines: list[Line], amount: int, rate: Fraction, days: int, span: str) -> int:
    owed = round_to_unit(amount * rate * days / DAYS_OF_A_YEAR, 1)
    lines.append(
        Line(
            f"{span} {days:,}日：{amount:,} × {_percent(rate)} × {days:,} ÷ {DAYS_OF_A_YEAR}"
            f" → {format_yen(owed)}"
        )
    )
    return owed
