"""Each step of the amount rule: what it says, what it does to a sum, and in which words."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.money import Rounding
from koubo.schemes.amounts.reckoning import AmountCase, Reckoning
from koubo.schemes.amounts.steps import (
    DEDUCTED,
    Cap,
    FlatRate,
    Minimum,
    MinusIncome,
    RateByTime,
    RoundTo,
    WholeCost,
)
from koubo.schemes.budget import IncomeKind
from koubo.schemes.figures import Figure
from schemes.amounts.reckoning import FEES, budget, spent, taken

TWO_THIRDS = Fraction(2, 3)
NINTHS = FlatRate(Figure(Fraction(9, 10), "S1", "率は仮"))
FALLING = RateByTime((Figure(TWO_THIRDS), Figure(TWO_THIRDS), Figure(Fraction(1, 2))))
SUBSIDIES = MinusIncome(Figure([IncomeKind.OTHER_SUBSIDIES, IncomeKind.PARTICIPATION_FEE]))
BURDEN = WholeCost(Figure("負担金のため率の定めがない"))
CAP = Cap(Figure(500_000, "", "上限は仮"))


def told(step) -> list[str]:
    return [one.text for one in step.told()]


def test_a_rate_is_taken_exactly():
    assert told(NINTHS) == ["補助率は90%以内"]
    assert NINTHS.short == "90%以内"
    assert NINTHS.told()[0].source == "S1"
    assert taken(NINTHS, 480_500) == (432_450, ["480,500 × 90% = 432,450【要確認】率は仮"])
    assert taken(FlatRate(Figure(TWO_THIRDS)), 100_000) == (
        Fraction(200_000, 3),
        ["100,000 × 2/3 = 66,666 2/3"],
    )


def test_a_burden_has_no_rate():
    assert (told(BURDEN), BURDEN.short) == (
        ["率の定めはなく、上限までの全額（負担金のため率の定めがない）"],
        "率の定めなし",
    )
    assert taken(BURDEN, 123_456) == (123_456, ["率の定めなし → 全額 = 123,456"])


@pytest.mark.parametrize(
    ("nth", "amount", "line"),
    [
        (1, 60_000, "1回目の補助率：90,000 × 2/3 = 60,000"),
        (2, 60_000, "2回目の補助率：90,000 × 2/3 = 60,000"),
        (3, 45_000, "3回目の補助率：90,000 × 50% = 45,000"),
        (7, 45_000, "7回目の補助率：90,000 × 50% = 45,000"),
    ],
)
def test_a_rate_falls_with_the_times(nth, amount, line):
    assert taken(FALLING, AmountCase(90_000, nth_time=nth)) == (amount, [line])


def test_a_falling_rate_is_told_time_by_time():
    assert FALLING.short == "2/3→2/3→50%以内（回数による）"
    assert told(FALLING) == [
        "1回目の補助率は2/3以内",
        "2回目の補助率は2/3以内",
        "3回目の補助率は50%以内",
    ]


def test_income_is_taken_off_the_base():
    case = AmountCase.of_budget(
        budget(spent(FEES, 100_000), other_subsidies=30_000, participation_fee=500, donation=9)
    )

    assert told(SUBSIDIES) == [
        "対象経費からほかの補助金・助成金・参加費・事業収入を差し引いた額をもとにする"
    ]
    assert taken(SUBSIDIES, case) == (
        69_500,
        ["100,000 − ほかの補助金・助成金・参加費・事業収入 30,500 = 69,500"],
    )


def test_income_beyond_the_cost_leaves_nothing():
    case = AmountCase(1000, incomes={IncomeKind.OTHER_SUBSIDIES: 5000})

    assert taken(SUBSIDIES, case)[0] == 0


def test_only_what_others_give_is_deducted():
    assert {one.value for one in DEDUCTED} == {
        "participation_fee", "other_subsidies", "donation", "other"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "after", "line"),
    [
        (500_001, 500_000, "上限 500,000円 を超える → 500,000【要確認】上限は仮"),
        (500_000, 500_000, "上限 500,000円 ちょうど → 500,000【要確認】上限は仮"),
        (499_999, 499_999, "上限 500,000円 以内 → 499,999【要確認】上限は仮"),
    ],
)
def test_a_cap_cuts_off_what_is_above(amount, after, line):
    assert told(CAP) == ["上限は500,000円"]
    assert taken(CAP, amount) == (after, [line])


@pytest.mark.parametrize(
    ("unit", "rounding", "amount", "after", "line"),
    [
        (1000, Rounding.DOWN, 1999, 1000, "千円未満切捨て → 1,000円"),
        (1000, Rounding.UP, 1001, 2000, "千円未満切上げ → 2,000円"),
        (1000, Rounding.HALF_UP, 1500, 2000, "千円未満四捨五入 → 2,000円"),
        (1000, Rounding.HALF_UP, 1499, 1000, "千円未満四捨五入 → 1,000円"),
        (1, Rounding.DOWN, 12, 12, "1円未満切捨て → 12円"),
        (500, Rounding.DOWN, 1999, 1500, "500円未満切捨て → 1,500円"),
        (10_000, Rounding.UP, 1, 10_000, "1万円未満切上げ → 10,000円"),
    ],
)
def test_a_sum_is_rounded_as_the_scheme_says(unit, rounding, amount, after, line):
    step = RoundTo(Figure(unit), rounding)

    assert told(step) == [line.partition(" → ")[0]]
    assert taken(step, amount) == (after, [line])


def test_rounding_up_does_not_pass_a_cap_between_two_units():
    capped = Cap(Figure(150_500)).apply(Reckoning.begin(AmountCase(150_400)))

    after = RoundTo(Figure(1000), Rounding.UP).apply(capped)

    assert after.amount == 150_000
    assert after.lines[-1].text == "千円未満切上げ（上限を超えない範囲） → 150,000円"


def test_a_minimum_refuses_what_does_not_reach_it():
    least = Minimum(Figure(100_000, to_confirm="下限は仮"))

    assert told(least) == ["100,000円に届かないときは交付しない"]
    assert taken(least, 99_999) == (0, ["下限 100,000円 に届かない → 0円【要確認】下限は仮"])
    assert taken(least, 100_000) == (100_000, ["下限 100,000円 以上【要確認】下限は仮"])


@given(st.fractions(0, 10**8, max_denominator=30), st.integers(1, 10**6), st.sampled_from(Rounding))
def test_rounding_moves_by_less_than_a_unit_and_the_cap_holds(amount, unit, rounding):
    begun = replace(Reckoning.begin(AmountCase(0)), amount=amount)
    rounded = RoundTo(Figure(unit), rounding).apply(begun).amount

    assert rounded % unit == 0
    assert abs(rounded - amount) < unit
    capped = Cap(Figure(unit)).apply(begun)
    assert RoundTo(Figure(unit), rounding).apply(capped).amount in (0, unit)
