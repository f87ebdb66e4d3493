"""Applications of one rank, not all of which can be served: nobody is passed by accident."""

import pytest

from builders import AFTER
from koubo.review.conclusions import ConclusionLine, Proposal, conclusion_problems
from koubo.review.rules import Conclusion
from koubo.review.selection.propose import propose
from koubo.review.selection.values import Pot, Scored, Verdict
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import Allocation, TieBreak, TieBreaker
from review.marks import a_rule, a_score, a_scored, a_stage

STAGE = a_stage("公益性", highest=10)
IN_ORDER = (Allocation.WHILE_MONEY_LASTS, Allocation.CUT_LINE, Allocation.PARTIAL)
TIED = (Verdict.TIED, 0)


def given(
    scored: list[Scored],
    *pots: Pot,
    allocation: Allocation = Allocation.CUT_LINE,
    **changes: object,
) -> dict[int, tuple[Verdict, int]]:
    values = {"vetoes": Figure(()), "tie_breakers": Figure(()), **changes}
    rule = a_rule(allocation=Figure(allocation), **values)
    return {
        one.application_id: (one.verdict, one.amount)
        for one in propose(STAGE, rule, scored, pots).outcomes
    }


def equals(*requested: int, course: str = "small.a") -> list[Scored]:
    return [
        a_scored(place, a_score(8), requested=yen, course=course)
        for place, yen in enumerate(requested, start=1)
    ]


@pytest.mark.parametrize("allocation", IN_ORDER)
def test_equals_that_do_not_all_fit_are_left_to_the_panel(allocation: Allocation) -> None:
    below = a_scored(3, a_score(7), requested=10)

    found = given([*equals(100, 100), below], Pot("予算", 150), allocation=allocation)

    assert found == {1: TIED, 2: TIED, 3: (Verdict.NO_MONEY, 0)}


def test_equals_that_all_fit_are_served_and_the_next_one_after_them() -> None:
    below = a_scored(3, a_score(7), requested=60)

    found = given([*equals(100, 100), below], Pot("予算", 250))

    assert found == {
        1: (Verdict.PASSED, 100),
        2: (Verdict.PASSED, 100),
        3: (Verdict.RUNNER_UP, 50),
    }


def test_the_next_link_of_the_chain_leaves_no_tie() -> None:
    smaller = Figure((TieBreaker(TieBreak.SMALLER_REQUEST),))

    found = given(equals(100, 90), Pot("予算", 150), tie_breakers=smaller)

    assert found == {2: (Verdict.PASSED, 90), 1: (Verdict.RUNNER_UP, 60)}


def test_equals_of_one_organisation_do_not_pass_by_their_number() -> None:
    two = [a_scored(place, a_score(8), requested=100, organisation_id=7) for place in (1, 2)]

    found = given(two, Pot("予算", 1_000), most_per_organisation=Figure(1))

    assert found == {1: TIED, 2: TIED}


def test_a_panel_says_why_it_decides_a_tie_as_it_does() -> None:
    proposal = Proposal(1, "川の学校", Conclusion.NOT_RECOMMENDED, 0, 100, 100, tied=True)

    def problems(remarks: str) -> list[str]:
        line = ConclusionLine(1, Conclusion.NOT_RECOMMENDED, remarks=remarks)
        found = conclusion_problems(
            [proposal],
            {1: line},
            last=True,
            budget=100,
            concluded_on=AFTER.date(),
            today=AFTER.date(),
        )
        return [one.code for one in found]

    assert problems("") == ["tie_unexplained"]
    assert problems("公開の場で抽選をした") == []
