"""The amount rule as a whole: the cities' figures, and what holds for all figures."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from koubo.money import Rounding, format_yen
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.rule import Funding, award_amount
from koubo.schemes.amounts.steps import (
    Cap,
    FlatRate,
    Minimum,
    MinusIncome,
    RateByTime,
    RoundTo,
    WholeCost,
)
from koubo.schemes.budget import Budget, ExpenseLine, IncomeKind, IncomeLine
from koubo.schemes.figures import Figure
from schemes.amounts.reckoning import funding

NEW_CHALLENGE = funding()
UP = Rounding.UP
HALF_UP = Rounding.HALF_UP


def rounded_then_capped(rate: str, cap: int, unit: int, rounding: Rounding) -> Funding:
    """Give a rule that rounds first, as some cities have it."""
    rate_, cap_, round_ = funding(rate, cap, unit, rounding).steps
    return Funding((rate_, round_, cap_))


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
    ("eligible", "requested", "line"),
    [
        (200_000, 150_000, "申請額 150,000円 と同じ → 150,000円"),
        (200_002, 99_000, "申請額 99,000円 のほうが少ない → 99,000円"),
        (200_002, 999_000, "申請額 999,000円 は計算額まで → 150,000円"),
    ],
)
def test_the_working_says_how_the_request_bounds_it(eligible, requested, line):
    working = award_amount(NEW_CHALLENGE, AmountCase(eligible, requested=requested)).working

    assert working.lines[4].text == line


def test_a_minimum_is_asked_last_of_the_sum_that_the_request_left():
    rule = funding("1", 500_000, minimum=100_000)

    worked = award_amount(rule, AmountCase(200_000, requested=99_999))

    assert worked.value == 0
    assert [line.text for line in worked.working.lines[-2:]] == [
        "申請額 99,999円 のほうが少ない → 99,999円",
        "下限 100,000円 に届かない → 0円",
    ]


@pytest.mark.parametrize(
    ("rule", "granted", "last"),
    [
        (funding("1", 150_500), 150_000, "千円未満切捨て → 150,000円"),
        (rounded_then_capped("1", 150_500, 1000, Rounding.DOWN), 150_500,
         "上限 150,500円 を超える → 150,500"),
        (rounded_then_capped("1", 150_500, 1000, UP), 150_500,
         "上限 150,500円 を超える → 150,500"),
        (funding("1", 150_500, 1000, UP), 150_000,
         "千円未満切上げ（上限を超えない範囲） → 150,000円"),
    ],
)  # fmt: skip
def test_cap_and_rounding_are_taken_in_the_order_written(rule, granted, last):
    worked = award_amount(rule, AmountCase(152_300))

    assert (worked.value, worked.working.lines[-1].text) == (granted, last)


def test_what_is_to_be_confirmed_stands_in_the_working_of_its_own_line():
    rule = Funding(
        (
            FlatRate(Figure(Fraction(3, 4), to_confirm="率は仮")),
            Cap(Figure(150_000, to_confirm="上限は仮")),
            RoundTo(Figure(1000, to_confirm="端数は仮")),
            Minimum(Figure(100_000, to_confirm="下限は仮")),
        )
    )

    working = award_amount(rule, AmountCase(eligible_cost=100_000)).working

    assert working.to_confirm == ("率は仮", "上限は仮", "端数は仮", "下限は仮")
    assert working.text.splitlines()[3] == "千円未満切捨て → 75,000円【要確認】端数は仮"


def test_a_course_without_money_gives_none_and_says_so():
    worked = award_amount(Funding(), AmountCase(100_000, requested=50_000))

    assert (worked.value, worked.working.lines[-1].text) == (
        0, "このコースは金額を伴わない → 0円"
    )  # fmt: skip
    assert (Funding().told(), Funding().cap, Funding().minimum) == ((), None, None)
    assert (Funding().rate_short.text, Funding().cap_short.text) == ("—", "—")


def test_a_rule_gives_its_figures_for_tables():
    rule = funding("2/3", 300_000, minimum=50_000)

    assert (rule.rate_short.text, rule.cap_short.text) == ("2/3以内", "300,000円")
    assert (rule.cap, rule.minimum) == (Figure(300_000), Figure(50_000))
    assert [one.text for one in rule.told()] == [
        "補助率は2/3以内",
        "上限は300,000円",
        "千円未満切捨て",
        "50,000円に届かないときは交付しない",
    ]


def test_the_times_are_counted_where_the_rule_says():
    half = Figure(Fraction(1, 2))

    assert funding().courses_counted("k.a") == ("k.a",)
    assert Funding((RateByTime((half,)),)).courses_counted("k.a") == ("k.a",)
    assert Funding((RateByTime((half,), ("k.a", "k.b")),)).courses_counted("k.a") == ("k.a", "k.b")


def test_the_case_of_a_budget_takes_its_sums():
    lines = (
        ExpenseLine("報償費", "講師", 60_000),
        ExpenseLine("食糧費", "茶", 5_000, eligible=False),
    )
    budget = Budget(
        lines,
        (IncomeLine(IncomeKind.REQUESTED_GRANT, "", 45_000),
         IncomeLine(IncomeKind.OWN_FUNDS, "", 20_000)),
    )  # fmt: skip
    incomes = dict.fromkeys(IncomeKind, 0)
    incomes |= {IncomeKind.REQUESTED_GRANT: 45_000, IncomeKind.OWN_FUNDS: 20_000}

    assert AmountCase.of_budget(budget, nth_time=2) == AmountCase(
        60_000, 65_000, 45_000, 2, lines, incomes
    )


RATES = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=1000)
COSTS = st.integers(0, 20_000_000)
REQUESTS = st.none() | st.integers(0, 20_000_000)
FIGURED = RATES.map(Figure)
RATE_STEPS = (
    st.builds(FlatRate, FIGURED)
    | st.builds(RateByTime, st.lists(FIGURED, min_size=1, max_size=3).map(tuple))
    | st.just(WholeCost(Figure("負担金")))
)


@st.composite
def fundings(draw: st.DrawFn) -> Funding:
    """Give any rule that a file may declare, cap and rounding in either order."""
    bounds = [
        Cap(Figure(draw(st.integers(1, 5_000_000)))),
        RoundTo(
            Figure(draw(st.sampled_from([1, 10, 100, 1000, 10_000]))),
            draw(st.sampled_from(Rounding)),
        ),
    ]
    least = draw(st.none() | st.integers(1, 200_000))
    first = draw(st.sampled_from([(), (MinusIncome(Figure([IncomeKind.DONATION])),)]))
    last = () if least is None else (Minimum(Figure(least)),)
    return Funding((*first, draw(RATE_STEPS), *draw(st.permutations(bounds)), *last))


@st.composite
def cases(draw: st.DrawFn) -> AmountCase:
    """Give any case of which the sums are known."""
    return AmountCase(
        draw(COSTS),
        requested=draw(REQUESTS),
        nth_time=draw(st.integers(1, 5)),
        incomes={IncomeKind.DONATION: draw(st.integers(0, 1_000_000))},
    )


@given(fundings(), cases())
def test_an_award_stays_within_every_bound(rule, case):
    granted = award_amount(rule, case).value

    assert 0 <= granted <= rule.cap.value
    assert case.requested is None or granted <= case.requested
    unit = rule.step(RoundTo)
    over = granted - case.eligible_cost
    assert over <= 0 or (unit.rounding is not Rounding.DOWN and over < unit.unit.value)
    assert rule.minimum is None or granted == 0 or granted >= rule.minimum.value


@given(fundings(), cases())
def test_an_award_is_in_whole_units_at_the_cap_or_as_asked_for(rule, case):
    granted = award_amount(rule, case).value

    unit = rule.step(RoundTo).unit.value
    capped_last = isinstance(rule.steps[-1], Cap) or isinstance(rule.steps[-2], Cap)
    assert (
        granted == case.requested
        or granted % unit == 0
        or (capped_last and granted == rule.cap.value)
    )


@given(fundings(), cases(), COSTS)
def test_who_spends_more_is_not_granted_less(rule, case, more):
    larger = AmountCase(
        case.eligible_cost + more, None, case.requested, case.nth_time, (), case.incomes
    )

    assert award_amount(rule, case).value <= award_amount(rule, larger).value


@given(fundings(), cases())
def test_the_working_ends_with_the_result(rule, case):
    worked = award_amount(rule, case)

    last = worked.working.lines[-1].text
    told = format_yen(worked.value).removesuffix("円")
    assert f"→ {told}" in last or last == f"下限 {format_yen(rule.minimum.value)} 以上"
    assert isinstance(worked.value, int)


@given(fundings(), COSTS)
def test_nothing_is_lost_below_one_unit(rule, cost):
    assume(rule.minimum is None and rule.step(RoundTo).rounding is Rounding.DOWN)
    assume(isinstance(rule.rate, FlatRate) and rule.step(MinusIncome) is None)

    granted = award_amount(rule, AmountCase(cost)).value

    exact = min(cost * rule.rate.rate.value, rule.cap.value)
    assert exact - granted < rule.step(RoundTo).unit.value
