"""What is told of those next to the line, and of those level with it."""

from koubo.money import Working
from koubo.review.cut_line import told_at_the_line
from koubo.review.selection.values import Outcome, Verdict
from review.marks import a_score, a_scored


def ranked(*found: tuple[Verdict, str]):
    """Give outcomes in ranked order, each with its total, and what they were computed from."""
    outcomes = [
        Outcome(number, number, verdict, 0, Working())
        for number, (verdict, _) in enumerate(found, start=1)
    ]
    scored = [a_scored(number, a_score(total)) for number, (_, total) in enumerate(found, start=1)]
    return outcomes, scored


def test_the_two_next_to_the_line_are_told_by_how_much_it_is():
    told = told_at_the_line(
        *ranked((Verdict.PASSED, "18"), (Verdict.PASSED, "15.5"), (Verdict.RUNNER_UP, "15"))
    )

    assert told == {
        2: "採択の線のすぐ上です（次の応募と0.5点差）",
        3: "採択の線のすぐ下です（前の応募と0.5点差）",
    }


def test_all_who_are_level_at_the_line_are_told():
    told = told_at_the_line(
        *ranked(
            (Verdict.PASSED, "18"),
            (Verdict.PASSED, "15"),
            (Verdict.RUNNER_UP, "15"),
            (Verdict.NO_MONEY, "15"),
        )
    )

    assert told == dict.fromkeys((2, 3, 4), "採択の線で同点です（3件が15点）")


def test_without_a_line_nothing_is_told():
    assert told_at_the_line(*ranked((Verdict.PASSED, "18"))) == {}
    assert told_at_the_line(*ranked((Verdict.BELOW_MARK, "3"), (Verdict.BELOW_MARK, "2"))) == {}
    assert told_at_the_line([], []) == {}
    # Who stands below the line by another rule than points is not told of a gap.
    assert told_at_the_line(*ranked((Verdict.ORGANISATION_LIMIT, "9"), (Verdict.PASSED, "8"))) == {}
