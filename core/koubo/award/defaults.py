"""What the core tells about decisions, awards and claims."""

from koubo.award.messages import MAILS
from koubo.hooks import hookimpl
from koubo.people.messages import mails_for
from koubo.people.rules import Message
from koubo.storage.outbox import Event


@hookimpl(trylast=True)
def koubo_messages(event: Event) -> list[Message]:
    """Tell those whom an event of award concerns."""
    return mails_for(event, MAILS)
