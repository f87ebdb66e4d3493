"""Happenings: what people are told after a step was committed."""

from collections.abc import Iterable

from koubo.hooks import Mode, hookspec
from koubo.people.rules import Message
from koubo.storage.outbox import Event


def is_sound_message(answer: Message) -> bool:
    """Say whether a mail has somebody to go to and something to say."""
    return (
        type(answer.person_id) is int
        and type(answer.subject) is str
        and type(answer.body) is str
        and bool(answer.subject.strip() and answer.body.strip())
    )


@hookspec(mode=Mode.ALL, gives=Message, sound=is_sound_message, without_plugin=True)
def koubo_messages(event: Event) -> Iterable[Message]:
    """Give the mails that an event causes.

    Called by the outbox after the commit, once for each event; a fault is retried and then shown
    to staff, the step itself stands. All answers count, at most one mail for each person; of a
    scheme whose plugin is gone the core still tells. A mail has one recipient, no attachment, and
    names nothing personal: the reader follows the link.

    :param event: what happened, whom it concerns (``event.to``), and facts that a text may name
    :returns: messages; subjects and bodies are plain text, the link and the footer are added
    """
