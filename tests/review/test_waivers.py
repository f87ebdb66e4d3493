"""A project that goes on unchanged passes without sheets, if somebody confirms that it does."""

import pytest

from builders import AFTER, City
from koubo.applications.models import StaffFindingRow
from koubo.problems import Refused
from koubo.review.rules import Conclusion
from koubo.review.selection.propose import propose
from koubo.review.selection.values import Pot, Verdict
from koubo.review.waivers import CONFIRMED_BY, UNCHANGED, waiver_of
from koubo.schemes.eligibility.case import Answer
from koubo.schemes.file.loading import load_scheme
from koubo.schemes.review_words import Waiver
from review.marks import a_rule, a_score, a_scored, a_stage
from review.own_scheme import (
    add_application,
    add_past_award,
    an_own_round,
    hand_in,
    own_scheme,
)
from review.rounds import Round

LENIENT = """criteria:
  - {id: whole, title: 合計点, lowest: 0, highest: 10}
stages:
  - {id: only, title: 書類審査, method: documents, criteria: [whole],
     waived_for: [unchanged_continuation]}
selection:
  aggregate: sum_of_item_means
  tie_breakers: [{by: earlier_filing}]
  allocation: cut_line
"""
STAGE = load_scheme(own_scheme(LENIENT).encode()).stages[0]


@pytest.mark.parametrize(
    ("said", "continued", "finding", "expected"),
    [
        (True, True, None, UNCHANGED),
        (True, False, None, None),
        (True, False, Answer.MET, UNCHANGED),
        (True, True, Answer.NOT_MET, None),
        (True, True, Answer.UNKNOWN, None),
        (False, True, Answer.MET, None),
    ],
)
def test_it_has_to_be_said_and_confirmed(said, continued, finding, expected):
    found = waiver_of(STAGE, said=said, continued=continued, finding=finding)

    assert found is expected


def test_a_stage_that_waives_nothing_judges_all():
    assert waiver_of(a_stage(), said=True, continued=True, finding=Answer.MET) is None


def test_it_is_served_before_the_ranking_and_counts_in_no_rank():
    scored = [
        a_scored(1, a_score("15"), requested=200_000),
        a_scored(2, None, requested=300_000, waived=Waiver.UNCHANGED_CONTINUATION),
    ]

    selection = propose(a_stage("公益性"), a_rule(), scored, (Pot("予算", 400_000),))

    assert [(o.application_id, o.rank, o.verdict, o.amount) for o in selection.outcomes] == [
        (2, None, Verdict.PASSED, 300_000),
        (1, 1, Verdict.RUNNER_UP, 100_000),
    ]
    assert selection.outcomes[0].working.text.splitlines() == [
        "前の年度から内容の変わらない継続の事業 → この段階では審査せず、順位の前に通す",
        "予算の残り 400,000円 − 算定額 300,000円 = 残り 100,000円 → 通過",
    ]


def test_in_a_stage_without_money_it_passes_on():
    one = a_scored(1, None, waived=Waiver.UNCHANGED_CONTINUATION)

    (outcome,) = propose(a_stage(allocates=False), a_rule(), [one], ()).outcomes

    assert (outcome.verdict, outcome.rank) == (Verdict.PASSED, None)


@pytest.fixture
def round_(city: City) -> Round:
    """Give a round with one new project and one that goes on, awarded the year before."""
    found = an_own_round(city, LENIENT)
    add_application(found, "next")
    add_past_award(found, add_application(found, "next", unchanged=True), "next", 2025)
    found.seat("reviewer_a")
    return found


def test_the_panel_is_not_asked_about_it(round_: Round):
    new, going_on = round_.applications

    assert round_.start("only") == 1
    board = round_.board("only")
    assert [(row.application.id, row.sheets_due) for row in board.rows] == [
        (going_on, 0),
        (new, 1),
    ]
    assert (board.waived, board.unassigned) == (1, 0)

    round_.applications = [new]
    round_.declare("reviewer_a", "only")
    hand_in(round_, "reviewer_a", new, "only", whole=7)
    lines = {one.application_id: one for one in round_.lines("only")}
    assert (lines[going_on].conclusion, lines[going_on].amount) == (
        Conclusion.RECOMMENDED,
        100_000,
    )
    round_.conclude("only")


@pytest.mark.parametrize(
    ("course", "fiscal_year"), [("next", 2024), ("next", 2026), ("start", 2025)]
)
def test_an_award_of_another_course_or_year_confirms_nothing(
    city: City, course: str, fiscal_year: int
):
    round_ = an_own_round(city, LENIENT)
    add_past_award(round_, add_application(round_, "next", unchanged=True), course, fiscal_year)

    assert round_.board("only").waived == 0


def test_an_officer_s_finding_counts_before_the_past_award(round_: Round):
    with round_.city.uow(AFTER) as uow, uow.writing() as write:
        write.session.add(
            StaffFindingRow(
                application_id=round_.applications[1],
                rule=CONFIRMED_BY,
                answer=Answer.NOT_MET,
                person_id=round_.city.ids["officer"],
                found_at=AFTER,
            )
        )

    assert round_.board("only").waived == 0
    assert round_.start("only") == 2


def test_where_nothing_else_is_judged_the_conclusion_follows_at_once(city: City):
    round_ = an_own_round(city, LENIENT)
    add_past_award(round_, add_application(round_, "next", unchanged=True), "next", 2025)
    round_.seat("reviewer_a")

    with pytest.raises(Refused, match="審査しない応募だけのときは"):
        round_.start("only")
    assert round_.board("only").hindrances(AFTER) == ()
    round_.conclude("only")
