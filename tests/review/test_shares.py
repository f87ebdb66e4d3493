"""A pot that all who reached the mark share: exact halves, one truncation, never a yen too many."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from koubo.review.selection.propose import propose
from koubo.review.selection.values import Pot, Verdict
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import Allocation, Waiver
from review.marks import a_rule, a_score, a_scored, a_stage

STAGE = a_stage("合計", highest=100)
SHARED = a_rule(
    allocation=Figure(Allocation.EQUAL_AND_SCORE, to_confirm="端数処理は推定"),
    pass_share=Figure(Fraction(60, 100)),
)
MILLION = (Pot("予算", 1_000_000),)


def scored(number, points, **changes):
    values = {"requested": 200_000, "unit": 1000, **changes}
    return a_scored(number, a_score(points, 100), **values)


def amounts(selection):
    return {one.application_id: one.amount for one in selection.outcomes}


def test_the_nine_amounts_of_ako_bizen_and_kamigori_come_out():
    """The joint scheme of 2010: ten applied, pass mark 60, half equally and half by score."""
    points = (84, 80, 78, 77, 72, 71, 68, 67, 67, 55)
    selection = propose(STAGE, SHARED, [scored(n, one) for n, one in enumerate(points)], MILLION)

    assert [one.amount for one in selection.outcomes] == [
        *(118_000, 115_000, 114_000, 113_000, 109_000, 109_000, 106_000, 106_000, 106_000),
        0,
    ]
    assert selection.outcomes[-1].verdict is Verdict.BELOW_MARK
    assert selection.working.text.splitlines()[1] == (
        "予算 1,000,000円 − 提案額の合計 996,000円 = 残り 4,000円"
    )


def test_the_working_tells_both_halves_the_exact_sum_and_the_one_truncation():
    selection = propose(STAGE, SHARED, [scored(1, 84), scored(2, 63)], MILLION)

    assert str(selection.outcomes[0].working.lines[-1]) == (
        "予算の残り 1,000,000円 を 2件で配分：半分を均等に 500,000 ÷ 2"
        " ＋ 半分を得点に比例して 500,000 × 84 ÷ 147 = 535,714 2/7"
        " → 千円未満切捨て → 535,000円。算定額 200,000円 まで → 200,000円 → 通過"
        "【要確認】端数処理は推定"
    )


def test_nobody_gets_more_than_the_calculated_amount_and_the_rest_stays():
    selection = propose(STAGE, SHARED, [scored(1, 80, calculated=30_000), scored(2, 80)], MILLION)

    assert amounts(selection) == {1: 30_000, 2: 200_000}


def test_nobody_shares_who_has_no_calculated_amount_or_no_pot():
    pots = (Pot("自主", 100_000, ("kurashiki.collab_prep",)),)
    selection = propose(
        STAGE,
        SHARED,
        [scored(1, 80), scored(2, 80, calculated=0), scored(3, 90, course="kurashiki.city_theme")],
        pots,
    )

    assert amounts(selection) == {1: 100_000, 2: 0, 3: 0}


def test_where_nobody_has_points_all_of_it_goes_in_equal_parts():
    rule = a_rule(allocation=SHARED.allocation)

    selection = propose(STAGE, rule, [scored(1, 0), scored(2, 0)], (Pot("予算", 301_000),))

    assert amounts(selection) == {1: 150_000, 2: 150_000}


def test_what_is_not_judged_is_served_before_the_others_share():
    waived = a_scored(9, None, requested=400_000, unit=1000, waived=Waiver.UNCHANGED_CONTINUATION)

    selection = propose(STAGE, SHARED, [scored(1, 80), scored(2, 80), waived], MILLION)

    assert amounts(selection) == {9: 400_000, 1: 200_000, 2: 200_000}
    assert "予算の残り 600,000円 を 2件で配分" in selection.outcomes[1].working.lines[-1].text


shares = st.tuples(st.integers(60, 100), st.integers(0, 500_000))


@given(
    st.lists(shares, min_size=1, max_size=12),
    st.integers(0, 3_000_000),
    st.sampled_from([1, 100, 1000, 10_000]),
)
def test_no_pot_is_overdrawn_and_nobody_passes_a_better_one(listed, pot, unit):
    entered = [
        scored(number, points, requested=most, unit=unit)
        for number, (points, most) in enumerate(listed)
    ]

    selection = propose(STAGE, SHARED, entered, (Pot("予算", pot),))

    assert sum(amounts(selection).values()) <= pot
    for outcome in selection.outcomes:
        most = entered[outcome.application_id].calculated
        assert outcome.amount <= most
        assert outcome.amount % unit == 0 or outcome.amount == most
    uncapped = [
        one.amount
        for one in selection.outcomes
        if one.amount and one.amount < entered[one.application_id].calculated
    ]
    assert uncapped == sorted(uncapped, reverse=True)
