"""What the core does in review where no plugin says otherwise."""

from collections.abc import Iterator

from koubo.hooks import hookimpl
from koubo.people.mail_kinds import MailKind
from koubo.problems import Problem
from koubo.review.days.messages import MAILS as DAY_MAILS
from koubo.review.messages import MAILS
from koubo.review.panels.conflict_rules import ReviewedApplication, Reviewer, derived_conflicts
from koubo.review.selection.propose import propose
from koubo.review.selection.score import score_sheets
from koubo.review.selection.values import Pot, Score, Scored, Selection, Sheet
from koubo.review.sheet_messages import SHEET_MAILS
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.schemes.rules import Scheme


@hookimpl(trylast=True)
def koubo_reviewer_conflicts(
    scheme: Scheme, application: ReviewedApplication, reviewer: Reviewer
) -> Iterator[Problem]:
    """Say what members, rosters, departments and merged organisations tell."""
    return derived_conflicts(scheme, application, reviewer)


@hookimpl(trylast=True)
def koubo_score(stage: Stage, rule: SelectionRule, sheets: tuple[Sheet, ...]) -> Score:
    """Aggregate as the scheme's ``selection.aggregate`` says, and look for vetoes."""
    return score_sheets(stage, rule, sheets)


@hookimpl(trylast=True)
def koubo_selection(
    stage: Stage, rule: SelectionRule, scored: tuple[Scored, ...], pots: tuple[Pot, ...]
) -> Selection:
    """Rank by total and tie-break chain, and give the pots out in that order."""
    return propose(stage, rule, scored, pots)


@hookimpl(trylast=True)
def koubo_mail_kinds() -> tuple[MailKind, ...]:
    """Give the mails about review."""
    return (*MAILS, *DAY_MAILS, *SHEET_MAILS)
