"""A selection is recorded with all that it was computed from, and comes out again to the byte."""

import json
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import pytest

from koubo.plugins import load
from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.kept import selection_to_json
from koubo.review.selection.recorded import (
    UnknownVersion,
    inputs_from_json,
    inputs_to_json,
)
from koubo.review.selection.select import draw, enter, select
from koubo.review.selection.values import Cell, CellState, Pot, Sheet, StageTotal, Verdict
from koubo.schemes.figures import Figure
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.review_words import Aggregate, Recusal, StageWeight, Waiver
from koubo.storage.canonical import canonical_json
from review.marks import a_rule, a_stage, an_entry, sheets_of
from schemes.small import every_word

SHEETS = (
    *sheets_of(public=[3, Cell(CellState.ABSTAINED, None, "利害関係")], able=[7, 0]),
    Sheet("C委員", {}, recused=True),
    Sheet("D委員", {"public": Cell(CellState.VALUE, 2, "よい")}, in_place_of="C委員", chair=True),
)
EARLIER = {"papers": StageTotal(Fraction(7, 3), Fraction(9, 2), "書類審査")}


def every_inputs() -> SelectionInputs:
    scheme = load_scheme(every_word())
    entries = (
        an_entry(1, SHEETS, receipt_number="R1-7", organisation_id=3, raised=310_000, unit=1000),
        an_entry(2, SHEETS, earlier=EARLIER),
        an_entry(3, (), waived=Waiver.UNCHANGED_CONTINUATION),
    )
    pots = (Pot("全体", 500_000), Pot("自主", 100_000, ("every.main",)))
    return SelectionInputs(scheme.stages[-1], scheme.selection, entries, pots, "種2026")


def told(inputs: SelectionInputs) -> str:
    return canonical_json(selection_to_json(select(inputs), enter(inputs)))


def test_what_is_recorded_is_read_back_whole_and_comes_to_the_same():
    inputs = every_inputs()

    kept = canonical_json(inputs_to_json(inputs))
    read = inputs_from_json(json.loads(kept))

    assert read == inputs
    assert canonical_json(inputs_to_json(read)) == kept
    assert told(read) == told(inputs)


def test_every_stage_and_rule_of_the_house_can_be_recorded():
    for scheme in load().catalog.schemes.values():
        for stage in scheme.stages:
            inputs = SelectionInputs(stage, scheme.selection, ())
            assert inputs_from_json(inputs_to_json(inputs)) == inputs


def test_a_record_of_another_version_is_named_and_refused():
    kept = {**inputs_to_json(every_inputs()), "version": 2}

    with pytest.raises(UnknownVersion, match="形式 2 は読めません"):
        inputs_from_json(kept)


def test_anybody_can_draw_the_lot_again():
    assert draw("種2026", "R1-7") == sha256("種2026\nR1-7".encode()).hexdigest()
    assert draw("", "R1-7") == ""


def test_earlier_stages_count_by_their_weights_and_what_is_not_there_is_told():
    counted = SelectionInputs(
        stage=replace(
            a_stage("公益性"),
            counts=(StageWeight("papers", Fraction(1, 2)), StageWeight("last", Fraction(2))),
        ),
        rule=a_rule(),
        applications=(
            an_entry(
                1, sheets_of(公益性=[4]), earlier={"papers": StageTotal(Fraction(7), 10, "書類")}
            ),
            an_entry(2, sheets_of(公益性=[4])),
        ),
    )

    first, second = (one.score for one in enter(counted))

    assert (first.total, first.highest) == (Fraction("11.5"), 15)
    assert [line.text for line in first.working.lines[-3:]] == [
        "書類：7（満点 10） × 0.5 = 3.5",
        "2次審査：4（満点 5） × 2 = 8",
        "段階の合計 3.5 + 8 = 11.5（満点 15）",
    ]
    assert (second.total, second.highest) == (8, 10)
    assert second.working.lines[-3].text == (
        "papers：この応募には合計がないので、点も満点も数えない"
    )


@pytest.mark.parametrize("recusal", Recusal)
@pytest.mark.parametrize("aggregate", Aggregate)
def test_a_panel_that_is_kept_out_whole_scores_nothing_and_one_alone_is_first(recusal, aggregate):
    gone = tuple(Sheet(f"{name}委員", {}, recused=True) for name in "AB")
    stand_in = Sheet("C委員", {"公益性": Cell(CellState.VALUE, 4)}, in_place_of="A委員")
    rule = a_rule(recusal=Figure(recusal), aggregate=Figure(aggregate), tie_breakers=Figure(()))

    def outcome(*sheets: Sheet):
        entries = (an_entry(1, sheets),)
        (found,) = select(
            SelectionInputs(a_stage("公益性"), rule, entries, (Pot("予算", 300_000),))
        ).outcomes
        return found.rank, found.verdict, found.amount

    assert outcome(*gone) == (None, Verdict.UNSCORED, 0)
    counts = recusal is Recusal.SUBSTITUTE
    assert outcome(*gone, stand_in) == (
        (1, Verdict.PASSED, 300_000) if counts else (None, Verdict.UNSCORED, 0)
    )
