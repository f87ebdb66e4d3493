"""Sending the queued mails: one recipient each, tried again with growing pauses."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from koubo.people.bars import people_kept_out
from koubo.people.mail_holds import OUTSIDE, hold_back
from koubo.storage.outbox import Mail, claim_mails, mark_failed, mark_sent
from koubo.storage.unit_of_work import UnitOfWork

MOST_IN_A_ROW = 3
"""After so many failures one after the other the server is down: the rest wait for a later round."""

KEPT_OUT = "宛先の方が、利害関係のためにこの応募の担当から外れたので、送りませんでした。"


@dataclass(frozen=True)
class Letter:
    """A mail as it goes out; the Message-ID is the same at every attempt."""

    message_id: str
    address: str
    subject: str
    body: str


class NotTaken(OSError):
    """The server does not take a mail now; the text says why in words for staff."""


class Undeliverable(Exception):
    """A mail that no server will ever take; the text says why in words for staff."""


Send = Callable[[Letter], None]
"""Hands a mail to a server; raises OSError if the server does not take it now, and Undeliverable
if it will never take it."""


def send_mails(uow: UnitOfWork, send: Send, *, domain: str, limit: int = 50) -> int:
    """Send what is due and note how each went; give how many were taken.

    A mail that fails is tried again later and at last given up, visible to staff; the others go
    out all the same. No lock is held while the server is spoken to. Mails are claimed one by one,
    so that no claim lapses while a slow server is still busy with those before.
    """
    taken = failures = 0
    for _ in range(limit):
        if failures == MOST_IN_A_ROW or (due := _claim_one(uow, domain)) is None:
            break
        mail_id, letter, hindrance = due
        fault, for_good = (hindrance, True) if hindrance else _try(send, letter)
        with uow.writing() as write:
            if fault:
                mark_failed(write.session, mail_id, fault, now=uow.now, for_good=for_good)
            else:
                mark_sent(write.session, mail_id, now=uow.now)
        taken, failures = (taken, failures + (not for_good)) if fault else (taken + 1, 0)
    return taken


def _try(send: Send, letter: Letter) -> tuple[str, bool]:
    """Give what went wrong, if anything, and whether it will always go wrong."""
    try:
        send(letter)
    except Undeliverable as error:
        return str(error), True
    except NotTaken as error:
        return str(error), False
    except OSError as error:
        return f"{type(error).__name__}: {error}", False
    return "", False


def _claim_one(uow: UnitOfWork, domain: str) -> tuple[int, Letter, str] | None:
    """Give the next mail, its letter, and why it must not go out; empty where it may."""
    with uow.writing() as write:
        hold_back(write.session)
        for mail in claim_mails(write.session, now=uow.now, limit=1):
            letter = Letter(mail.message_id(domain), mail.address, mail.subject, mail.body)
            return mail.id, letter, KEPT_OUT if _is_kept_out(write.session, mail) else ""
    return None


def _is_kept_out(session: Session, mail: Mail) -> bool:
    """Say whether the reader was kept out since the mail was made; its own people never are."""
    if mail.application_id is None or mail.reader in OUTSIDE:
        return False
    return mail.person_id in people_kept_out(session, mail.application_id)
