"""What the core tells the members of an organisation about each other."""

from koubo.hooks import hookimpl
from koubo.people.mail_kinds import MailKind
from koubo.people.member_mails import MAILS


@hookimpl(trylast=True)
def koubo_mail_kinds() -> tuple[MailKind, ...]:
    """Give the mails about members."""
    return MAILS
