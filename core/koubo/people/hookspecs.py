"""Happenings: what people are told after a step was committed."""

from collections.abc import Iterable

from koubo.hooks import Mode, OnFault, hookspec
from koubo.people.mail_kinds import MailKind, is_sound_kind
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


@hookspec(
    mode=Mode.ALL,
    gives=MailKind,
    on_fault=OnFault.SOFT,
    sound=is_sound_kind,
    without_plugin=True,
)
def koubo_mail_kinds() -> Iterable[MailKind]:
    """Give the mails that there are: which event is told to which readers, in which words.

    Called when mails are made and when the map of mails is shown, for one scheme or for all. The
    core declares one for each of its events and readers; a plugin that declares the same event and
    reader words that mail for its own schemes. Staff may change the words and switch a mail off on
    the officer's page. An answer that is wrong is left out, and the core's words are used.

    :returns: the mails; subjects and bodies are plain text whose ``$names`` are facts of the event
    """


@hookspec(mode=Mode.ALL, gives=Message, sound=is_sound_message, without_plugin=True)
def koubo_messages(event: Event) -> Iterable[Message]:
    """Give mails that an event causes, beside those of the map.

    Called by the outbox after the commit, once for each event; a fault is retried and then shown
    to staff, the step itself stands. All answers count, at most one mail for each person: who gets
    one here gets none of the map's. The core itself tells by ``koubo_mail_kinds`` alone. A mail
    has one recipient, no attachment, and names nothing personal: the reader follows the link.

    :param event: what happened, whom it concerns (``event.to``: by what they are to it;
        ``event.people``: everybody), and facts that a text may name
    :returns: messages; subjects and bodies are plain text, the link and the footer are added
    """
