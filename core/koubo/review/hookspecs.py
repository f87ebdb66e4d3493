"""Review: who may not judge, what sheets come to, and who is proposed with how much."""

from collections.abc import Iterable
from fractions import Fraction

from koubo.hooks import Mode, hookspec
from koubo.money import Working, is_yen
from koubo.problems import Problem
from koubo.review.rules import ReviewedApplication, Reviewer
from koubo.review.selection.values import Outcome, Pot, Score, Scored, Selection, Sheet, Verdict
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.schemes.rules import Scheme


@hookspec(mode=Mode.ALL, gives=Problem, sound=Problem.is_sound)
def koubo_reviewer_conflicts(
    scheme: Scheme, application: ReviewedApplication, reviewer: Reviewer
) -> Iterable[Problem]:
    """Say why a reviewer may not judge an application.

    Called when reviews are assigned, before the reviewer has declared anything, and again when
    they declare. All answers count; any problem recuses. The core finds members of the applying
    organisation; a plugin adds the scheme's own rule, such as the 担当課 judging its own theme.

    :returns: one problem for each reason, in words that the reviewer and an auditor understand
    """


def is_sound_score(answer: Score) -> bool:
    """Say whether a score is exact: whole numbers and fractions only, with a working."""
    figures = (answer.total, *answer.item_means.values())
    return (
        all(isinstance(one, Fraction) for one in figures)
        and type(answer.highest) is int
        and type(answer.sheets) is int
        and type(answer.vetoed_by) is str
        and Working.is_sound(answer.working)
    )


@hookspec(mode=Mode.FIRST, gives=Score, sound=is_sound_score)
def koubo_score(stage: Stage, rule: SelectionRule, sheets: tuple[Sheet, ...]) -> Score | None:
    """Make one score of the sheets that were handed in for one application.

    Called whenever a sheet is handed in and whenever a selection is computed. The first answer
    that is not None stands; the core aggregates as the scheme's ``selection.aggregate`` says.
    Missing, not applicable, abstained and zero are four different cells.

    :param sheets: those handed in, at least one, and an empty one with ``recused`` for each
        reviewer who was kept out; ordered by pseudonym
    :returns: the total as a fraction, item means, a veto if there is one, and the working
    """


def is_sound_selection(answer: Selection) -> bool:
    """Say whether a selection speaks of each application once, in yen and with workings."""
    outcomes = answer.outcomes
    return (
        type(outcomes) is tuple
        and all(isinstance(one, Outcome) and _is_sound_outcome(one) for one in outcomes)
        and len({one.application_id for one in outcomes}) == len(outcomes)
        and Working.is_sound(answer.working)
    )


def _is_sound_outcome(outcome: Outcome) -> bool:
    return (
        (outcome.rank is None or type(outcome.rank) is int)
        and isinstance(outcome.verdict, Verdict)
        and is_yen(outcome.amount)
        and Working.is_sound(outcome.working)
    )


@hookspec(mode=Mode.FIRST, gives=Selection, sound=is_sound_selection)
def koubo_selection(
    stage: Stage, rule: SelectionRule, scored: tuple[Scored, ...], pots: tuple[Pot, ...]
) -> Selection | None:
    """Rank the applications and propose who passes with how much.

    Called when staff look at a stage's board and when a recommendation is recorded. The first
    answer that is not None stands; the core throws out vetoed ones, ranks by total and tie-break
    chain, and gives out the pots in that order, or in shares; those with ``waived`` are not
    judged and served first. Only a stage that ``allocates`` gives money.

    :param scored: every application in the stage, those without a sheet included
    :param pots: the money (円); empty where the stage allocates none
    :returns: an outcome for each application, in ranked order, each with its reasons
    """
