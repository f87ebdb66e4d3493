"""Partial and proportional awards, bounds and raised rates, lots, and money that is not enough."""

from fractions import Fraction

from koubo.review.selection.propose import propose
from koubo.review.selection.values import Pot, Verdict
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import Allocation, RaisedRate, TieBreak, TieBreaker
from review.marks import a_rule, a_score, a_scored, a_stage

STAGE = a_stage("公益性", highest=10)


def rule(allocation: Allocation, **changes: object):
    values = {"vetoes": Figure(()), "tie_breakers": Figure(()), **changes}
    return a_rule(allocation=Figure(allocation), **values)


def give(a_rule_, scored, *amounts: int):
    pots = tuple(Pot(f"予算{place or ''}", amount) for place, amount in enumerate(amounts))
    outcomes = propose(STAGE, a_rule_, scored, pots).outcomes
    return {one.application_id: (one.verdict, one.amount) for one in outcomes}, outcomes


PASSED, NO_MONEY = Verdict.PASSED, Verdict.NO_MONEY


def test_the_one_that_does_not_fit_gets_the_rest_cut_to_its_unit():
    scored = [
        a_scored(1, a_score(9), requested=200_000),
        a_scored(2, a_score(8), requested=200_000, unit=1000),
        a_scored(3, a_score(7), requested=10_000),
    ]

    given, outcomes = give(rule(Allocation.PARTIAL), scored, 352_900)

    assert given == {1: (PASSED, 200_000), 2: (PASSED, 152_000), 3: (NO_MONEY, 0)}
    assert outcomes[1].working.lines[-1].text == (
        "予算の残り 152,900円 は算定額 200,000円 に足りない"
        " → 残額 152,900円 → 千円未満切捨て → 152,000円 だけ → 通過"
    )


def test_a_rest_below_the_least_award_is_given_to_nobody():
    least = Figure(50_000, to_confirm="下限額は未確認")
    scored = [
        a_scored(1, a_score(9), requested=60_000),
        a_scored(2, a_score(8), requested=40_000),
        a_scored(3, a_score(7), requested=80_000),
    ]

    for allocation, verdict in (
        (Allocation.PARTIAL, NO_MONEY),
        (Allocation.CUT_LINE, Verdict.RUNNER_UP),
    ):
        given, outcomes = give(rule(allocation, minimum_award=least), scored, 100_000)

        assert given == {1: (PASSED, 60_000), 2: (NO_MONEY, 0), 3: (verdict, 0)}
        assert outcomes[1].working.lines[-1].text == (
            "算定額 40,000円 は下限額 50,000円 に届かない → 予算なし"
        )
        assert str(outcomes[2].working.lines[-1]) == (
            "残額 40,000円 は下限額 50,000円 に届かない → 予算なし【要確認】下限額は未確認"
        )


def test_a_short_pot_is_shared_in_proportion_to_the_amounts():
    scored = [
        a_scored(1, a_score(9), requested=300_000, unit=1000),
        a_scored(2, a_score(8), requested=100_000, unit=1000),
    ]

    given, outcomes = give(rule(Allocation.PROPORTIONAL), scored, 333_000)

    assert given == {1: (PASSED, 249_000), 2: (PASSED, 83_000)}
    assert outcomes[0].working.lines[-1].text == (
        "予算の残り 333,000円 を 2件で算定額に比例して配分：333,000 × 300,000 ÷ 400,000"
        " = 249,750 → 千円未満切捨て → 249,000円 → 通過"
    )
    assert give(rule(Allocation.PROPORTIONAL), scored, 400_000)[0][1] == (PASSED, 300_000)


def test_who_would_be_given_too_little_leaves_it_to_the_others():
    least = Figure(90_000)
    scored = [a_scored(n, a_score(10 - n), requested=100_000) for n in (1, 2, 3, 4)]

    given, outcomes = give(rule(Allocation.PROPORTIONAL, minimum_award=least), scored, 200_000)

    assert given == {
        1: (PASSED, 100_000),
        2: (PASSED, 100_000),
        3: (NO_MONEY, 0),
        4: (NO_MONEY, 0),
    }
    assert [line.text for line in outcomes[3].working.lines[-2:]] == [
        "予算の残り 200,000円 を 4件で算定額に比例して配分：200,000 × 100,000 ÷ 400,000"
        " = 50,000 → 1円未満切捨て → 50,000円",
        "配分額 50,000円 は下限額 90,000円 に届かない → 予算なし",
    ]


def test_equals_leave_a_short_pot_together_whoever_was_first():
    least = Figure(90_000)
    scored = [a_scored(n, a_score(7), requested=100_000) for n in (1, 2, 3)]

    given, _ = give(rule(Allocation.EQUAL_AND_SCORE, minimum_award=least), scored, 200_000)

    assert set(given.values()) == {(NO_MONEY, 0)}


