"""Scores → places → money: ties, vetoes, pass marks, cut lines, and never a yen too many."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from koubo.review.selection.kept import selection_from_json, selection_to_json
from koubo.review.selection.propose import propose
from koubo.review.selection.values import Pot, Verdict
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import Allocation
from review.marks import FILED, a_rule, a_score, a_scored, a_stage

POINTS = a_stage("公益性", "優先性", "実現性")
WHILE_IT_LASTS = a_rule(allocation=Figure(Allocation.WHILE_MONEY_LASTS))


def budget(amount):
    return (Pot("予算", amount),)


def told(selection):
    return [(one.application_id, one.rank, one.verdict, one.amount) for one in selection.outcomes]


def test_equal_totals_are_decided_by_priority():
    """RV-02."""
    first = a_scored(1, a_score("11.8", 公益性="4.2", 優先性="3.6", 実現性="4.0"))
    second = a_scored(2, a_score("11.8", 公益性="3.8", 優先性="4.2", 実現性="3.8"))

    selection = propose(POINTS, a_rule(), [first, second], budget(1_000_000))

    assert [(one.application_id, one.rank) for one in selection.outcomes] == [(2, 1), (1, 2)]
    assert selection.outcomes[0].working.text.splitlines() == [
        "同点 2件 → 「優先性」の平均の高い順（4.2）",
        "合計点 11.8 → 2件中 1位",
        "予算の残り 1,000,000円 − 算定額 300,000円 = 残り 700,000円 → 通過",
    ]


def test_the_first_beyond_the_budget_is_the_runner_up_and_may_take_what_is_left():
    """RV-03."""
    scored = [
        a_scored(1, a_score(231, 250), requested=200_000),
        a_scored(2, a_score(214, 250), requested=150_000),
        a_scored(3, a_score(214, 250), requested=180_000),
        a_scored(4, a_score(190, 250), requested=120_000),
        a_scored(5, a_score(180, 250), requested=10_000),
    ]

    selection = propose(POINTS, a_rule(), scored, budget(600_000))

    assert told(selection) == [
        (1, 1, Verdict.PASSED, 200_000),
        (2, 2, Verdict.PASSED, 150_000),
        (3, 3, Verdict.PASSED, 180_000),
        (4, 4, Verdict.RUNNER_UP, 70_000),
        (5, 5, Verdict.NO_MONEY, 0),
    ]
    assert selection.outcomes[3].working.lines[-1].text == (
        "予算の残り 70,000円 は算定額 120,000円 に足りない → 次点。"
        "残額 70,000円 を受けるか辞退するかを選べる"
    )
    assert selection.working.text.splitlines() == [
        "2次審査：対象 5件（通過 3件、次点 1件、予算なし 1件）",
        "予算 600,000円 − 提案額の合計 600,000円 = 残り 0円",
    ]


def test_without_a_cut_line_nobody_gets_a_part():
    """RV-05."""
    scored = [a_scored(number, a_score(20 - number)) for number in (1, 2, 3)]
    scored.append(a_scored(4, a_score(10), requested=120_000))

    selection = propose(POINTS, WHILE_IT_LASTS, scored, budget(900_000))

    assert told(selection)[3] == (4, 4, Verdict.NO_MONEY, 0)


def test_nobody_overtakes_one_who_did_not_fit():
    scored = [
        a_scored(1, a_score(18), requested=500_000),
        a_scored(2, a_score(17), requested=600_000),
        a_scored(3, a_score(16), requested=100_000),
    ]

    selection = propose(POINTS, WHILE_IT_LASTS, scored, budget(700_000))

    assert [one.verdict for one in selection.outcomes] == [
        Verdict.PASSED,
        Verdict.NO_MONEY,
        Verdict.NO_MONEY,
    ]


def test_the_calculated_amount_is_given_and_not_the_requested_one():
    one = a_scored(1, a_score(18), requested=500_000, calculated=432_000)

    selection = propose(POINTS, a_rule(), [one], budget(450_000))

    assert told(selection) == [(1, 1, Verdict.PASSED, 432_000)]


def test_vetoed_and_unscored_ones_have_no_rank_and_stand_last():
    scored = [
        a_scored(1, None),
        a_scored(2, a_score("19", vetoed_by="公益性")),
        a_scored(3, a_score("10")),
    ]

    selection = propose(POINTS, a_rule(), scored, budget(1_000_000))

    assert told(selection) == [
        (3, 1, Verdict.PASSED, 300_000),
        (2, None, Verdict.VETOED, 0),
        (1, None, Verdict.UNSCORED, 0),
    ]


def test_a_pass_mark_is_reached_exactly():
    rule = a_rule(pass_share=Figure(Fraction(6, 10), to_confirm="仮置き"))
    scored = [a_scored(1, a_score("12")), a_scored(2, a_score("11.9"))]

    selection = propose(POINTS, rule, scored, budget(1_000_000))

    assert [one.verdict for one in selection.outcomes] == [Verdict.PASSED, Verdict.BELOW_MARK]
    assert str(selection.outcomes[1].working.lines[-1]) == (
        "基準点 20 × 60% = 12 に届かない → 基準点未満【要確認】仮置き"
    )


def test_a_stage_without_money_passes_on_whoever_is_still_in():
    first = a_stage(allocates=False)
    scored = [a_scored(1, a_score("12")), a_scored(2, a_score("19", vetoed_by="公益性"))]

    selection = propose(first, a_rule(), scored, ())

    assert told(selection) == [(1, 1, Verdict.PASSED, 0), (2, None, Verdict.VETOED, 0)]


def test_the_whole_chain_ends_in_a_shared_rank_that_the_panel_has_to_part():
    scored = [a_scored(number, a_score("12", 優先性="4")) for number in (1, 2, 3)]

    selection = propose(POINTS, a_rule(), scored, budget(1_000_000))

    assert [one.rank for one in selection.outcomes] == [1, 1, 1]
    assert [line.text for line in selection.outcomes[0].working.lines[:4]] == [
        "同点 3件 → 「優先性」の平均の高い順（4）",
        "同点 3件 → 申請額の少ない順（300,000円）",
        "同点 3件 → 提出の早い順（平成17年1月20日 12時00分00秒（日本時間））",
        "同点の決め方をすべて使っても 3件が並ぶ → 同じ順位。審査会で決めてください",
    ]


def test_a_courses_own_pot_is_drawn_on_before_the_one_for_all():
    scored = [
        a_scored(1, a_score("12"), course="kurashiki.city_theme"),
        a_scored(2, a_score("11"), course="kurashiki.city_theme"),
        a_scored(3, a_score("10")),
        a_scored(4, a_score("9"), course="kurashiki.city_theme", requested=100_000),
    ]
    pots = (Pot("全体", 500_000), Pot("行政提案", 400_000, ("kurashiki.city_theme",)))

    selection = propose(POINTS, WHILE_IT_LASTS, scored, pots)

    assert [one.amount for one in selection.outcomes] == [300_000, 300_000, 300_000, 0]
    assert [one.working.lines[-1].text for one in selection.outcomes][1:] == [
        "行政提案の残り 100,000円 ＋ 全体の残り 500,000円 − 算定額 300,000円"
        " = 残り 300,000円 → 通過",
        "全体の残り 300,000円 − 算定額 300,000円 = 残り 0円 → 通過",
        "行政提案の残り 0円 ＋ 全体の残り 0円 は算定額 100,000円 に足りない → 予算なし",
    ]


def test_different_highest_totals_are_said_aloud():
    scored = [a_scored(1, a_score("12", 20)), a_scored(2, a_score("11", 15))]

    selection = propose(POINTS, a_rule(), scored, budget(1_000_000))

    assert selection.working.lines[1].text == (
        "満点が応募によって違います（15点・20点）。合計点のまま並べています"
    )


def test_marks_of_the_rule_are_carried_into_the_workings():
    rule = a_rule(
        tie_breakers=replace(a_rule().tie_breakers, to_confirm="小諸市の例"),
        vetoes=replace(a_rule().vetoes, to_confirm="平成17年度の規則"),
        allocation=Figure(Allocation.CUT_LINE, to_confirm="小諸市の切り方"),
    )
    scored = [
        a_scored(1, a_score("12")),
        a_scored(2, a_score("12"), requested=100_000),
        a_scored(3, a_score("12", vetoed_by="公益性")),
    ]

    selection = propose(POINTS, rule, scored, budget(1_000_000))

    assert [one.working.to_confirm for one in selection.outcomes] == [
        ("小諸市の例", "小諸市の切り方"),
        ("小諸市の例", "小諸市の切り方"),
        ("平成17年度の規則",),
    ]


def test_a_selection_is_kept_and_read_back_whole():
    scored = [a_scored(1, a_score(Fraction(35, 3))), a_scored(2, None)]
    selection = propose(POINTS, a_rule(), scored, budget(1_000_000))

    kept = selection_to_json(selection, scored)

    assert selection_from_json(kept) == selection
    assert kept["outcomes"][0]["score"]["total"] == "35/3"


scores = st.one_of(
    st.none(),
    st.builds(
        lambda total, priority, vetoed: a_score(
            f"{total}/3", vetoed_by="公益性" if vetoed else "", 優先性=str(priority)
        ),
        st.integers(3, 60),
        st.integers(1, 5),
        st.booleans(),
    ),
)
entries = st.tuples(scores, st.integers(0, 500_000), st.integers(0, 3))
pots_of_two = st.tuples(st.integers(0, 2_000_000), st.integers(0, 500_000)).map(
    lambda amounts: (
        Pot("全体", amounts[0]),
        Pot("自主", amounts[1], ("kurashiki.new_challenge",)),
    )
)


@given(
    st.lists(entries, max_size=12),
    pots_of_two,
    st.sampled_from(Allocation),
    st.randoms(use_true_random=False),
)
def test_any_order_gives_the_same_and_no_pot_is_overdrawn(
    listed, pots, allocation, shuffler: Random
):
    rule = a_rule(allocation=Figure(allocation))
    scored = [
        a_scored(
            number,
            score,
            requested=requested,
            course="kurashiki.new_challenge" if number % 2 else "kurashiki.collab_prep",
            filed_at=FILED + timedelta(hours=hours),
        )
        for number, (score, requested, hours) in enumerate(listed)
    ]
    shuffled = list(scored)
    shuffler.shuffle(shuffled)

    selection = propose(POINTS, rule, scored, pots)

    assert propose(POINTS, rule, shuffled, pots) == selection
    assert sorted(one.application_id for one in selection.outcomes) == list(range(len(scored)))
    even = sum(one.amount for one in selection.outcomes if not one.application_id % 2)
    assert even <= pots[0].amount
    assert sum(one.amount for one in selection.outcomes) <= pots[0].amount + pots[1].amount
    for outcome in selection.outcomes:
        facts = scored[outcome.application_id]
        assert 0 <= outcome.amount <= facts.calculated
        assert (outcome.rank is None) == (outcome.verdict in (Verdict.VETOED, Verdict.UNSCORED))
    ranked = [one for one in selection.outcomes if one.rank is not None]
    totals = [scored[one.application_id].score.total for one in ranked]
    assert totals == sorted(totals, reverse=True)
    assert [one.rank for one in ranked] == sorted(one.rank for one in ranked)
