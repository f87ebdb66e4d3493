"""What the panel takes out of each pot, where it departs from what was computed."""

from datetime import date

from koubo.review.conclusions import (
    ConclusionLine,
    PotSum,
    Proposal,
    conclusion_problems,
    pot_sums,
)
from koubo.review.rules import Conclusion
from koubo.review.selection.values import Pot

START, FOLLOWING = Pot("はじめて枠", 300, ("start",)), Pot("つづき枠", 200, ("next",))
COMMON = Pot("共通枠", 100)
DAY = date(2026, 2, 20)


def test_what_a_courses_own_pot_lacks_comes_out_of_the_common_one():
    given = {"start": 350, "next": 100, "other": 30}

    assert pot_sums((START, FOLLOWING, COMMON), given) == [
        PotSum(START, 300),
        PotSum(FOLLOWING, 100),
        PotSum(COMMON, 80),
    ]
    assert [one.over for one in pot_sums((START, FOLLOWING), given)] == [50, 0]
    assert pot_sums((COMMON,), given)[0].over == 380


def recommended(number: int, amount: int) -> ConclusionLine:
    return ConclusionLine(number, Conclusion.RECOMMENDED, amount)


def said(pots: tuple[Pot, ...], *amounts: int) -> list[str]:
    """Give what is said where the first application is of one course, and the second of another."""
    courses = ("start", "next")
    proposals = [
        Proposal(place, "事業", Conclusion.RECOMMENDED, amount, 1000, 1000, course_id=course)
        for place, (amount, course) in enumerate(zip(amounts, courses, strict=True))
    ]
    lines = {place: recommended(place, amount) for place, amount in enumerate(amounts)}
    found = conclusion_problems(
        proposals, lines, last=True, budget=600, concluded_on=DAY, today=DAY, pots=pots
    )
    return [one.message for one in found]


def test_a_pot_is_not_exceeded_though_the_budget_would_do():
    pots = (START, FOLLOWING, COMMON)

    assert said(pots, 400, 200) == []
    assert said(pots, 150, 310) == [
        "答申額の合計が「共通枠」の枠 100円 を10円 超えています。金額か結論を直してください。"
    ]
    assert said((), 150, 310) == []
    assert said((Pot("共通枠", 600),), 400, 200) == []
    # A stage that judges one of the call's courses has that course's pot alone on its table.
    assert said((START,), 310, 150) == [
        "答申額の合計が「はじめて枠」の枠 300円 を10円 超えています。金額か結論を直してください。"
    ]
    assert len(said(pots, 500, 200)) == 1  # above the budget as a whole: said once


def test_a_runner_up_is_offered_no_more_than_is_left():
    """In the own pot of its course, and in the one for all; the other course's pot is not its own."""
    proposals = [
        Proposal(place, "事業", Conclusion.RECOMMENDED, 250, 1000, 1000, course_id=course)
        for place, course in enumerate(("start", "start", "next"))
    ]

    def said_of(offer: int) -> list[str]:
        lines = {
            0: recommended(0, 250),
            1: ConclusionLine(1, Conclusion.RUNNER_UP, offer, remarks="次点"),
            2: ConclusionLine(2, Conclusion.NOT_RECOMMENDED, remarks="取りやめ"),
        }
        found = conclusion_problems(
            proposals,
            lines,
            last=True,
            budget=600,
            concluded_on=DAY,
            today=DAY,
            pots=(START, FOLLOWING, COMMON),
        )
        return [f"{one.field}：{one.message}" for one in found]

    assert said_of(150) == []
    assert said_of(151) == [
        "amount-1：「事業」は次点のため、答申額は採択すべき応募に配った残り 150円 以下にしてください。"
    ]
