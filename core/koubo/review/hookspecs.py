"""Review: who may not judge, what sheets come to, and who is proposed with how much."""

from collections.abc import Iterable

from koubo.hooks import Mode, hookspec
from koubo.problems import Problem
from koubo.review.rules import ReviewedApplication, Reviewer
from koubo.review.selection.values import Pot, Score, Scored, Selection, Sheet
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.schemes.rules import Scheme


@hookspec(mode=Mode.ALL, gives=Problem)
def koubo_reviewer_conflicts(
    scheme: Scheme, application: ReviewedApplication, reviewer: Reviewer
) -> Iterable[Problem]:
    """Say why a reviewer may not judge an application.

    Called when reviews are assigned, before the reviewer has declared anything, and again when
    they declare. All answers count; any problem recuses. The core finds members of the applying
    organisation; a plugin adds the scheme's own rule, such as the 担当課 judging its own theme.

    :returns: one problem for each reason, in words that the reviewer and an auditor understand
    """


@hookspec(mode=Mode.FIRST, gives=Score)
def koubo_score(stage: Stage, rule: SelectionRule, sheets: tuple[Sheet, ...]) -> Score | None:
    """Make one score of the sheets that were handed in for one application.

    Called whenever a sheet is handed in and whenever a selection is computed. The first answer
    that is not None stands; the core aggregates as the scheme's ``selection.aggregate`` says.
    Missing, not applicable, abstained and zero are four different cells.

    :param sheets: at least one sheet, ordered by pseudonym
    :returns: the total as a fraction, item means, a veto if there is one, and the working
    """


@hookspec(mode=Mode.FIRST, gives=Selection)
def koubo_selection(
    stage: Stage, rule: SelectionRule, scored: tuple[Scored, ...], pots: tuple[Pot, ...]
) -> Selection | None:
    """Rank the applications and propose who passes with how much.

    Called when staff look at a stage's board and when a recommendation is recorded. The first
    answer that is not None stands; the core throws out vetoed ones, ranks by total and tie-break
    chain, and gives out the pots in that order. Only a stage that ``allocates`` gives money.

    :param scored: every application in the stage, those without a sheet included
    :param pots: the money (円); empty where the stage allocates none
    :returns: an outcome for each application, in ranked order, each with its reasons
    """
