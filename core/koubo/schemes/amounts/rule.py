"""The amount rule: from eligible cost to the yen granted, with the working of every step.

The steps stand in the scheme file (``funding``) and are taken in the order written. The request
bounds the sum after them; a minimum is asked last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from koubo.money import Line, Worked, Working, format_yen
from koubo.schemes.amounts.categories import (
    CategoryCap,
    CategoryShare,
    RateByCategory,
    UnitPrice,
)
from koubo.schemes.amounts.reckoning import AmountCase, Reckoning
from koubo.schemes.amounts.steps import (
    AmountStep,
    Cap,
    Minimum,
    MinusIncome,
    RateByTime,
    RateStep,
    RoundTo,
)
from koubo.schemes.figures import Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.words import Around, Path, Told

S = TypeVar("S", bound=AmountStep)
NO_MONEY = Told("—")
RATES = ("rate", "rate_by_category", "rate_by_time", "whole")
TURNS: tuple[tuple[tuple[type[AmountStep], ...], int], ...] = (
    ((UnitPrice,), 0),
    ((CategoryCap, CategoryShare), 1),
    ((MinusIncome,), 2),
    ((RateStep,), 3),
    ((Cap, RoundTo), 4),
    ((Minimum,), 5),
)
"""In which order kinds of steps are taken."""
ONCE = (Cap, RoundTo, Minimum, MinusIncome)


@dataclass(frozen=True)
class Funding:
    """A course's amount rule as its scheme file gives it; without steps it gives no money."""

    steps: tuple[AmountStep, ...] = ()

    def step(self, kind: type[S]) -> S | None:
        """Give the step of a kind, if the rule has one."""
        return next((one for one in self.steps if isinstance(one, kind)), None)

    @property
    def gives_money(self) -> bool:
        """Say whether the course gives any money."""
        return bool(self.steps)

    @property
    def rate(self) -> RateStep | None:
        """Give the step that says the rate."""
        found: RateStep | None = self.step(RateStep)  # type: ignore[type-abstract]
        return found

    @property
    def cap(self) -> Figure[int] | None:
        """Give the cap (円)."""
        step = self.step(Cap)
        return step.yen if step else None

    @property
    def minimum(self) -> Figure[int] | None:
        """Give the least that is granted (円)."""
        step = self.step(Minimum)
        return step.yen if step else None

    @property
    def priced_categories(self) -> tuple[str, ...]:
        """Give the cost categories whose lines are judged by their price apiece."""
        return tuple(one.category for one in self.steps if isinstance(one, UnitPrice))

    @property
    def unit(self) -> int:
        """Give the unit to which sums are rounded (円)."""
        step = self.step(RoundTo)
        return step.unit.value if step else 1

    def told(self) -> tuple[Told, ...]:
        """Say the whole rule in sentences."""
        return tuple(told for step in self.steps for told in step.told())

    @property
    def rate_short(self) -> Told:
        """Give the rate as a table shows it."""
        rate = self.rate
        if rate is None:
            return NO_MONEY
        return Told(rate.short, tuple(one for told in rate.told() for one in told.figures))

    @property
    def cap_short(self) -> Told:
        """Give the cap as a table shows it."""
        return Told(format_yen(self.cap.value), (self.cap,)) if self.cap else NO_MONEY

    def courses_counted(self, course_id: str) -> tuple[str, ...]:
        """Give the courses whose awards say which time it is."""
        step = self.step(RateByTime)
        return step.counted_in if step and step.counted_in else (course_id,)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say what is wrong with the steps together, and with each of them."""
        if not self.steps:
            return
        for place, step in enumerate(self.steps):
            for path, said in step.complaints(around):
                yield (place, *path), said
        yield from _lacking_or_doubled(self.steps)
        yield from _out_of_order(self.steps)
        yield from _never_granted(self.steps)
        if self.step(MinusIncome) and self.step(RateByCategory):
            yield (), Said("category_rates_and_deduction")


def award_amount(funding: Funding, case: AmountCase) -> Worked[int]:
    """Give the yen that the rule grants, never above cap or request."""
    now = Reckoning.begin(case)
    if not funding.gives_money:
        return Worked(0, Working((*now.lines, Line("このコースは金額を伴わない → 0円"))))
    for step in funding.steps:
        if not isinstance(step, Minimum):
            now = step.apply(now)
    if case.requested is not None:
        now = _bound_by_request(now, case.requested)
    for step in funding.steps:
        if isinstance(step, Minimum):
            now = step.apply(now)
    return Worked(int(now.amount), Working(now.lines))


def _bound_by_request(now: Reckoning, requested: int) -> Reckoning:
    asked, most = format_yen(requested), format_yen(int(now.amount))
    if requested < now.amount:
        return now.then(requested, Line(f"申請額 {asked} のほうが少ない → {asked}"))
    if requested > now.amount:
        return now.then(now.amount, Line(f"申請額 {asked} は計算額まで → {most}"))
    return now.then(now.amount, Line(f"申請額 {asked} と同じ → {most}"))


def _lacking_or_doubled(steps: Sequence[AmountStep]) -> Iterator[tuple[Path, Said]]:
    rates = [place for place, one in enumerate(steps) if isinstance(one, RateStep)]
    if not rates:
        yield (), Said("no_rate", known=RATES)
    for place in rates[1:]:
        yield (place, "step"), Said("two_rates")
    for kind in ONCE:
        places = [place for place, one in enumerate(steps) if isinstance(one, kind)]
        for place in places[1:]:
            yield (place, "step"), Said("step_twice", name=kind.word)
        if not places and kind is Cap:
            yield (), Said("no_cap")
        if not places and kind is RoundTo:
            yield (), Said("no_rounding")


def _never_granted(steps: Sequence[AmountStep]) -> Iterator[tuple[Path, Said]]:
    """Say where cap, unit and minimum leave no sum that could be granted."""
    cap: int | None = None
    for place, step in enumerate(steps):
        if isinstance(step, Cap):
            cap = step.yen.value
        elif cap is not None and isinstance(step, RoundTo) and step.unit.value > cap:
            yield (place, "unit"), Said("cap_below_unit")
        elif cap is not None and isinstance(step, Minimum) and step.yen.value > cap:
            yield (place, "yen"), Said("minimum_over_cap")


def _out_of_order(steps: Sequence[AmountStep]) -> Iterator[tuple[Path, Said]]:
    """What is left out or deducted comes before the rate; cap, rounding and minimum after it."""
    last: AmountStep | None = None
    for place, step in enumerate(steps):
        turn = _turn(step)
        if turn is None:
            continue
        if last is not None and turn < (_turn(last) or 0):
            yield (place, "step"), Said("step_order", name=step.word, before=last.word)
        else:
            last = step


def _turn(step: AmountStep) -> int | None:
    """Give when a step is taken; None for a plugin's own, which its file may put anywhere."""
    return next((turn for kinds, turn in TURNS if isinstance(step, kinds)), None)
