"""The steps that look at cost categories: limits on what counts, and rates of their own."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.schemes.amounts.categories import (
    CategoryCap,
    CategoryRate,
    CategoryShare,
    RateByCategory,
    UnitPrice,
)
from koubo.schemes.amounts.reckoning import AmountCase, Reckoning
from koubo.schemes.amounts.rule import Funding, award_amount
from koubo.schemes.amounts.steps import Cap, FlatRate, RoundTo
from koubo.schemes.budget import ExpenseLine
from koubo.schemes.figures import Figure
from schemes.amounts.reckoning import FEES, GOODS, TRAVEL, budget, funding, spent, taken

CASE = AmountCase.of_budget(
    budget(
        spent(FEES, 60_000),
        spent(GOODS, 20_000, 20_000),
        spent(GOODS, 15_000, 5_000),
        spent(TRAVEL, 5_000),
        ExpenseLine("食糧費", "茶", 9_000, eligible=False, unit_price=90_000),
    )
)
CHEAP = UnitPrice(GOODS, Figure(20_000, "S1", "単価は仮"))
CAPPED = CategoryCap(GOODS, Figure(30_000))
SHARED = CategoryShare(GOODS, Figure(Fraction(1, 5)))
MIXED = RateByCategory(
    Figure(Fraction(9, 10)), (CategoryRate((FEES,), Figure(Fraction(1, 2), "", "率は仮")),)
)


def told(step) -> list[str]:
    return [one.text for one in step.told()]


def test_what_costs_too_much_apiece_does_not_count():
    assert told(CHEAP) == ["消耗品費は単価が20,000円未満のものに限る"]
    assert taken(CHEAP, CASE) == (
        80_000,
        [
            "消耗品費「消耗品費」は単価 20,000円（20,000円未満が対象）→ 対象外 20,000円【要確認】単価は仮",
            "対象経費 100,000 − 20,000 = 80,000",
        ],
    )


def test_what_has_no_unit_price_counts():
    assert taken(CHEAP, AmountCase.of_budget(budget(spent(GOODS, 50_000)))) == (50_000, [])


def test_a_category_counts_up_to_its_cap():
    assert told(CAPPED) == ["消耗品費は30,000円まで"]
    assert taken(CAPPED, CASE) == (
        95_000,
        [
            "消耗品費 35,000円のうち 30,000円まで → 対象外 5,000円",
            "対象経費 100,000 − 5,000 = 95,000",
        ],
    )
    assert taken(CategoryCap(TRAVEL, Figure(5_000)), CASE) == (100_000, [])
    assert taken(CategoryCap(TRAVEL, Figure(0)), CASE)[0] == 95_000


def test_a_category_counts_up_to_its_share_of_all_that_counts():
    assert told(SHARED) == ["消耗品費は対象経費の20%まで"]
    assert taken(SHARED, CASE) == (
        85_000,
        [
            "消耗品費 35,000円のうち 20,000円まで → 対象外 15,000円",
            "対象経費 100,000 − 15,000 = 85,000",
        ],
    )


def test_the_share_is_of_the_cost_as_it_was_filed():
    after = SHARED.apply(CategoryCap(FEES, Figure(10_000)).apply(Reckoning.begin(CASE)))

    assert after.amount == 35_000  # 10,000 + 20,000 + 5,000: a fifth of 100,000, not of 50,000
    assert after.costs == {FEES: 10_000, GOODS: 20_000, TRAVEL: 5_000}


def test_a_line_left_out_twice_is_left_out_once():
    dear = AmountCase.of_budget(budget(spent(GOODS, 80_000, 80_000), spent(FEES, 20_000)))

    after = CHEAP.apply(CategoryCap(GOODS, Figure(30_000)).apply(Reckoning.begin(dear)))

    assert (after.amount, after.costs) == (20_000, {GOODS: 0, FEES: 20_000})
    assert after.lines[-1].text == "対象経費 50,000 − 30,000 = 20,000"


def test_a_stricter_unit_price_takes_nothing_else_with_what_the_first_left_out():
    lines = spent(GOODS, 50_000, 50_000), spent(GOODS, 15_000, 15_000), spent(GOODS, 5_000, 100)
    stricter = UnitPrice(GOODS, Figure(10_000))

    after = stricter.apply(CHEAP.apply(Reckoning.begin(AmountCase.of_budget(budget(*lines)))))

    assert (after.amount, after.costs) == (5_000, {GOODS: 5_000})


def test_a_share_is_of_what_counts_without_what_was_too_dear():
    lines = spent(GOODS, 50_000, 50_000), spent(GOODS, 20_000, 100), spent(FEES, 30_000)

    after = SHARED.apply(CHEAP.apply(Reckoning.begin(AmountCase.of_budget(budget(*lines)))))

    assert (after.amount, after.costs) == (40_000, {GOODS: 10_000, FEES: 30_000})


def test_a_category_has_a_rate_of_its_own():
    assert MIXED.short == "90%以内（報償費は50%以内）"
    assert told(MIXED) == ["補助率は90%以内", "報償費の補助率は50%以内"]
    assert taken(MIXED, CASE) == (
        66_000,
        [
            "そのほかの経費 40,000 × 90% = 36,000",
            "報償費 60,000 × 50% = 30,000【要確認】率は仮",
            "合計 36,000 + 30,000 = 66,000",
        ],
    )


def test_a_category_that_nothing_is_spent_on_is_passed_over():
    assert taken(MIXED, AmountCase.of_budget(budget(spent(TRAVEL, 10_000)))) == (
        9_000,
        ["10,000 × 90% = 9,000"],
    )


def test_the_rate_is_that_of_what_the_limits_left():
    after = MIXED.apply(CategoryCap(FEES, Figure(10_000)).apply(Reckoning.begin(CASE)))

    assert after.amount == 10_000 * Fraction(1, 2) + 40_000 * Fraction(9, 10)


CATEGORIES = st.sampled_from([FEES, GOODS, TRAVEL])
LINES = st.lists(
    st.builds(
        ExpenseLine,
        CATEGORIES,
        st.just("x"),
        st.integers(0, 10**6),
        st.booleans(),
        st.none() | st.integers(0, 10**5),
    ),
    max_size=8,
)
RATES = st.fractions(Fraction(1, 100), 1, max_denominator=100)
LIMITS = st.lists(
    st.builds(UnitPrice, CATEGORIES, st.builds(Figure, st.integers(1, 10**5)))
    | st.builds(CategoryCap, CATEGORIES, st.builds(Figure, st.integers(0, 10**6)))
    | st.builds(CategoryShare, CATEGORIES, st.builds(Figure, RATES)),
    max_size=5,
).map(tuple)


@given(LINES, LIMITS)
def test_limits_never_raise_the_base_and_never_take_what_is_not_there(lines, limits):
    now = Reckoning.begin(AmountCase.of_budget(budget(*lines)))
    for step in limits:
        after = step.apply(now)
        assert 0 <= after.amount <= now.amount
        assert all(0 <= cost <= now.costs.get(name, 0) for name, cost in after.costs.items())
        now = after
    assert now.amount == sum(now.costs.values())


@given(LINES, LIMITS, RATES, st.integers(1, 10**6), st.integers(0, 10**7))
def test_equal_rates_by_category_are_one_rate(lines, limits, rate, cap, requested):
    case = AmountCase.of_budget(budget(*lines, requested=requested))
    others = (CategoryRate((FEES, TRAVEL), Figure(rate)), CategoryRate((GOODS,), Figure(rate)))
    rest = (Cap(Figure(cap)), RoundTo(Figure(100)))

    one = award_amount(Funding((*limits, FlatRate(Figure(rate)), *rest)), case)
    several = award_amount(Funding((*limits, RateByCategory(Figure(rate), others), *rest)), case)

    assert several.value == one.value


@given(LINES, LIMITS)
def test_an_award_with_limits_is_never_larger(lines, limits):
    case = AmountCase.of_budget(budget(*lines))

    limited = award_amount(funding("9/10", 10**7, first=limits), case).value

    assert 0 <= limited <= award_amount(funding("9/10", 10**7), case).value


@pytest.mark.parametrize("step", [CHEAP, CAPPED, SHARED])
def test_where_only_the_sum_is_known_no_limit_is_guessed(step):
    assert taken(step, 100_000) == (100_000, [])
