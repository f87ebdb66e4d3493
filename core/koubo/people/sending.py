"""Sending the queued mails: one recipient each, tried again with growing pauses."""

from collections.abc import Callable
from dataclasses import dataclass

from koubo.storage.outbox import Mail, claim_mails, mark_failed, mark_sent
from koubo.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Letter:
    """A mail as it goes out; the Message-ID is the same at every attempt."""

    message_id: str
    address: str
    subject: str
    body: str


Send = Callable[[Letter], None]
"""Hands a mail to a server; raises OSError if the server does not take it."""


def send_mails(uow: UnitOfWork, send: Send, *, domain: str, limit: int = 50) -> int:
    """Send what is due and note how each went; give how many were taken.

    A mail that fails is tried again later and at last given up, visible to staff; the others go
    out all the same. No lock is held while the server is spoken to.
    """
    with uow.writing() as write:
        claimed = [
            _letter(one, domain) for one in claim_mails(write.session, now=uow.now, limit=limit)
        ]
    taken = 0
    for mail_id, letter in claimed:
        try:
            send(letter)
            fault = ""
        except OSError as error:
            fault = f"{type(error).__name__}: {error}"
        with uow.writing() as write:
            if fault:
                mark_failed(write.session, mail_id, fault, now=uow.now)
            else:
                mark_sent(write.session, mail_id, now=uow.now)
                taken += 1
    return taken


def _letter(mail: Mail, domain: str) -> tuple[int, Letter]:
    letter = Letter(mail.message_id(domain), mail.address, mail.subject, mail.body)
    return mail.id, letter
