"""What is to be told after the commit: events, and the mails made of them.

Delivery is at least once: a claim lapses after a while, so that a dispatcher that died leaves
nothing behind, and a mail keeps one Message-ID over all its attempts. `next_try_at` is set only
while something is still to be done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any, TypeVar

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from koubo.storage.base import Base, JsonText, state_column
from koubo.storage.database import insert_missing

CLAIM = timedelta(minutes=10)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 20  # with these pauses something is given up after about three days
FAULT_LENGTH = 500
PLAIN = ("kind", "scheme_id", "call_id", "application_id", "path")


class Reader(StrEnum):
    """As what somebody is told of an event; each has a text of their own."""

    APPLICANT = "applicant"
    PARTNER = "partner"
    OFFICER = "officer"
    DEPARTMENT = "department"
    REVIEWER = "reviewer"
    RELEASER = "releaser"


class MailState(StrEnum):
    """Where a mail stands; what has no address is printed and goes by post."""

    QUEUED = "queued"
    HELD = "held"
    TO_POST = "to_post"
    POSTED = "posted"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Event:
    """Something that people are to be told once it is committed.

    :param to: ids of the persons, by what they are to the event; who stands there twice is told
        once, as what comes first among the readers
    :param facts: what a text may name, as finished text
    :param path: the page inside the site that shows it
    :param application_id: the application that it is about, where it is about one
    """

    kind: str
    scheme_id: str
    call_id: int | None
    to: Mapping[Reader, tuple[int, ...]]
    facts: Mapping[str, str]
    path: str
    application_id: int | None = None

    @property
    def people(self) -> tuple[int, ...]:
        """Give everybody concerned, each once."""
        told = (one for reader in Reader for one in self.to.get(reader, ()))
        return tuple(dict.fromkeys(told))


@dataclass(frozen=True)
class MailText:
    """One mail to one person; `person_id` is None for somebody who has no account yet.

    :param address: "" where there is none: the mail is printed and goes by post
    :param kind: what it tells: the event's kind, or a word such as "login" where there is none
    :param reader: as what the person is told; None where no event is told
    :param call_id: the call that it belongs to, by which it is found and held back
    :param application_id: the application that it is about, where it is about one
    :param again_of_id: the mail that this one sends once more
    """

    person_id: int | None
    address: str
    subject: str
    body: str
    kind: str = ""
    reader: Reader | None = None
    call_id: int | None = None
    application_id: int | None = None
    again_of_id: int | None = None


class EventRow(Base):
    """A committed event, until it has been turned into mails."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    scheme_id: Mapped[str] = mapped_column(String(80))
    # Calls and applications stand in higher areas, which write their numbers down here.
    call_id: Mapped[int | None]
    application_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    recipients: Mapped[dict[str, list[int]]] = mapped_column(JsonText)
    path: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    handled_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    fault: Mapped[str] = mapped_column(Text, default="")

    def event(self) -> Event:
        """Give the event as the frozen value that was recorded."""
        return Event(
            kind=self.kind,
            scheme_id=self.scheme_id,
            call_id=self.call_id,
            to={
                reader: tuple(self.recipients[reader.value])
                for reader in Reader
                if reader.value in self.recipients
            },
            facts=dict(self.facts),
            path=self.path,
            application_id=self.application_id,
        )


