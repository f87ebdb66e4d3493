"""The panel's recommendation: bounds, departures, what has to come before, what follows."""

from datetime import date

import pytest
from sqlalchemy import select

from builders import AFTER, IN_TIME, a_filed_application
from koubo.people.rules import NotAllowed
from koubo.problems import NotFound, Problems, Refused
from koubo.review.actions.conclusion import conclude_stage
from koubo.review.conclusion_models import RecommendationLine
from koubo.review.conclusions import ConclusionLine
from koubo.review.queries.board import stage_board
from koubo.review.queries.recommendation import recorded_recommendation
from koubo.review.rules import Conclusion, ReviewState
from koubo.review.selection.kept import selection_to_json
from review.rounds import a_round


@pytest.fixture
def marked(begun):
    """Give a round whose first stage is wholly marked: 12 points, and a veto."""
    begun.mark_all(points=(4, 2))
    return begun


@pytest.fixture
def last(begun):
    """Give a round whose last stage is wholly marked: 16 and 20 points."""
    begun.mark_all(points=(4, 5))
    begun.conclude()
    begun.begin("presentation")
    begun.mark_all("presentation", points=(4, 5))
    return begun


def codes(raised):
    return [(one.code, one.field) for one in raised.value.problems]


def test_the_first_stage_says_who_advances(marked):
    marked.conclude()

    with marked.city.uow() as uow:
        lines = uow.session.execute(
            select(
                RecommendationLine.application_id,
                RecommendationLine.conclusion,
                RecommendationLine.rank,
                RecommendationLine.amount,
            ).order_by(RecommendationLine.application_id)
        ).all()
    assert lines == [
        (marked.applications[0], Conclusion.ADVANCE, 1, 0),
        (marked.applications[1], Conclusion.NOT_RECOMMENDED, None, 0),
    ]


def test_only_those_that_advance_are_judged_in_the_next_stage(marked):
    marked.conclude()

    assert marked.start("presentation") == 3
    assert [row.application.id for row in marked.board("presentation").rows] == [
        marked.applications[0]
    ]


def test_who_was_recused_stays_recused_in_the_next_stage(round_):
    round_.start()
    round_.declare("reviewer_a", a0="親族です")
    round_.declare("reviewer_b")
    round_.declare("reviewer_c")
    for person in ("reviewer_b", "reviewer_c"):
        for application_id in round_.applications:
            round_.mark(person, application_id)
    round_.mark("reviewer_a", round_.applications[1])
    round_.conclude()

    round_.start("presentation")

    review = round_.review("reviewer_a", round_.applications[0], "presentation")
    assert (review.state, review.conflict) == (ReviewState.RECUSED, "親族です")


def test_the_answer_to_the_city_gives_money_in_ranked_order(last):
    last.conclude("presentation")

    found = (
        last.by("officer", recorded_recommendation, last.call_id, "presentation") if False else None
    )
    found = last.ask("officer", recorded_recommendation, last.call_id, "presentation")
    assert [(one.application_id, one.conclusion, one.rank, one.amount) for one in found.lines] == [
        (last.applications[1], Conclusion.RECOMMENDED, 1, 300_000),
        (last.applications[0], Conclusion.RECOMMENDED, 2, 103_000),
    ]
    assert found.last
    assert found.recommended == 403_000
    assert found.selection == last.board("presentation").selection


def test_what_was_computed_can_be_computed_again(last):
    last.conclude("presentation")
    board = last.board("presentation")

    found = last.ask("releaser", recorded_recommendation, last.call_id, "presentation")
    again = selection_to_json(board.selection, board.scored)
    assert again["outcomes"][0]["score"]["total"] == "20"
    assert found.selection.outcomes == board.selection.outcomes


def test_a_departure_needs_a_remark(last):
    lines = [
        ConclusionLine(last.applications[0], Conclusion.RUNNER_UP, 103_000),
        ConclusionLine(last.applications[1], Conclusion.RECOMMENDED, 200_000),
    ]
    with pytest.raises(Problems) as raised:
        last.conclude("presentation", lines=lines)
    assert codes(raised) == [
        ("departure_unexplained", f"remarks-{last.applications[1]}"),
        ("departure_unexplained", f"remarks-{last.applications[0]}"),
    ]

    explained = [
        ConclusionLine(one.application_id, one.conclusion, one.amount, remarks="協議の結果")
        for one in lines
    ]
    assert last.conclude("presentation", lines=explained)


