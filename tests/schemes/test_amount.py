"""The amount rule: the cities' figures, and what holds for all figures."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from koubo.money import Rounding, format_yen
from koubo.schemes.amount import AmountCase, Funding, award_amount
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.figures import Figure

NEW_CHALLENGE = Funding(Figure(Fraction(3, 4)), Figure(150_000), Figure(1000))
UP = Rounding.UP
HALF_UP = Rounding.HALF_UP


def funding(rate="3/4", cap=150_000, unit=1000, rounding=Rounding.DOWN, minimum=None):
    return Funding(
        Figure(Fraction(rate)), Figure(cap), Figure(unit), rounding,
        None if minimum is None else Figure(minimum),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "eligible", "requested", "granted"),
    [
        pytest.param(funding(), 138_400, 103_000, 103_000, id="KU-01"),
        pytest.param(funding(), 200_000, 150_000, 150_000, id="KU-02 exactly at the cap"),
        pytest.param(funding(), 200_001, 150_000, 150_000, id="one yen over the cap point"),
        pytest.param(funding(), 199_999, 149_000, 149_000, id="one yen under the cap point"),
        pytest.param(funding("4/5", 300_000), 225_000, 300_000, 180_000, id="request above"),
        pytest.param(funding("4/5", 300_000), 280_000, 180_000, 180_000, id="KU-21 request below"),
        pytest.param(funding("1", 500_000), 487_650, 487_000, 487_000, id="KU-16 all of it"),
        pytest.param(funding("2/3", 200_000, 1), 100_000, None, 66_666, id="two thirds"),
        pytest.param(funding("2/3", 200_000, 1, UP), 100_000, None, 66_667, id="rounded up"),
        pytest.param(funding("1/2", 200_000, 1000, HALF_UP), 3_000, None, 2_000, id="half up"),
        pytest.param(funding("1", 150_500, 1000, UP), 900_000, None, 150_000, id="up to the cap"),
        pytest.param(funding("9/10", 999_999), 999_999, None, 899_000, id="cap between units"),
        pytest.param(funding("1", 500_000, minimum=100_000), 99_999, None, 0, id="AK-08 too little"),
        pytest.param(funding("1", 500_000, minimum=100_000), 100_000, None, 100_000, id="AK-09"),
        pytest.param(funding(), 0, None, 0, id="nothing spent"),
        pytest.param(funding(), 200_000, 0, 0, id="nothing asked for"),
    ],
)  # fmt: skip
def test_the_cities_figures(rule, eligible, requested, granted):
    case = AmountCase(eligible_cost=eligible, requested=requested)

    assert award_amount(rule, case).value == granted


def test_the_working_can_be_followed():
    case = AmountCase(eligible_cost=138_400, total_cost=150_000, requested=120_000)

    assert award_amount(NEW_CHALLENGE, case).working.text.splitlines() == [
        "総事業費 150,000 − 対象外経費 11,600 = 対象経費 138,400円",
        "138,400 × 75% = 103,800",
        "上限 150,000円 以内 → 103,800",
        "千円未満切捨て → 103,000円",
        "申請額 120,000円 は計算額まで → 103,000円",
    ]


@pytest.mark.parametrize(
    ("eligible", "requested", "lines"),
    [
        (200_000, 150_000, ["上限 150,000円 ちょうど → 150,000", "申請額 150,000円 と同じ → 150,000円"]),
        (200_002, 99_000, ["上限 150,000円 を超える → 150,000",
                           "申請額 99,000円 のほうが少ない → 99,000円"]),
    ],
)  # fmt: skip
def test_the_working_says_how_cap_and_request_bound_it(eligible, requested, lines):
    working = award_amount(NEW_CHALLENGE, AmountCase(eligible, requested=requested)).working

    assert [working.lines[2].text, working.lines[4].text] == lines


def test_a_sum_below_the_minimum_is_nothing_and_says_so():
    worked = award_amount(funding("1", 500_000, minimum=100_000), AmountCase(99_999))

    assert worked.value == 0
    assert worked.working.lines[-1].text == "下限 100,000円 に届かない → 0円"


def test_what_is_to_be_confirmed_stands_in_the_working_of_its_own_line():
    rule = Funding(
        Figure(Fraction(3, 4), to_confirm="率は仮"),
        Figure(150_000, to_confirm="上限は仮"),
        Figure(1000, to_confirm="端数は仮"),
        minimum=Figure(100_000, to_confirm="下限は仮"),
    )

    working = award_amount(rule, AmountCase(eligible_cost=100_000)).working

    assert working.to_confirm == ("率は仮", "上限は仮", "端数は仮", "下限は仮")
    assert working.text.splitlines()[3] == "千円未満切捨て → 75,000円【要確認】端数は仮"


def test_the_case_of_a_budget_takes_its_sums():
    budget = Budget(
        (ExpenseLine("報償費", "講師", 60_000), ExpenseLine("食糧費", "茶", 5_000, eligible=False)),
        (IncomeLine(IncomeKind.REQUESTED_GRANT, "", 45_000),
         IncomeLine(IncomeKind.OWN_FUNDS, "", 20_000)),
    )  # fmt: skip

    assert AmountCase.of_budget(budget, nth_time=2) == AmountCase(60_000, 65_000, 45_000, 2)


RATES = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=1000)
FUNDINGS = st.builds(
    funding,
    rate=RATES,
    cap=st.integers(1, 5_000_000),
    unit=st.sampled_from([1, 10, 100, 1000, 10_000]),
    rounding=st.sampled_from(Rounding),
    minimum=st.none() | st.integers(1, 200_000),
)
COSTS = st.integers(0, 20_000_000)
REQUESTS = st.none() | st.integers(0, 20_000_000)


@given(FUNDINGS, COSTS, REQUESTS)
def test_an_award_stays_within_every_bound(rule, cost, requested):
    granted = award_amount(rule, AmountCase(cost, requested=requested)).value

    assert 0 <= granted <= rule.cap.value
    assert requested is None or granted <= requested
    over = granted - cost * rule.rate.value
    assert over <= 0 or (rule.rounding is not Rounding.DOWN and over < rule.unit.value)
    assert rule.minimum is None or granted == 0 or granted >= rule.minimum.value


@given(FUNDINGS, COSTS, REQUESTS)
def test_an_award_is_in_whole_units_unless_less_was_asked_for(rule, cost, requested):
    granted = award_amount(rule, AmountCase(cost, requested=requested)).value

    assert granted == requested or granted % rule.unit.value == 0


@given(FUNDINGS, COSTS, COSTS, REQUESTS)
def test_who_spends_more_is_not_granted_less(rule, cost, more, requested):
    smaller = award_amount(rule, AmountCase(cost, requested=requested)).value
    larger = award_amount(rule, AmountCase(cost + more, requested=requested)).value

    assert smaller <= larger


@given(FUNDINGS, COSTS, REQUESTS)
def test_the_working_ends_with_the_result(rule, cost, requested):
    worked = award_amount(rule, AmountCase(cost, requested=requested))

    assert worked.working.lines[-1].text.endswith(f"→ {format_yen(worked.value)}")


@given(FUNDINGS, COSTS)
def test_nothing_is_lost_below_one_unit(rule, cost):
    assume(rule.minimum is None and rule.rounding is Rounding.DOWN)

    granted = award_amount(rule, AmountCase(cost)).value

    assert min(cost * rule.rate.value, rule.cap.value) - granted < rule.unit.value
