"""A higher rate for the best by one criterion, for at most a share of those who are awarded."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from koubo.money import Line, WorkingOnDemand
from koubo.review.selection.allocate import give_out
from koubo.review.selection.money_lines import raised_lines
from koubo.review.selection.rank import Placed
from koubo.review.selection.values import Outcome, Pot, Verdict
from koubo.schemes.review_words import RaisedRate, SelectionRule


def allocate(
    rule: SelectionRule, placed: Sequence[Placed], pots: Sequence[Pot]
) -> tuple[Outcome, ...]:
    """Give the pots out, at the raised rate to as many as may have it, from the best on.

    A raised amount leaves less for the others, so who is awarded depends on who is raised: as many
    are raised as leaves them within their share of those who then pass. Those of one rank are
    raised together or not at all.
    """
    if rule.raised_rate is None:
        return give_out(rule, placed, pots)
    word = rule.raised_rate.value
    reaching = [one for one in placed if _reaches(word, one)]
    steps = [frozenset[int]()]
    for _, group in groupby(reaching, key=lambda one: one.rank):
        steps.append(steps[-1] | {one.scored.application_id for one in group})
    fitting, beyond = 0, len(steps)
    outcomes = give_out(rule, placed, pots)
    while beyond - fitting > 1:
        middle = (fitting + beyond) // 2
        tried = give_out(rule, placed, pots, steps[middle])
        if _is_within(word, tried):
            fitting, outcomes = middle, tried
        else:
            beyond = middle
    return _told(rule, placed, outcomes, steps[fitting])


def _reaches(word: RaisedRate, one: Placed) -> bool:
    """Say whether the raised rate is for an application, if there is room for it."""
    score, scored = one.scored.score, one.scored
    if one.verdict is not None or score is None or scored.waived or scored.raised is None:
        return False
    mean = score.item_means.get(word.criterion)
    return mean is not None and mean >= word.at_least and scored.raised > scored.calculated


def _is_within(word: RaisedRate, outcomes: Sequence[Outcome]) -> bool:
    raised = sum(one.raised for one in outcomes if one.verdict is Verdict.PASSED)
    return raised <= _quota(word, outcomes)


def _quota(word: RaisedRate, outcomes: Sequence[Outcome]) -> int:
    """Give how many may have the raised rate, of those who pass."""
    return int(word.most_share * sum(one.verdict is Verdict.PASSED for one in outcomes))


def _told(
    rule: SelectionRule,
    placed: Sequence[Placed],
    outcomes: Sequence[Outcome],
    raised: frozenset[int],
) -> tuple[Outcome, ...]:
    """Add to the working of each whom it concerns whether the raised rate is theirs."""
    figure = rule.raised_rate
    if figure is None:
        return tuple(outcomes)
    quota = _quota(figure.value, outcomes)
    concerned = {one.scored.application_id: one for one in placed if _reaches(figure.value, one)}
    return tuple(
        _with_line(rule, one, concerned[one.application_id], raised, quota)
        if one.application_id in concerned
        else one
        for one in outcomes
    )


def _with_line(
    rule: SelectionRule, outcome: Outcome, one: Placed, raised: frozenset[int], quota: int
) -> Outcome:
    beyond = None if outcome.application_id in raised else quota
    return replace(outcome, working=WorkingOnDemand(_lines, rule, outcome, one, beyond))


def _lines(
    rule: SelectionRule, outcome: Outcome, one: Placed, quota: int | None
) -> tuple[Line, ...]:
    """Put the line about the rate between the place and the money."""
    score, places = one.scored.score, len(one.lines)
    if score is None:
        return outcome.working.lines
    lines = outcome.working.lines
    about = raised_lines(rule, score, one.scored.raised or 0, quota)
    return (*lines[:places], *about, *lines[places:])
