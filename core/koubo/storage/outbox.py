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


class MailState(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Event:
    """Something that people are to be told once it is committed.

    :param to: ids of the persons
    :param facts: what a text may name, as finished text
    :param path: the page inside the site that shows it
    """

    kind: str
    scheme_id: str
    call_id: int | None
    to: tuple[int, ...]
    facts: Mapping[str, str]
    path: str


@dataclass(frozen=True)
class MailText:
    """One mail to one person; `person_id` is None for somebody who has no account yet."""

    person_id: int | None
    address: str
    subject: str
    body: str


class EventRow(Base):
    """A committed event, until it has been turned into mails."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    scheme_id: Mapped[str] = mapped_column(String(80))
    call_id: Mapped[int | None]
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    recipients: Mapped[list[int]] = mapped_column(JsonText)
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
            to=tuple(self.recipients),
            facts=dict(self.facts),
            path=self.path,
        )


class Mail(Base):
    """One mail to one address; at most one for each event and person."""

    __tablename__ = "mail"
    __table_args__ = (
        UniqueConstraint("event_id", "person_id"),
        Index("ix_mail_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    person_id: Mapped[int | None]
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


def append_events(session: Session, events: Iterable[Event], *, now: datetime) -> None:
    """Write the events into the outbox, in one statement."""
    rows = [
        {
            "kind": event.kind,
            "scheme_id": event.scheme_id,
            "call_id": event.call_id,
            "facts": dict(event.facts),
            "recipients": list(event.to),
            "path": event.path,
            "at": now,
            "next_try_at": now,
        }
        for event in events
    ]
    if rows:
        session.execute(insert(EventRow).execution_options(render_nulls=True), rows)


def pending_events(session: Session, *, now: datetime, limit: int = 50) -> list[EventRow]:
    """Give the events whose turn has come, oldest first."""
    return list(session.scalars(_select_pending_events(now, limit)))


def claim_events(session: Session, *, now: datetime, limit: int = 50) -> list[EventRow]:
    """Give pending events and keep other dispatchers off them; commit before handling them."""
    events = session.scalars(_select_pending_events(now, limit).with_for_update(skip_locked=True))
    return [_claim(event, now) for event in events]


def queue_mails(
    session: Session, event_id: int | None, mails: Iterable[MailText], *, now: datetime
) -> None:
    """Queue the mails made of an event and mark it as handled; a person's second one is dropped.

    :param event_id: None for a mail that tells no event, such as a password reset
    """
    made = {
        "event_id": event_id,
        "state": MailState.QUEUED,
        "created_at": now,
        "next_try_at": now,
    }
    if rows := [asdict(mail) | made for mail in mails]:
        insert_missing(session, Mail, rows)
    if event_id is not None:
        session.execute(
            update(EventRow)
            .where(EventRow.id == event_id)
            .values(handled_at=now, next_try_at=None, fault="")
        )


def mark_event_failed(session: Session, event_id: int, fault: str, *, now: datetime) -> None:
    """Note why an event could not be turned into mails; it is tried again after a pause."""
    event = session.get_one(EventRow, event_id)
    event.fault = fault[:FAULT_LENGTH]
    event.next_try_at = _next_try(event.attempts, now)


def pending_mails(session: Session, *, now: datetime, limit: int = 50) -> list[Mail]:
    """Give the mails whose turn has come, oldest first."""
    return list(session.scalars(_select_pending_mails(now, limit)))


def claim_mails(session: Session, *, now: datetime, limit: int = 50) -> list[Mail]:
    """Give pending mails and keep other dispatchers off them; commit before sending them."""
    mails = session.scalars(_select_pending_mails(now, limit).with_for_update(skip_locked=True))
    return [_claim(mail, now) for mail in mails]


def mark_sent(session: Session, mail_id: int, *, now: datetime) -> None:
    """Note that the mail server has taken the mail."""
    session.execute(
        update(Mail)
        .where(Mail.id == mail_id)
        .values(state=MailState.SENT, sent_at=now, next_try_at=None, fault="")
    )


def mark_failed(session: Session, mail_id: int, fault: str, *, now: datetime) -> None:
    """Note why the mail was not taken; it is tried again after a pause, and at last given up."""
    mail = session.get_one(Mail, mail_id)
    mail.fault = fault[:FAULT_LENGTH]
    mail.next_try_at = _next_try(mail.attempts, now)
    if mail.next_try_at is None:
        mail.state = MailState.FAILED


def _select_pending_events(now: datetime, limit: int) -> Select[EventRow]:
    return (
        select(EventRow)
        .where(EventRow.next_try_at <= now)
        .order_by(EventRow.next_try_at, EventRow.id)
        .limit(limit)
    )


def _select_pending_mails(now: datetime, limit: int) -> Select[Mail]:
    return (
        select(Mail).where(Mail.next_try_at <= now).order_by(Mail.next_try_at, Mail.id).limit(limit)
    )


def _claim(row: Pending, now: datetime) -> Pending:
    row.attempts += 1
    row.next_try_at = now + CLAIM
    return row


def _next_try(attempts: int, now: datetime) -> datetime | None:
    if attempts >= MOST_ATTEMPTS:
        return None
    doublings = max(attempts - 1, 0)
    return now + min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
