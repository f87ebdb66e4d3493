"""What a panel wants to know at the line between those who pass and those who do not."""

from collections.abc import Sequence
from fractions import Fraction

from koubo.money import format_number
from koubo.review.selection.values import Outcome, Scored, Verdict


def told_at_the_line(outcomes: Sequence[Outcome], scored: Sequence[Scored]) -> dict[int, str]:
    """Give, by application, what is told of those next to the line and of those level with it.

    :param outcomes: the computed selection, in ranked order
    """
    totals = {one.application_id: one.score.total for one in scored if one.score is not None}
    ranked = [one for one in outcomes if one.rank is not None and one.application_id in totals]
    passed = [one for one in ranked if one.verdict is Verdict.PASSED]
    left = [one for one in ranked if one.verdict is not Verdict.PASSED]
    if not passed or not left:
        return {}
    above, below = passed[-1].application_id, left[0].application_id
    gap = totals[above] - totals[below]
    if gap < 0:  # who passed stands below by another rule than points, such as a bound on one group
        return {}
    if gap == 0:
        level = [one for one in ranked if totals[one.application_id] == totals[above]]
        told = f"採択の線で同点です（{len(level)}件が{format_number(totals[above])}点）"
        return dict.fromkeys((one.application_id for one in level), told)
    return {
        above: f"採択の線のすぐ上です（次の応募と{_points(gap)}差）",
        below: f"採択の線のすぐ下です（前の応募と{_points(gap)}差）",
    }


def _points(gap: Fraction) -> str:
    return f"{format_number(gap)}点"
