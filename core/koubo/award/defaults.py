"""What the core tells about decisions, awards and claims."""

from koubo.award.messages import MAILS
from koubo.hooks import hookimpl
from koubo.people.mail_kinds import MailKind


@hookimpl(trylast=True)
def koubo_mail_kinds() -> tuple[MailKind, ...]:
    """Give the mails about decisions, awards and claims."""
    return MAILS
