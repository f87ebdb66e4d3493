"""What the core does about amounts where no plugin says otherwise, and its mails about calls."""

from koubo.hooks import hookimpl
from koubo.money import Worked
from koubo.people.mail_kinds import MailKind
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.rule import award_amount
from koubo.schemes.messages import MAILS
from koubo.schemes.rules import Course


@hookimpl(trylast=True)
def koubo_award_amount(course: Course, case: AmountCase) -> Worked[int]:
    """Apply the course's ``funding`` from its scheme file."""
    return award_amount(course.funding, case)


@hookimpl(trylast=True)
def koubo_mail_kinds() -> tuple[MailKind, ...]:
    """Give the mails about calls and themes."""
    return MAILS