def test_no_budget_and_one_below_the_least_award_give_nobody_anything():
    least = Figure(50_000)
    scored = [a_scored(1, a_score(9), requested=60_000)]

    for allocation in Allocation:
        for budget in (0, 49_999):
            given, _ = give(rule(allocation, minimum_award=least), scored, budget)
            assert given[1][1] == 0
            assert given[1][0] is not PASSED


def test_an_organisation_has_no_more_than_its_number_and_keeps_nobody_out():
    most = Figure(1, to_confirm="1団体1件")
    scored = [
        a_scored(1, a_score(9), requested=100_000, organisation_id=7),
        a_scored(2, a_score(8), requested=100_000, organisation_id=7),
        a_scored(3, a_score(7), requested=100_000, organisation_id=8),
    ]

    for allocation in Allocation:
        given, outcomes = give(rule(allocation, most_per_organisation=most), scored, 250_000)

        assert given == {
            1: (PASSED, 100_000),
            2: (Verdict.ORGANISATION_LIMIT, 0),
            3: (PASSED, 100_000),
        }
        assert outcomes[1].rank == 2
        assert str(outcomes[1].working.lines[-1]) == (
            "同じ団体の応募がすでに 1件通過している（1団体 1件まで）→ 通さない【要確認】1団体1件"
        )


RAISED = Figure(RaisedRate("公益性", Fraction(8), Fraction(95, 100), Fraction(1, 2)))


def raisable(number: int, points: int, mean: str):
    score = a_score(points, 公益性=mean)
    return a_scored(number, score, requested=100_000, calculated=80_000, raised=95_000)


def test_the_raised_rate_goes_to_the_best_for_at_most_its_share_of_the_awarded():
    scored = [raisable(1, 9, "8"), raisable(2, 8, "7.9"), raisable(3, 7, "9"), raisable(4, 6, "8")]

    given, outcomes = give(rule(Allocation.CUT_LINE, raised_rate=RAISED), scored, 1_000_000)

    assert {one: amount for one, (_, amount) in given.items()} == {
        1: 95_000, 2: 80_000, 3: 95_000, 4: 80_000,
    }  # fmt: skip
    assert [one.raised for one in outcomes] == [True, False, True, False]
    assert outcomes[0].working.lines[1].text == (
        "引上げの基準 8 に平均 8 で届いている → 引き上げた率で算定額 95,000円"
    )
    assert outcomes[3].working.lines[1].text == (
        "引上げの基準 8 に平均 8 で届いているが、引き上げるのは採択の 1/2 まで（2件）→ 引き上げない"
    )


def test_raising_never_leaves_fewer_awarded_than_its_share_allows():
    scored = [raisable(1, 9, "9"), raisable(2, 8, "9")]

    given, _ = give(rule(Allocation.WHILE_MONEY_LASTS, raised_rate=RAISED), scored, 160_000)

    # raised, the first would leave no room for the second, and be the whole of the awarded
    assert given == {1: (PASSED, 80_000), 2: (PASSED, 80_000)}


def test_a_runner_up_has_so_many_days():
    days = Figure(7, to_confirm="1週間")
    scored = [a_scored(1, a_score(9), requested=100_000), a_scored(2, a_score(8))]

    _, outcomes = give(rule(Allocation.CUT_LINE, offer_days=days), scored, 130_000)

    assert (outcomes[1].verdict, outcomes[1].amount) == (Verdict.RUNNER_UP, 30_000)
    assert str(outcomes[1].working.lines[-1]) == (
        "次点が受けるか辞退するかを決める期限：知らせた日から 7日以内【要確認】1週間"
    )


def test_a_pass_mark_in_points_is_reached_exactly():
    marked = rule(Allocation.CUT_LINE, pass_points=Figure(Fraction("8.5")))
    scored = [a_scored(1, a_score("8.5")), a_scored(2, a_score("8.4"))]

    given, outcomes = give(marked, scored, 1_000_000)

    assert given[1][0] is PASSED
    assert given[2][0] is Verdict.BELOW_MARK
    assert outcomes[1].working.lines[-1].text == "基準点 8.5 に届かない → 基準点未満"


def test_the_chair_parts_equals_and_a_lot_that_was_not_drawn_parts_nobody():
    chain = Figure((TieBreaker(TieBreak.CHAIR), TieBreaker(TieBreak.LOT)))
    scored = [
        a_scored(1, a_score(9)),
        a_scored(2, a_score(9), chair_total=Fraction(7)),
        a_scored(3, a_score(9), chair_total=Fraction(8)),
        a_scored(4, a_score(9), chair_total=Fraction(7)),
    ]

    _, outcomes = give(rule(Allocation.CUT_LINE, tie_breakers=chain), scored, 2_000_000)

    assert [(one.application_id, one.rank) for one in outcomes] == [(3, 1), (2, 2), (4, 2), (1, 4)]
    assert [line.text for line in outcomes[1].working.lines[:3]] == [
        "同点 4件 → 委員長の点の高い順（7）",
        "同点 2件 → 抽選（まだ引いていない。集計の画面で抽選の番号を記録してください）",
        "同点の決め方をすべて使っても 2件が並ぶ → 同じ順位。審査会で決めてください",
    ]
