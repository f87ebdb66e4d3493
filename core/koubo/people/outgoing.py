"""What goes out by mail, as officers see it: queued, sent, given up; and trying once more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused
from koubo.storage.history import HOUSE
from koubo.storage.outbox import EventRow, Mail, MailState
from koubo.storage.unit_of_work import UnitOfWork

PAGE = 50

MAIL_NAMES = {
    MailState.QUEUED: "送信待ち",
    MailState.SENT: "送信済み",
    MailState.FAILED: "送れませんでした",
}


@dataclass(frozen=True)
class MailLine:
    """A mail without its text, which is the recipient's."""

    id: int
    address: str
    subject: str
    state: MailState
    attempts: int
    fault: str
    created_at: datetime
    sent_at: datetime | None
    next_try_at: datetime | None

    @property
    def is_trying(self) -> bool:
        """Say whether it failed at least once and is tried again."""
        return self.state is MailState.QUEUED and bool(self.fault)


@dataclass(frozen=True)
class FaultyEvent:
    """A happening that could not be turned into mails."""

    id: int
    kind: str
    scheme_id: str
    at: datetime
    attempts: int
    fault: str
    next_try_at: datetime | None


@dataclass(frozen=True)
class Troubles:
    """How many mails and happenings wait for somebody to look."""

    failed: int
    trying: int
    events: int

    @property
    def total(self) -> int:
        """Give how many there are in all."""
        return self.failed + self.trying + self.events


def list_mails(
    session: Session,
    actor: Actor,
    *,
    state: MailState | None = None,
    trouble: bool = False,
    before: int | None = None,
    limit: int = PAGE,
) -> list[MailLine]:
    """Give the mails of the outbox, newest first, by key; one statement.

    :param trouble: only those that failed at least once and did not go out
    """
    require(actor, SeatKind.OFFICER)
    query = (
        select(
            Mail.id,
            Mail.address,
            Mail.subject,
            Mail.state,
            Mail.attempts,
            Mail.fault,
            Mail.created_at,
            Mail.sent_at,
            Mail.next_try_at,
        )
        .order_by(Mail.id.desc())
        .limit(limit)
    )
    if state is not None:
        query = query.where(Mail.state == state)
    if trouble:
        query = query.where(_in_trouble())
    if before is not None:
        query = query.where(Mail.id < before)
    return [MailLine(*row) for row in session.execute(query)]


def _in_trouble() -> ColumnElement[bool]:
    # By the state first, which has an index: most mails of the table have long been sent.
    trying = and_(Mail.state == MailState.QUEUED, Mail.fault != "")
    return or_(Mail.state == MailState.FAILED, trying)


def _faulty() -> ColumnElement[bool]:
    return and_(EventRow.handled_at.is_(None), EventRow.fault != "")


def faulty_events(session: Session, actor: Actor, *, limit: int = PAGE) -> list[FaultyEvent]:
    """Give the happenings that no mail could be made of, newest first; one statement."""
    require(actor, SeatKind.OFFICER)
    rows = session.execute(
        select(
            EventRow.id,
            EventRow.kind,
            EventRow.scheme_id,
            EventRow.at,
            EventRow.attempts,
            EventRow.fault,
            EventRow.next_try_at,
        )
        .where(_faulty())
        .order_by(EventRow.id.desc())
        .limit(limit)
    )
    return [FaultyEvent(*row) for row in rows]


def mail_troubles(session: Session) -> Troubles:
    """Count what could not go out; two statements."""
    rows = session.execute(
        select(Mail.state, func.count()).where(_in_trouble()).group_by(Mail.state)
    )
    counts = {state: count for state, count in rows}
    events = session.scalar(select(func.count()).select_from(EventRow).where(_faulty()))
    return Troubles(counts.get(MailState.FAILED, 0), counts.get(MailState.QUEUED, 0), events or 0)


def retry_mail(uow: UnitOfWork, actor: Actor, mail_id: int) -> None:
    """Send a mail that was given up, or that waits for its next try, once more now."""
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        mail = write.lock(Mail, mail_id)
        if mail.state is MailState.SENT:
            raise Refused("このメールはもう送信しました。もう一度送る必要はありません。")
        mail.state, mail.attempts, mail.next_try_at = MailState.QUEUED, 0, uow.now
        write.record("retry_mail", mail, chain=HOUSE, detail={"fault": mail.fault})


def retry_event(uow: UnitOfWork, actor: Actor, event_id: int) -> None:
    """Make the mails of a happening once more now."""
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        event = write.lock(EventRow, event_id)
        if event.handled_at is not None:
            raise Refused("この出来事のメールはもう作られています。")
        event.attempts, event.next_try_at = 0, uow.now
        write.record("retry_event", event, chain=HOUSE, detail={"fault": event.fault})
