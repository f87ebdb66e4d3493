"""What the core does in review where no plugin says otherwise."""

from collections.abc import Iterator

from koubo.hooks import hookimpl
from koubo.people.mail_kinds import MailKind
from koubo.problems import Problem
from koubo.review.messages import MAILS
from koubo.review.rules import ReviewedApplication, Reviewer
from koubo.review.selection.propose import propose
from koubo.review.selection.score import score_sheets
from koubo.review.selection.values import Pot, Score, Scored, Selection, Sheet
from koubo.schemes.review_words import SelectionRule, Stage


@hookimpl(trylast=True)
def koubo_reviewer_conflicts(
    application: ReviewedApplication, reviewer: Reviewer
) -> Iterator[Problem]:
    """Keep members of the applying organisation out."""
    if application.organisation.id in reviewer.organisation_ids:
        message = "応募した団体の構成員として登録されているため、審査に加われません。"
        yield Problem("member_of_applicant", message)


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
    return MAILS
