"""What staff do with single mails: try again, send once more, read, print, note as posted."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from koubo.people.mail_holds import hold_back
from koubo.people.mail_policy import load_mail
from koubo.people.messages import FOOTER
from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused
from koubo.storage.history import HOUSE
from koubo.storage.outbox import EventRow, Mail, MailState, MailText, Reader, queue_mails
from koubo.storage.unit_of_work import UnitOfWork

SECRET = re.compile(r"(/consents/)\S+")
"""A link by which its reader answers without signing in: whoever has it answers in their name."""
HIDDEN = r"\1…（リンクの残りは、受け取った方だけに見えます）"
GONE_OUT = (MailState.SENT, MailState.FAILED, MailState.POSTED)


@dataclass(frozen=True)
class MailView:
    """One mail with its text."""

    id: int
    person_id: int | None
    name: str
    address: str
    subject: str
    body: str
    kind: str
    reader: Reader
    state: MailState
    application_id: int | None
    created_at: datetime
    sent_at: datetime | None


def retry_mail(uow: UnitOfWork, actor: Actor, mail_id: int) -> None:
    """Send a mail that was given up, or that waits for its next try, once more now."""
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        mail = write.lock(Mail, mail_id)
        if mail.state is MailState.SENT:
            raise Refused("このメールはもう送信しました。もう一度送る必要はありません。")
        if mail.state not in (MailState.QUEUED, MailState.FAILED):
            raise Refused("このメールは送信を待っていません。一覧で状態を確かめてください。")
        mail.state, mail.attempts, mail.next_try_at = MailState.QUEUED, 0, uow.now
        write.record("retry_mail", mail, chain=HOUSE, detail={"fault": mail.fault})


def retry_failed(uow: UnitOfWork, actor: Actor) -> int:
    """Send everything that was given up once more, after the server was put right; give how many."""
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        failed = write.session.scalars(
            select(Mail).where(Mail.state == MailState.FAILED).with_for_update().order_by(Mail.id)
        ).all()
        for mail in failed:
            mail.state, mail.attempts, mail.next_try_at = MailState.QUEUED, 0, uow.now
            write.record("retry_mail", mail, chain=HOUSE, detail={"fault": mail.fault})
    return len(failed)


def retry_event(uow: UnitOfWork, actor: Actor, event_id: int) -> None:
    """Make the mails of a happening once more now."""
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        event = write.lock(EventRow, event_id)
        if event.handled_at is not None:
            raise Refused("この出来事のメールはもう作られています。")
        event.attempts, event.next_try_at = 0, uow.now
        write.record("retry_event", event, chain=HOUSE, detail={"fault": event.fault})


def send_again(uow: UnitOfWork, actor: Actor, mail_id: int) -> None:
    """Send a mail that went out, or was given up, once more: a new mail with the same words.

    It goes to the address that the person has now, and has a Message-ID of its own, so that no
    mail program takes it for the one that was lost. What is held back stays held back.
    """
    with uow.writing() as write:
        mail = load_mail(write.session, actor, mail_id)
        if mail.state not in GONE_OUT:
            raise Refused("このメールはまだ送信していないので、もう一度送ることはできません。")
        person = write.session.get(Person, mail.person_id) if mail.person_id else None
        again = MailText(
            person_id=mail.person_id,
            address=person.email if person else "",
            subject=mail.subject,
            body=mail.body,
            kind=mail.kind,
            reader=mail.reader,
            call_id=mail.call_id,
            application_id=mail.application_id,
            again_of_id=mail.id,
        )
        queue_mails(write.session, None, [again], now=uow.now)
        hold_back(write.session)
        write.record("send_mail_again", mail, chain=HOUSE)


def read_mail(uow: UnitOfWork, actor: Actor, mail_id: int) -> MailView:
    """Give the text of somebody's mail; that it was read goes to history."""
    return _opened(uow, actor, mail_id, "read_mail")


def print_mail(uow: UnitOfWork, actor: Actor, mail_id: int) -> MailView:
    """Give a mail to be printed and sent by post; that it was read goes to history.

    Without the last line, which says that it was sent by itself.
    """
    opened = _opened(uow, actor, mail_id, "print_mail")
    return replace(opened, body=opened.body.replace(FOOTER, "").rstrip())


def note_posted(uow: UnitOfWork, actor: Actor, mail_id: int) -> None:
    """Note that a mail for which there is no address was printed and posted."""
    load_mail(uow.session, actor, mail_id)
    with uow.writing() as write:
        mail = write.lock(Mail, mail_id)
        if mail.state is not MailState.TO_POST:
            raise Refused("郵送を待っている手紙ではありません。一覧で状態を確かめてください。")
        mail.state, mail.sent_at = MailState.POSTED, uow.now
        write.record("post_mail", mail, chain=HOUSE)


def _opened(uow: UnitOfWork, actor: Actor, mail_id: int, verb: str) -> MailView:
    with uow.writing() as write:
        mail = load_mail(write.session, actor, mail_id)
        person = write.session.get(Person, mail.person_id) if mail.person_id else None
        write.record(verb, mail, chain=HOUSE)
        return MailView(
            id=mail.id,
            person_id=mail.person_id,
            name=person.name if person else "",
            address=mail.address,
            subject=mail.subject,
            body=SECRET.sub(HIDDEN, mail.body),
            kind=mail.kind,
            reader=mail.reader or Reader.APPLICANT,
            state=mail.state,
            application_id=mail.application_id,
            created_at=mail.created_at,
            sent_at=mail.sent_at,
        )