class Mail(Base):
    """One mail to one address; at most one for each event and person."""

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_mail_state", "state", "id"),
        Index("ix_mail_call", "call_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(60), default="")
    reader: Mapped[Reader | None] = mapped_column(state_column(Reader, "mail_reader"))
    call_id: Mapped[int | None]
    application_id: Mapped[int | None]
    again_of_id: Mapped[int | None] = mapped_column(ForeignKey("mail.id"))
    """The mail that this one sends once more."""
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[MailState] = mapped_column(state_column(MailState, "state"))
    token: Mapped[str] = mapped_column(String(32), default=lambda: token_hex(16))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    fault: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    def message_id(self, domain: str) -> str:
        """Give the Message-ID, the same at every attempt."""
        return f"<{self.token}@{domain}>"


Pending = TypeVar("Pending", EventRow, Mail)
ADD_EVENTS = insert(EventRow)


def append_events(session: Session, events: Iterable[Event], *, now: datetime) -> None:
    """Write the events into the outbox, in one statement."""
    rows = [
        {
            **{name: getattr(event, name) for name in PLAIN},
            "facts": dict(event.facts),
            "recipients": {reader.value: list(people) for reader, people in event.to.items()},
            "at": now,
            "next_try_at": now,
        }
        for event in events
    ]
    if rows:
        session.connection().execute(ADD_EVENTS, rows)


def pending_events(session: Session, *, now: datetime, limit: int = 50) -> list[EventRow]:
    """Give the events whose turn has come, oldest first."""
    return list(session.scalars(_select_pending(EventRow, now, limit)))


def claim_events(session: Session, *, now: datetime, limit: int = 50) -> list[EventRow]:
    """Give pending events and keep other dispatchers off them; commit before handling them."""
    events = session.scalars(
        _select_pending(EventRow, now, limit).with_for_update(skip_locked=True)
    )
    return [_claim(event, now) for event in events]


def queue_mails(
    session: Session, event_id: int | None, mails: Iterable[MailText], *, now: datetime
) -> None:
    """Queue the mails made of an event and mark it as handled; a person's second one is dropped.

    :param event_id: None for a mail that tells no event, such as a password reset
    """
    made = {"event_id": event_id, "created_at": now}
    if rows := [asdict(mail) | made | _first_state(mail.address, now) for mail in mails]:
        insert_missing(session, Mail, rows)
    if event_id is not None:
        session.execute(
            update(EventRow)
            .where(EventRow.id == event_id)
            .values(handled_at=now, next_try_at=None, fault="")
        )


def _first_state(address: str, now: datetime) -> dict[str, Any]:
    if address:
        return {"state": MailState.QUEUED, "next_try_at": now}
    return {"state": MailState.TO_POST, "next_try_at": None}


def mark_event_failed(session: Session, event_id: int, fault: str, *, now: datetime) -> None:
    """Note why an event could not be turned into mails; it is tried again after a pause."""
    event = session.get_one(EventRow, event_id)
    event.fault = fault[:FAULT_LENGTH]
    event.next_try_at = _next_try(event.attempts, now)


def pending_mails(session: Session, *, now: datetime, limit: int = 50) -> list[Mail]:
    """Give the mails whose turn has come, oldest first."""
    return list(session.scalars(_select_pending(Mail, now, limit)))


def claim_mails(session: Session, *, now: datetime, limit: int = 50) -> list[Mail]:
    """Give pending mails and keep other dispatchers off them; commit before sending them."""
    mails = session.scalars(_select_pending(Mail, now, limit).with_for_update(skip_locked=True))
    return [_claim(mail, now) for mail in mails]


def mark_sent(session: Session, mail_id: int, *, now: datetime) -> None:
    """Note that the mail server has taken the mail."""
    session.execute(
        update(Mail)
        .where(Mail.id == mail_id)
        .values(state=MailState.SENT, sent_at=now, next_try_at=None, fault="")
    )


def mark_failed(
    session: Session, mail_id: int, fault: str, *, now: datetime, for_good: bool = False
) -> None:
    """Note why the mail was not taken; it is tried again after a pause, and at last given up.

    :param for_good: the server will never take it, so that it is given up at once
    """
    mail = session.get_one(Mail, mail_id)
    mail.fault = fault[:FAULT_LENGTH]
    if mail.state is not MailState.QUEUED:
        return  # held back meanwhile
    mail.next_try_at = None if for_good else _next_try(mail.attempts, now)
    if mail.next_try_at is None:
        mail.state = MailState.FAILED


def _select_pending(table: type[Pending], now: datetime, limit: int) -> Select[Pending]:
    due = select(table).where(table.next_try_at <= now)
    return due.order_by(table.next_try_at, table.id).limit(limit)


def _claim(row: Pending, now: datetime) -> Pending:
    row.attempts += 1
    row.next_try_at = now + CLAIM
    return row


def _next_try(attempts: int, now: datetime) -> datetime | None:
    if attempts >= MOST_ATTEMPTS:
        return None
    doublings = max(attempts - 1, 0)
    return now + min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
