"""What goes out by mail, as officers see it: waiting, held back, sent, given up, to be posted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from koubo.people.mail_policy import not_hidden
from koubo.people.rules import Actor, SeatKind, require
from koubo.storage.outbox import EventRow, Mail, MailState, Reader
from koubo.storage.waiting import Rows, waits

PAGE = 50

MAIL_NAMES = {
    MailState.QUEUED: "送信待ち",
    MailState.HELD: "保留中",
    MailState.SENT: "送信済み",
    MailState.FAILED: "送れませんでした",
    MailState.TO_POST: "郵送が必要",
    MailState.POSTED: "郵送済み",
}


@dataclass(frozen=True)
class MailLine:
    """A mail without its text, which is the recipient's."""

    id: int
    address: str
    subject: str
    kind: str
    reader: Reader | None
    call_id: int | None
    again_of_id: int | None
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

    @property
    def may_be_read(self) -> bool:
        """Say whether staff may open it: not the mails of the way in, whose links open accounts."""
        return self.reader is not None

    @property
    def may_go_again(self) -> bool:
        """Say whether it can be sent once more as a new mail."""
        return self.may_be_read and self.state in (MailState.SENT, MailState.FAILED)


@dataclass(frozen=True)
class MailFilter:
    """Which mails of the outbox are wanted.

    :param trouble: only those that failed at least once and did not go out
    :param address: part of the recipient's address
    """

    state: MailState | None = None
    trouble: bool = False
    call_id: int | None = None
    kind: str = ""
    address: str = ""


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


EVERYTHING = MailFilter()


def list_mails(
    session: Session,
    actor: Actor,
    wanted: MailFilter = EVERYTHING,
    *,
    before: int | None = None,
    limit: int = PAGE,
) -> list[MailLine]:
    """Give the mails of the outbox, newest first, by key; one statement."""
    require(actor, SeatKind.OFFICER)
    columns = (getattr(Mail, name) for name in MailLine.__dataclass_fields__)
    query = (
        select(*columns)
        .where(not_hidden(actor, Mail.application_id), *_asked(wanted))
        .order_by(Mail.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Mail.id < before)
    return [MailLine(*row) for row in session.execute(query)]


def _asked(wanted: MailFilter) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        asked.append(Mail.state == wanted.state)
    if wanted.trouble:
        asked.append(_in_trouble())
    if wanted.call_id is not None:
        asked.append(Mail.call_id == wanted.call_id)
    if wanted.kind:
        asked.append(Mail.kind == wanted.kind)
    if wanted.address:
        asked.append(Mail.address.icontains(wanted.address, autoescape=True))
    return asked


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
        .where(_faulty(), not_hidden(actor, EventRow.application_id))
        .order_by(EventRow.id.desc())
        .limit(limit)
    )
    return [FaultyEvent(*row) for row in rows]


def mails_in_trouble(actor: Actor) -> Rows:
    """Ask how many mails could not go out."""
    return waits().where(_in_trouble(), not_hidden(actor, Mail.application_id))


def happenings_in_trouble(actor: Actor) -> Rows:
    """Ask how many happenings no mail could be made of."""
    return waits().where(_faulty(), not_hidden(actor, EventRow.application_id))


def mails_to_post(actor: Actor) -> Rows:
    """Ask how many notices wait to be posted."""
    return waits().where(Mail.state == MailState.TO_POST, not_hidden(actor, Mail.application_id))


def recent_facts(
    session: Session, actor: Actor, kind: str, reader: Reader, scheme_id: str = ""
) -> dict[str, str] | None:
    """Give the facts of the newest event of a kind that the actor may see, for a preview."""
    require(actor, SeatKind.OFFICER)
    query = (
        select(EventRow.facts)
        .where(
            EventRow.kind == kind,
            EventRow.recipients[reader.value].as_string().is_not(None),
            not_hidden(actor, EventRow.application_id),
        )
        .order_by(EventRow.id.desc())
        .limit(1)
    )
    if scheme_id:
        query = query.where(EventRow.scheme_id == scheme_id)
    return session.scalars(query).first()
