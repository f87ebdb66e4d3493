"""Review: who may not judge, what sheets come to, and who is proposed with how much."""

from collections.abc import Iterable
from fractions import Fraction

from koubo.hooks import Mode, OnFault, hookspec
from koubo.money import Working, is_yen
from koubo.problems import Problem
from koubo.review.panel_views import PanelView, is_sound_view
from koubo.review.panels.conflict_rules import ReviewedApplication, Reviewer
from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.score import ItemMeans
from koubo.review.selection.values import Outcome, Pot, Score, Scored, Selection, Sheet, Verdict
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.schemes.rules import Scheme


@hookspec(mode=Mode.ALL, gives=Problem, sound=Problem.is_sound)
def koubo_reviewer_conflicts(
    scheme: Scheme, application: ReviewedApplication, reviewer: Reviewer
) -> Iterable[Problem]:
    """Say why a reviewer may not judge an application, or what may be a reason not to.

    Called when reviews are assigned, before the reviewer has declared anything, again when they
    declare, and for members of the staff, who are not exempt. All answers count. A `Problem` is
    certain and keeps the reviewer out by itself. A `LikelyConflict` is a sign (要確認), such as a
    name that is the same: it keeps nobody out, but the reviewer has to explain it before they read
    anything, and an officer settles it. The core finds members and former members of the applying
    organisation and of its partners, the department that takes part (unless the scheme says
    ``own_department_judges``), and the same name on a roster; a plugin adds the scheme's own rule.

    :param application: with everybody who is named in it, and its partners
    :param reviewer: a member of the panel, or of the staff
    :returns: one problem for each reason, in words that the reviewer and an auditor understand;
        its ``code`` names the reason for good, so that one found to be wrong is not told again
    """


def is_sound_score(answer: Score) -> bool:
    """Say whether a score is exact: whole numbers and fractions only, with a working."""
    figures = [answer.total]
    if not isinstance(answer.item_means, ItemMeans):  # the core's own are made when asked for
        figures += answer.item_means.values()
    return (
        all(isinstance(one, Fraction) for one in figures)
        and type(answer.highest) in (int, Fraction)
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
        reviewer who was kept out; ordered by pseudonym. A substitute's names whom it stands for
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
        and type(outcome.raised) is bool
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


@hookspec(mode=Mode.ALL, gives=PanelView, on_fault=OnFault.SOFT, seconds=10.0, sound=is_sound_view)
def koubo_panel_views(inputs: SelectionInputs, selection: Selection) -> Iterable[PanelView]:
    """Show an officer what a panel's marks look like: severity, disagreement, what hangs on whom.

    Called when an officer opens 「審査会の傾向」 of a stage. All answers are shown one below the
    other; a plugin that fails is left out and reported. Nothing that it says changes a score.

    :param inputs: all that the selection is computed from; reviewers by their pseudonyms
    :param selection: what it comes to
    :returns: tables with sentences, each with a chart if there is one
    """
