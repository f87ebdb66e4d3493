"""Five ways to make one total, weights and grades, and what a cell without points counts as."""

from dataclasses import replace
from fractions import Fraction

import pytest

from koubo.review.selection.score import score_sheets
from koubo.review.selection.values import Cell, CellState, Sheet
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import Aggregate, CellPolicy, Criterion, Recusal, Stage
from review.marks import a_rule, a_stage, sheets_of

MISSING, ABSTAINED, NOT_APPLICABLE = (
    Cell(state) for state in (CellState.MISSING, CellState.ABSTAINED, CellState.NOT_APPLICABLE)
)
TWO = a_stage("公益性", "優先性", lowest=0)
NO_VETO = Figure(())


def by(aggregate: Aggregate, **changes: object):
    return a_rule(aggregate=Figure(aggregate), vetoes=NO_VETO, **changes)


def weighted(**changes: dict[str, object]) -> Stage:
    criteria = (
        Criterion("公益性", Figure("公益性"), "", 1, 4, (), **changes.get("公益性", {})),
        Criterion("優先性", Figure("優先性"), "", 1, 5, (), **changes.get("優先性", {})),
    )
    return replace(TWO, criteria=criteria)


@pytest.mark.parametrize(
    ("aggregate", "total", "highest", "last"),
    [
        (Aggregate.SUM_OF_ITEM_MEANS, "6.4", 10, "合計 3 + 3.4 = 6.4（満点 10）"),
        (Aggregate.SUM_OF_POINTS, "32", 50, "合計 15 + 17 = 32（満点 50）"),
        (Aggregate.MEAN_OF_TOTALS, "6.4", 10, "委員の合計 2、5、6、9、10 → 平均 = 6.4（満点 10）"),
        (
            Aggregate.MEDIAN_OF_TOTALS,
            "6",
            10,
            "委員の合計を小さい順に 2、5、6、9、10 → 中央値 = 6（満点 10）",
        ),
        (
            Aggregate.TRIMMED_MEAN_OF_TOTALS,
            Fraction(20, 3),
            10,
            "委員の合計を小さい順に 2、5、6、9、10 → 上下1人ずつを除いた 5、6、9 の平均"
            " = 6 2/3（満点 10）",
        ),
    ],
)
def test_five_ways_to_aggregate(aggregate, total, highest, last):
    sheets = sheets_of(公益性=[1, 2, 3, 4, 5], 優先性=[1, 3, 3, 5, 5])

    score = score_sheets(TWO, by(aggregate), sheets)

    assert (score.total, score.highest) == (Fraction(total), highest)
    assert score.working.lines[-1].text == last


def test_a_median_of_two_is_the_mean_of_both():
    score = score_sheets(
        TWO, by(Aggregate.MEDIAN_OF_TOTALS), sheets_of(公益性=[1, 4], 優先性=[1, 3])
    )

    assert score.total == Fraction(9, 2)


def test_a_trimmed_mean_that_would_leave_nobody_is_the_mean_and_says_so():
    rule = by(Aggregate.TRIMMED_MEAN_OF_TOTALS, trimmed=2)

    score = score_sheets(TWO, rule, sheets_of(公益性=[1, 2, 5, 4], 優先性=[0, 0, 0, 0]))

    assert score.total == 3
    assert score.working.lines[-1].text == (
        "委員の合計を小さい順に 1、2、4、5 → 4人では上下2人ずつを除けないので、全員の平均"
        " = 3（満点 10）"
    )


def test_weights_multiply_and_grades_are_worth_what_the_scheme_says():
    stage = weighted(公益性={"grade_points": (0, 5, 10, 20)}, 優先性={"weight": Fraction(3, 2)})
    sheets = sheets_of(公益性=[4, 2], 優先性=[5, 4])

    means = score_sheets(stage, by(Aggregate.SUM_OF_ITEM_MEANS), sheets)
    medians = score_sheets(stage, by(Aggregate.MEDIAN_OF_TOTALS), sheets)

    assert (means.total, means.highest) == (Fraction("19.25"), Fraction("27.5"))
    assert means.item_means == {"公益性": Fraction("12.5"), "優先性": Fraction("4.5")}
    assert means.working.text.splitlines() == [
        "公益性：A委員 4（20点）、B委員 2（5点） → 平均 12.5",
        "優先性：A委員 5、B委員 4 → 平均 4.5 × 重み 1.5 = 6.75",
        "合計 12.5 + 6.75 = 19.25（満点 27.5）",
    ]
    assert medians.working.lines[0].text == (
        "A委員：公益性 4（20点）、優先性 5×1.5 → 合計 27.5（満点 27.5）"
    )
    assert medians.total == means.total


def test_a_grade_off_the_scale_is_never_taken_for_another():
    stage = weighted(公益性={"grade_points": (0, 5, 10, 20)})

    with pytest.raises(ValueError, match="「公益性」の段階 0 は決められた幅にありません"):
        score_sheets(stage, by(Aggregate.SUM_OF_POINTS), sheets_of(公益性=[0], 優先性=[3]))