def test_no_more_than_was_asked_for_or_calculated_is_recommended(last):
    lines = [
        ConclusionLine(last.applications[0], Conclusion.RECOMMENDED, 103_001, remarks="増額"),
        ConclusionLine(last.applications[1], Conclusion.RECOMMENDED, 0, remarks="なし"),
    ]

    with pytest.raises(Problems) as raised:
        last.conclude("presentation", lines=lines)

    assert codes(raised) == [
        ("amount_missing", f"amount-{last.applications[1]}"),
        ("above_calculated", f"amount-{last.applications[0]}"),
    ]


def test_money_goes_only_with_a_recommendation_and_every_application_is_spoken_of(last):
    lines = [
        ConclusionLine(last.applications[0], Conclusion.NOT_RECOMMENDED, 1, remarks="理由"),
    ]

    with pytest.raises(Problems) as raised:
        last.conclude("presentation", lines=lines)

    assert codes(raised) == [
        ("no_conclusion", f"conclusion-{last.applications[1]}"),
        ("amount_without_recommendation", f"amount-{last.applications[0]}"),
    ]


def test_the_sum_stays_within_the_budget(city):
    poor = a_round(city, budget=350_000)
    poor.begin()
    poor.mark_all(points=(4, 5))
    poor.conclude()
    poor.begin("presentation")
    poor.mark_all("presentation", points=(4, 5))
    proposed = poor.lines("presentation")
    assert [(one.conclusion, one.amount) for one in proposed] == [
        (Conclusion.RECOMMENDED, 300_000),
        (Conclusion.RUNNER_UP, 50_000),
    ]
    lines = [
        proposed[0],
        ConclusionLine(poor.applications[0], Conclusion.RECOMMENDED, 60_000, remarks="減額"),
    ]

    with pytest.raises(Problems) as raised:
        poor.conclude("presentation", lines=lines)

    assert [one.message for one in raised.value.problems] == [
        "答申額の合計 360,000円 が予算 350,000円 を10,000円 超えています。"
        "金額か結論を直してください。"
    ]


def test_the_first_stage_knows_no_money_and_no_runner_up(marked):
    lines = [
        ConclusionLine(marked.applications[0], Conclusion.RECOMMENDED, 1_000),
        ConclusionLine(marked.applications[1], Conclusion.NOT_RECOMMENDED),
    ]

    with pytest.raises(Problems) as raised:
        marked.conclude(lines=lines)

    assert codes(raised) == [("no_conclusion", f"conclusion-{marked.applications[0]}")]


def test_a_conclusion_waits_for_every_sheet_that_is_due(begun):
    begun.mark("reviewer_a", begun.applications[0])

    with pytest.raises(Refused) as refused:
        begun.conclude(lines=[])

    assert refused.value.message == (
        "提出されていない審査票があります（A委員 1件、B委員 2件、C委員 2件）。"
        "提出を待つか、欠席を記録してください。"
    )


def test_a_conclusion_waits_for_the_deadline(marked):
    with pytest.raises(Refused, match="募集の受付が続いています"):
        marked.conclude(lines=[], now=IN_TIME)


def test_a_conclusion_waits_for_every_application_to_be_accepted_or_not(marked):
    a_filed_application(marked.city, marked.call_id, course="city_theme")

    with pytest.raises(Refused, match="決まっていない応募が 1件"):
        marked.conclude(lines=[])


def test_a_stage_is_concluded_once_and_its_panel_meets_before_it_is_recorded(marked):
    with pytest.raises(Problems) as raised:
        marked.conclude(concluded_on=date(2026, 1, 5))
    assert codes(raised) == [("not_yet_held", "concluded_on")]

    marked.conclude()

    with pytest.raises(Refused, match="もう記録されています"):
        marked.conclude(lines=[])
    with pytest.raises(Refused, match="審査票を増やせません"):
        marked.start()


def test_only_officers_see_the_board_and_conclude(marked):
    for person in ("reviewer_a", "releaser", "applicant", "department_person"):
        with pytest.raises(NotAllowed):
            marked.ask(person, stage_board, marked.call_id, "documents")
        with pytest.raises(NotAllowed):
            marked.by(
                person,
                conclude_stage,
                marked.call_id,
                stage_id="documents",
                concluded_on=AFTER.date(),
                lines=[],
            )


def test_an_unrecorded_recommendation_is_not_found(marked):
    with pytest.raises(NotFound):
        marked.ask("officer", recorded_recommendation, marked.call_id, "documents")
