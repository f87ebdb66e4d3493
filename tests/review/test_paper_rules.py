"""Numbers on sheets, what officers key, and the blank sheet itself; no database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.papers.score_sheets import ScoreCover, ScoreSheetSet, print_score_sheets
from koubo.plugins import load
from koubo.problems import Problems
from koubo.review.paper.blank import blank_sheet
from koubo.review.paper.rules import (
    cells_as_json,
    cells_from_json,
    differences,
    review_of_number,
    sheet_number,
)
from koubo.review.paper.schemas import read_paper
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import CellPolicy

TODAY = date(2026, 12, 1)
SCHEME = load().catalog.installed("kurashiki")
STAGE, RULE = SCHEME.stage("documents"), SCHEME.selection


@given(st.integers(1, 10**9), st.data())
def test_a_mistyped_sheet_number_finds_no_other_sheet(review_id: int, data: st.DataObject) -> None:
    number = sheet_number(review_id)
    assert review_of_number(number) == review_id
    assert review_of_number(number.replace("-", "").removeprefix("S")) == review_id
    digits = [place for place, one in enumerate(number) if one.isdecimal()]
    place = data.draw(st.sampled_from(digits))
    wrong = data.draw(st.sampled_from([one for one in "0123456789" if one != number[place]]))
    assert review_of_number(number[:place] + wrong + number[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "S", "S-", "-47", "S-0012", "あ", "S-0000-01", "9" * 40, "一二三"]
)
def test_what_is_no_sheet_number_is_none(text: str) -> None:
    assert review_of_number(text) is None


def test_full_width_digits_and_short_words_are_keyed_and_the_sum_is_checked() -> None:
    raw = {"public_interest": "５", "priority": "対", "feasibility": "ｋ", "marked_on": "１２/１"}
    paper = read_paper(STAGE, RULE, raw, today=TODAY)
    assert paper.cells == {
        "public_interest": Cell(CellState.VALUE, 5),
        "priority": Cell(CellState.NOT_APPLICABLE),
        "feasibility": Cell(CellState.ABSTAINED),
    }
    assert paper.marked_on == TODAY
    assert read_paper(STAGE, RULE, raw | {"total": "５点"}, today=TODAY) == paper
    with pytest.raises(Problems, match="合計 6点と、入力した点の合計 5点が違います"):
        read_paper(STAGE, RULE, raw | {"total": "6"}, today=TODAY)
    for mark in ("⑤", "٥", "5.0", "+5"):
        with pytest.raises(Problems, match="一覧の中から"):
            read_paper(STAGE, RULE, raw | {"public_interest": mark}, today=TODAY)
    for total in ("NaN", "x", "1/0", "٥", "1e999999999999", "9" * 10_000, "-5", "5_0"):
        with pytest.raises(Problems, match="数字で入力するか"):
            read_paper(STAGE, RULE, raw | {"total": total}, today=TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [("12/1", date(2026, 12, 1)), ("12月2日", date(2025, 12, 2)), ("R8.11.30", date(2026, 11, 30))],
)
def test_a_day_without_a_year_is_the_last_one_up_to_today(text: str, day: date) -> None:
    raw = dict.fromkeys(("public_interest", "priority", "feasibility"), "4")
    assert read_paper(STAGE, RULE, raw | {"marked_on": text}, today=TODAY).marked_on == day


def test_everything_that_is_wrong_with_a_paper_is_told_at_once() -> None:
    raw = {"public_interest": "2", "priority": "6", "feasibility": "", "marked_on": "R8.12.2"}
    with pytest.raises(Problems) as wrong:
        read_paper(STAGE, RULE, raw, today=TODAY)
    assert {one.field for one in wrong.value.problems} == {"priority"}
    refusing = replace(RULE, missing=Figure(CellPolicy.REFUSED))
    with pytest.raises(Problems) as wrong:
        read_paper(STAGE, refusing, raw | {"priority": "4"}, today=TODAY)
    assert [one.field for one in wrong.value.problems] == [
        "public_interest-reason",
        "feasibility",
        "marked_on",
    ]


def test_two_keyings_differ_by_marks_and_words_but_not_by_blanks() -> None:
    first = {"public_interest": Cell(CellState.VALUE, 2, "理由 １")}
    second = {"public_interest": Cell(CellState.VALUE, 2, "理由1")}
    assert list(differences(STAGE, first, second, ("よい\n企画", "よい企画"))) == []
    assert cells_from_json(cells_as_json(first)) == first
    third = {"public_interest": Cell(CellState.VALUE, 3, "理由2")}
    found = list(differences(STAGE, first, third, ("", "よい")))
    assert [(one.field, one.keyed, one.read) for one in found] == [
        ("public_interest", "2点", "3点"),
        ("public_interest-reason", "理由 １", "理由2"),
        ("comment", "", "よい"),
    ]


def test_a_blank_sheet_shows_what_the_stage_asks_and_hides_what_it_hides() -> None:
    wide = replace(STAGE.criteria[0], id="wide", lowest=0, highest=30, anchors=())
    stage = replace(STAGE, hides=("organisation",), criteria=(*STAGE.criteria, wide))
    rule = replace(RULE, abstained=Figure(CellPolicy.REFUSED))
    facts = {
        "review_id": 12,
        "reviewer": "A委員",
        "order": "1／2",
        "receipt_number": "R8-TEIAN-0001-47",
        "project": "川の学校😀",
        "organisation": "高梁川を守る会",
    }
    sheet = blank_sheet(stage, rule, **facts)  # type: ignore[arg-type]
    assert [label for label, _ in sheet.items] == ["受付番号", "事業の名称"]
    assert sheet.others == ("対象外",)
    assert [one.choices[0] if one.choices else one.scale for one in sheet.marks] == [
        ("1", "劣っている"),
        ("1", "劣っている"),
        ("1", "劣っている"),
        "0〜30",
    ]
    assert sheet.total == "45"
    named = blank_sheet(STAGE, RULE, **facts)  # type: ignore[arg-type]
    assert (named.items[-1], named.others) == (("団体", "高梁川を守る会"), ("対象外", "棄権"))
    cover = ScoreCover("募集", STAGE.title, "倉敷市", "A委員", "山田 花子", "", (), declared=False)
    printed = print_score_sheets([ScoreSheetSet(cover, (sheet, named))])
    assert printed.startswith(b"%PDF-")
