"""One sheet by itself: what is taken as a mark, what each scheme asks of it, what it comes to."""

from dataclasses import replace
from fractions import Fraction

import pytest

from koubo.problems import Problems
from koubo.review.own_total import own_total, worth_of
from koubo.review.rules import point_told, sheet_problems
from koubo.review.schemas import read_sheet
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import CellPolicy
from review.marks import a_rule, a_stage

STAGE = a_stage("公益性", "実現性")
MISSING = Cell(CellState.MISSING)


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ("4", Cell(CellState.VALUE, 4)),
        ("４", Cell(CellState.VALUE, 4)),
        (" 4 ", Cell(CellState.VALUE, 4)),
        (4, Cell(CellState.VALUE, 4)),
        ("", MISSING),
        ("abstained", Cell(CellState.ABSTAINED)),
        ("not_applicable", Cell(CellState.NOT_APPLICABLE)),
    ],
)
def test_a_mark_is_a_whole_number_on_the_scale_or_one_of_three_words(sent, taken):
    assert read_sheet(STAGE, {"公益性": sent}).cells["公益性"] == taken


@pytest.mark.parametrize(
    "sent",
    [
        *("0", "6", "-0", "-1", "+3", "04", "3.0", "3.5", "NaN", "nan", "inf", "1e309", "1e0", "٣"),
        *(None, "四", "value", "4\n5", "9" * 5000, 4.0, True, ["4"], {"points": 4}, float("nan")),
    ],
)
def test_anything_else_is_refused_by_the_name_of_the_criterion(sent):
    with pytest.raises(Problems) as found:
        read_sheet(STAGE, {"公益性": sent})

    assert [(one.field, one.message) for one in found.value.problems] == [
        ("公益性", "「公益性」の点を一覧の中から選んでください。")
    ]


def test_criteria_of_others_that_are_sent_along_change_nothing():
    read = read_sheet(STAGE, {"公益性": "5", "独創性": "1", "state": "handed_in", "review_id": "9"})

    assert set(read.cells) == {"公益性", "実現性"}


def a_policy(**policies):
    return a_rule(**{name: Figure(policy) for name, policy in policies.items()})


def test_each_scheme_says_which_cells_without_points_it_takes():
    cells = {"公益性": Cell(CellState.ABSTAINED), "実現性": MISSING}
    strict = a_policy(abstained=CellPolicy.REFUSED, not_applicable=CellPolicy.REFUSED)
    open_ = a_policy(missing=CellPolicy.ZERO)

    assert [(one.code, one.message) for one in sheet_problems(STAGE, strict, cells)] == [
        ("state_refused", "この制度では「公益性」を棄権にできません。点を選んでください。"),
        ("unmarked", "「実現性」の点を選んでください。"),
    ]
    assert [one.code for one in sheet_problems(STAGE, a_rule(), cells)] == ["unmarked"]
    assert list(sheet_problems(STAGE, open_, cells)) == []


def test_the_own_total_counts_what_the_scheme_counts():
    cells = {"公益性": Cell(CellState.VALUE, 4), "実現性": Cell(CellState.NOT_APPLICABLE)}
    left_out, zero = a_rule(), a_policy(not_applicable=CellPolicy.ZERO)

    assert own_total(STAGE, left_out, cells).told == "4点／5点（2項目すべてを記入）"
    assert own_total(STAGE, zero, cells).told == "4点／10点（2項目すべてを記入）"
    assert own_total(STAGE, left_out, {}).told == "0点／10点（2項目のうち0項目を記入）"


def test_grades_are_called_by_their_name_and_are_worth_their_points_times_the_weight():
    graded = replace(
        STAGE.criteria[0],
        lowest=1,
        highest=3,
        anchors=("C", "B", "A"),
        grade_points=(0, 5, 10),
        weight=Fraction(3, 2),
    )
    stage = replace(STAGE, criteria=(graded,))

    assert [point_told(graded, one) for one in (1, 2, 3)] == ["C", "B", "A"]
    assert [worth_of(graded, one) for one in (1, 2, 3)] == [0, Fraction(15, 2), 15]
    cells = {"公益性": Cell(CellState.VALUE, 2)}
    assert own_total(stage, a_rule(), cells).told == "7.5点／15点（1項目すべてを記入）"
    assert [one.message for one in sheet_problems(stage, a_rule(), cells)] == [
        "「公益性」はB以下のため、理由・意見を書いてください。"
    ]