POLICIES = [
    (CellPolicy.LEAVE_OUT, (Fraction(3), 5), (Fraction(6), 10), (Fraction(4), Fraction(25, 3))),
    (CellPolicy.ZERO, (Fraction(2), 5), (Fraction(6), 15), (Fraction(4), 10)),
    (CellPolicy.REFUSED, (Fraction(2), 5), (Fraction(6), 15), (Fraction(4), 10)),
    (CellPolicy.ITEM_MEAN, (Fraction(3), 5), (Fraction(9), 15), (Fraction(5), 10)),
]


@pytest.mark.parametrize(("policy", "means", "points", "totals"), POLICIES, ids=lambda one: one)
@pytest.mark.parametrize("state", ["missing", "not_applicable", "abstained"])
def test_a_cell_without_points_counts_as_its_policy_says(state, policy, means, points, totals):
    marks = {"公益性": [4, 2, Cell(CellState(state))], "優先性": [2, 2, 2]}
    one = a_stage("公益性", lowest=0)

    def come_to(stage: Stage, aggregate: Aggregate) -> tuple[Fraction, Fraction]:
        rule = by(aggregate, **{state: Figure(policy, to_confirm="未確認")})
        score = score_sheets(stage, rule, sheets_of(**marks))
        assert "未確認" in score.working.to_confirm
        return score.total, score.highest

    assert come_to(one, Aggregate.SUM_OF_ITEM_MEANS) == means
    assert come_to(one, Aggregate.SUM_OF_POINTS) == points
    assert come_to(TWO, Aggregate.MEAN_OF_TOTALS) == totals


@pytest.mark.parametrize("aggregate", Aggregate)
def test_where_all_abstained_there_is_nothing_to_rank_by(aggregate):
    sheets = sheets_of(公益性=[ABSTAINED, ABSTAINED], 優先性=[ABSTAINED, NOT_APPLICABLE])

    score = score_sheets(TWO, by(aggregate), sheets)

    assert (score.total, score.highest, score.item_means) == (0, 0, {})
    assert score.working.lines[-1].text


def test_a_veto_written_twice_is_told_once():
    rule = a_rule(vetoes=Figure(a_rule().vetoes.value * 2))

    score = score_sheets(a_stage("公益性"), rule, sheets_of(公益性=[1, 1, 5]))

    assert score.vetoed_by == "公益性"
    assert len(score.working.lines) == 3


KEPT_OUT = Sheet("C委員", {}, recused=True)


def substitute(points: int, for_whom: str = "C委員") -> Sheet:
    cells = {name: Cell(CellState.VALUE, points) for name in ("公益性", "優先性")}
    return Sheet("D委員", cells, in_place_of=for_whom)


def panel(*more: Sheet) -> tuple[Sheet, ...]:
    return (*sheets_of(公益性=[4, 2], 優先性=[4, 4]), KEPT_OUT, *more)


@pytest.mark.parametrize("aggregate", Aggregate)
def test_a_substitute_counts_only_where_the_scheme_has_substitutes(aggregate):
    def total(recusal: Recusal, *more: Sheet) -> Fraction:
        return score_sheets(TWO, by(aggregate, recusal=Figure(recusal)), panel(*more)).total

    without = total(Recusal.DROP)
    assert total(Recusal.DROP, substitute(0)) == without
    assert total(Recusal.SUBSTITUTE) == without
    assert total(Recusal.SUBSTITUTE, substitute(5)) > without
    assert total(Recusal.IMPUTE_MEAN, substitute(0)) == total(Recusal.IMPUTE_MEAN)


def test_what_became_of_a_recused_reviewer_is_told():
    def first(recusal: Recusal, *more: Sheet) -> list[str]:
        rule = by(Aggregate.SUM_OF_POINTS, recusal=Figure(recusal))
        lines = score_sheets(TWO, rule, panel(*more)).working.lines
        return [line.text for line in lines if "C委員" in line.text]

    assert first(Recusal.SUBSTITUTE, substitute(5)) == [
        "除斥された委員 C委員：代わりの D委員 の点を数える"
    ]
    assert first(Recusal.SUBSTITUTE) == ["除斥された委員 C委員：代わりの委員がいないので数えない"]
    assert first(Recusal.DROP, substitute(5)) == [
        "除斥された委員 C委員：点は数えない",
        "D委員（C委員の代わり）：代わりを立てない決まりなので数えない",
    ]


def test_who_judges_for_somebody_merely_away_always_counts():
    sheets = (*sheets_of(公益性=[4, 2], 優先性=[4, 4]), substitute(5, "E委員"))

    assert score_sheets(TWO, by(Aggregate.SUM_OF_POINTS), sheets).sheets == 3
