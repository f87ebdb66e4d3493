"""What becomes of the points of a reviewer who was kept out, as the scheme says."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from builders import City
from koubo.review.models import Standing
from koubo.review.queries.computed import score_of
from koubo.review.queries.stage import SheetState
from koubo.review.rules import ReviewState
from koubo.review.selection.score import score_sheets
from koubo.review.selection.values import Cell, CellState, Sheet
from koubo.schemes.figures import Figure
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.review_words import Aggregate, Recusal
from review.marks import a_rule, a_stage
from review.own_scheme import add_application, an_own_round, hand_in, own_scheme

WHOLE = a_stage("合計点", highest=100)
MOTOSU = a_rule(
    aggregate=Figure(Aggregate.SUM_OF_POINTS),
    vetoes=Figure(()),
    recusal=Figure(Recusal.IMPUTE_MEAN),
)


def sheets(*points):
    return tuple(
        Sheet(f"{'ABCDE'[place]}委員", {}, recused=True)
        if one is None
        else Sheet(f"{'ABCDE'[place]}委員", {"合計点": Cell(CellState.VALUE, one)})
        for place, one in enumerate(points)
    )


def test_the_mean_of_the_others_stands_for_the_one_kept_out():
    """RV-04: 本巣市."""
    score = score_sheets(WHOLE, MOTOSU, sheets(48, 52, 44, 50, None))

    assert (score.total, score.highest, score.sheets) == (Fraction("242.5"), 500, 4)
    assert score.working.text.splitlines() == [
        "除斥された委員 E委員：点はほかの委員の平均点で補う",
        "合計点：A委員 48、B委員 52、C委員 44、D委員 50 → 194 + 補う点 48.5 = 242.5",
        "合計 242.5 = 242.5（満点 500）",
    ]


def test_without_the_rule_the_points_are_not_counted():
    rule = a_rule(aggregate=Figure(Aggregate.SUM_OF_POINTS), vetoes=Figure(()))

    score = score_sheets(WHOLE, rule, sheets(48, 52, 44, 50, None))

    assert (score.total, score.highest) == (194, 400)


ONE_MARK = """criteria:
  - {id: whole, title: 合計点, lowest: 0, highest: 100}
stages:
  - {id: only, title: 書類審査, method: documents, criteria: [whole]}
selection:
  aggregate: sum_of_points
  tie_breakers: [{by: smaller_request}]
  allocation: cut_line
  recusal: impute_mean
"""
PANEL = ("reviewer_a", "reviewer_b", "reviewer_c", "department_person", "stranger")


def test_the_scheme_s_rule_works_through_the_pages(city: City) -> None:
    round_ = an_own_round(city, ONE_MARK)
    application_id = add_application(round_, "start")
    for person in PANEL:
        round_.seat(person)
    round_.start("only")
    for person in PANEL:
        round_.declare(person, "only", **({"a0": "親族の団体"} if person == PANEL[-1] else {}))
    for person, points in zip(PANEL, (48, 52, 44, 50), strict=False):
        hand_in(round_, person, application_id, "only", whole=points)

    (row,) = round_.board("only").rows

    assert row.scored.score is not None
    assert (row.scored.score.total, row.scored.score.highest) == (Fraction("242.5"), 500)
    assert row.outcome.amount == 100_000
    with city.uow() as uow:
        assert uow.session.scalars(select(Standing.total_text)).all() == ["242.5／500"]


@pytest.mark.parametrize("state", [ReviewState.ASSIGNED, ReviewState.RECUSED, ReviewState.ABSENT])
def test_a_panel_of_whom_nobody_handed_in_gives_no_score(city: City, state: ReviewState) -> None:
    scheme = load_scheme(own_scheme(ONE_MARK).encode())
    sheet = SheetState(1, 1, 1, "A委員", state, 1)

    assert score_of(city.catalog, scheme, scheme.stages[0], [sheet]) is None
