"""What the core tells the members of an organisation about each other."""

from koubo.hooks import hookimpl
from koubo.people import member_mails, staff_mails
from koubo.people.mail_kinds import MailKind


@hookimpl(trylast=True)
def koubo_mail_kinds() -> tuple[MailKind, ...]:
    """Give the mails about members and about the city's own people."""
    return (*member_mails.MAILS, *staff_mails.MAILS)
