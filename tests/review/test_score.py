"""Sheets → a score: exact means, four cell states, vetoes, and the working of every step."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from koubo.review.selection.score import score_sheets
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import Aggregate
from review.marks import a_rule, a_stage, sheets_of

MISSING = Cell(CellState.MISSING)
ABSTAINED = Cell(CellState.ABSTAINED)
NOT_APPLICABLE = Cell(CellState.NOT_APPLICABLE)
ONE = a_stage("公益性", lowest=0)
BY_POINTS = a_rule(aggregate=Figure(Aggregate.SUM_OF_POINTS), vetoes=Figure(()))


def test_the_panel_of_2005_is_vetoed_by_its_majority_whatever_the_total():
    """RV-01."""
    sheets = sheets_of(
        公益性=[2, 2, 1, 5, 5], 優先性=[5] * 5, 実現性=[5, 5, 4, 5, 5], 独創性=[5, 4, 5, 5, 5]
    )

    score = score_sheets(a_stage(), a_rule(), sheets)

    assert score.total == Fraction("17.6")
    assert score.highest == 20
    assert score.vetoed_by == "公益性"
    assert score.working.text.splitlines() == [
        "公益性：A委員 2、B委員 2、C委員 1、D委員 5、E委員 5 → 平均 3",
        "優先性：A委員 5、B委員 5、C委員 5、D委員 5、E委員 5 → 平均 5",
        "実現性：A委員 5、B委員 5、C委員 4、D委員 5、E委員 5 → 平均 4.8",
        "独創性：A委員 5、B委員 4、C委員 5、D委員 5、E委員 5 → 平均 4.8",
        "合計 3 + 5 + 4.8 + 4.8 = 17.6（満点 20）",
        "公益性が2点以下の委員 5人中3人（1/2 を超えると不採択）→ 合計点にかかわらず不採択",
    ]


def test_exactly_half_is_not_more_than_half():
    score = score_sheets(ONE, a_rule(), sheets_of(公益性=[2, 2, 3, 3]))

    assert score.vetoed_by == ""


def test_a_third_stays_a_third():
    score = score_sheets(ONE, a_rule(), sheets_of(公益性=[4, 4, 5]))

    assert score.total == Fraction(13, 3)
    assert score.working.lines[1].text == "合計 4 1/3 = 4 1/3（満点 5）"


def test_the_four_cell_states_differ():
    def come_to(last):
        score = score_sheets(ONE, a_rule(), sheets_of(公益性=[4, 2, last]))
        return score.total, score.vetoed_by, score.working.lines[0].text

    assert come_to(0) == (2, "公益性", "公益性：A委員 4、B委員 2、C委員 0 → 平均 2")
    assert come_to(MISSING) == (2, "", "公益性：A委員 4、B委員 2、C委員 未採点 → 平均 2")
    assert come_to(ABSTAINED) == (3, "", "公益性：A委員 4、B委員 2、C委員 棄権 → 平均 3")
    assert come_to(NOT_APPLICABLE) == (3, "", "公益性：A委員 4、B委員 2、C委員 対象外 → 平均 3")


def test_who_abstains_sits_at_the_table_of_a_veto_and_who_finds_it_not_applicable_does_not():
    abstained = score_sheets(ONE, a_rule(), sheets_of(公益性=[1, 1, 5, ABSTAINED]))
    not_applicable = score_sheets(ONE, a_rule(), sheets_of(公益性=[1, 1, 5, NOT_APPLICABLE]))

    assert abstained.vetoed_by == ""
    assert not_applicable.vetoed_by == "公益性"


def test_a_criterion_that_nobody_was_to_mark_leaves_the_total_and_the_highest():
    two = a_stage("公益性", "優先性")
    score = score_sheets(
        two, a_rule(), sheets_of(公益性=[4, 4], 優先性=[NOT_APPLICABLE, ABSTAINED])
    )

    assert (score.total, score.highest) == (4, 5)
    assert score.item_means == {"公益性": 4}
    assert score.working.lines[1].text == (
        "優先性：A委員 対象外、B委員 棄権 → 採点した委員がいないので合計と満点に入れない"
    )


def test_a_criterion_that_somebody_forgot_stays_in_the_highest():
    two = a_stage("公益性", "優先性")
    score = score_sheets(two, a_rule(), sheets_of(公益性=[4, 4], 優先性=[MISSING, ABSTAINED]))

    assert (score.total, score.highest) == (4, 10)
    assert [line.text for line in score.working.lines[3:5]] == [
        "未採点（優先性 A委員）：提出できない決まりだが提出されているので、0点として数える",
        "棄権（優先性 B委員）：点も満点も数えない",
    ]


def test_points_are_summed_where_the_scheme_sums_points():
    score = score_sheets(ONE, BY_POINTS, sheets_of(公益性=[4, 2, ABSTAINED]))

    assert (score.total, score.highest) == (6, 10)
    assert score.working.lines[1].text == "合計 6 = 6（満点 10）"


def test_what_the_city_has_yet_to_confirm_is_marked_in_the_working():
    rule = a_rule(
        aggregate=Figure(Aggregate.SUM_OF_ITEM_MEANS, to_confirm="平成17年度の方法"),
        vetoes=replace(a_rule().vetoes, to_confirm="平成17年度の規則"),
    )

    score = score_sheets(ONE, rule, sheets_of(公益性=[4, 4]))

    assert [line.to_confirm for line in score.working.lines] == [
        "",
        "平成17年度の方法",
        "平成17年度の規則",
    ]


cells = st.one_of(st.integers(0, 5), st.sampled_from([MISSING, ABSTAINED, NOT_APPLICABLE]))


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=7))
def test_a_score_is_exact_and_does_not_depend_on_who_sits_where(marks):
    two = a_stage("公益性", "優先性", lowest=0)
    first, second = zip(*marks, strict=True)

    score = score_sheets(two, a_rule(), sheets_of(公益性=list(first), 優先性=list(second)))
    turned = score_sheets(
        two, a_rule(), sheets_of(公益性=list(first[::-1]), 優先性=list(second[::-1]))
    )

    means = []
    for column in (first, second):
        points = [0 if mark is MISSING else mark for mark in column]
        points = [mark for mark in points if isinstance(mark, int)]
        means.append(Fraction(sum(points), len(points)) if points else 0)
    assert score.total == sum(means)
    assert 0 <= score.total <= score.highest
    assert (turned.total, turned.highest, turned.vetoed_by, turned.item_means) == (
        score.total,
        score.highest,
        score.vetoed_by,
        score.item_means,
    )
