"""The whole selection: places, then money where the stage gives any, and the sums below it."""

from collections import Counter
from collections.abc import Sequence

from koubo.money import Line, Working, WorkingOnDemand, format_number, format_yen
from koubo.review.selection.raised import allocate
from koubo.review.selection.rank import Placed, place
from koubo.review.selection.values import (
    VERDICT_NAMES,
    Outcome,
    Pot,
    Scored,
    Selection,
    Verdict,
)
from koubo.schemes.review_words import SelectionRule, Stage

PASSED_ON = Line("この段階では配分しない → 通過")


def propose(
    stage: Stage, rule: SelectionRule, scored: Sequence[Scored], pots: Sequence[Pot]
) -> Selection:
    """Give the proposal for every application of a stage, in ranked order."""
    placed = place(stage, rule, scored)
    if stage.allocates:
        outcomes = allocate(rule, placed, pots)
    else:
        outcomes = tuple(_pass_on(one) for one in placed)
    return Selection(outcomes, _working(stage, scored, outcomes, pots))


def _pass_on(one: Placed) -> Outcome:
    """Give the outcome in a stage without money: whoever is still in the running passes."""
    working = WorkingOnDemand(_passed_on_lines, one)
    return Outcome(one.scored.application_id, one.rank, one.verdict or Verdict.PASSED, 0, working)


def _passed_on_lines(one: Placed) -> tuple[Line, ...]:
    return one.lines if one.verdict else (*one.lines, PASSED_ON)


def _working(
    stage: Stage, scored: Sequence[Scored], outcomes: Sequence[Outcome], pots: Sequence[Pot]
) -> Working:
    counted = Counter(outcome.verdict for outcome in outcomes)
    told = "、".join(f"{VERDICT_NAMES[one]} {counted[one]}件" for one in Verdict if counted[one])
    lines = [Line(f"{stage.title}：対象 {len(outcomes)}件（{told or 'なし'}）")]
    most = {one.score.highest for one in scored if one.score and one.score.highest}
    if len(most) > 1:
        spread = "点・".join(map(format_number, sorted(most)))
        text = f"満点が応募によって違います（{spread}点）。合計点のまま並べています"
        lines.append(Line(text))
    if stage.allocates:
        whole = sum(pot.amount for pot in pots)
        given = sum(outcome.amount for outcome in outcomes)
        lines.append(
            Line(
                f"予算 {format_yen(whole)} − 提案額の合計 {format_yen(given)}"
                f" = 残り {format_yen(whole - given)}"
            )
        )
    return Working(tuple(lines))
