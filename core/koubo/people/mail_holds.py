"""Holding mails back and letting them go, so that a call's results go out together.

What is held is decided anew whenever mails are made and before each one is sent: a hold needs no
process that remembers it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, literal, null, or_, select, update
from sqlalchemy.orm import Session

from koubo.people.mail_models import MailHold
from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems, Refused
from koubo.storage.history import HOUSE
from koubo.storage.outbox import Mail, MailState, Reader
from koubo.storage.unit_of_work import UnitOfWork

OUTSIDE = (Reader.APPLICANT, Reader.PARTNER)
"""Whom a hold concerns that lets the city's own people be told."""
WAITING = (MailState.QUEUED, MailState.TO_POST)
REASON_LENGTH = 200


@dataclass(frozen=True)
class HoldLine:
    """A hold that stands, with how many mails wait in it."""

    id: int
    call_id: int | None
    outside_only: bool
    reason: str
    held_by: str
    held_at: datetime
    count: int


def hold_mails(
    uow: UnitOfWork, actor: Actor, *, call_id: int | None, outside_only: bool, reason: str
) -> int:
    """Hold mails back from now on, those that wait to be sent too; give the hold's id.

    A mail that the server is taking at this moment is not called back. Held twice, it is held once.

    :param call_id: the call whose mails wait; None for the mails of everything
    :param outside_only: only what goes to organisations
    """
    require(actor, SeatKind.OFFICER)
    said = reason.strip()
    if not said or len(said) > REASON_LENGTH:
        message = f"「保留する理由」を{REASON_LENGTH}字までで入力してください。"
        raise Problems([Problem("reason", message, "reason")])
    with uow.writing() as write:
        same = MailHold.call_id.is_(None) if call_id is None else MailHold.call_id == call_id
        if write.session.scalar(select(MailHold.id).where(_open(), same)) is not None:
            raise Refused("もう保留しています。解除すると、保留したメールが送られます。")
        hold = MailHold(
            call_id=call_id,
            outside_only=outside_only,
            reason=said,
            held_by=actor.person_id,
            held_at=uow.now,
        )
        write.session.add(hold)
        write.session.flush()
        held = hold_back(write.session)
        detail = {"call": call_id, "outside_only": outside_only, "reason": said, "mails": held}
        write.record("hold_mails", hold, chain=HOUSE, detail=detail)
    return hold.id


def release_mails(uow: UnitOfWork, actor: Actor, hold_id: int) -> int:
    """Let the mails of a hold go, all at once; give how many. What another hold keeps stays."""
    require(actor, SeatKind.OFFICER)
    with uow.writing() as write:
        hold = write.lock(MailHold, hold_id)
        if hold.released_at is not None:
            raise Refused("この保留は、もう解除されています。")
        hold.released_by, hold.released_at = actor.person_id, uow.now
        write.session.flush()
        freed = write.session.execute(
            update(Mail)
            .where(Mail.state == MailState.HELD, ~_is_held(_open_holds(write.session)))
            .values(
                state=case((Mail.address == "", MailState.TO_POST), else_=MailState.QUEUED),
                next_try_at=case((Mail.address == "", null()), else_=_moment(uow.now)),
            )
            .returning(Mail.id)
        ).all()
        write.record("release_mails", hold, chain=HOUSE, detail={"mails": len(freed)})
    return len(freed)


def hold_back(session: Session) -> int:
    """Put aside what waits and is held, inside a write; give how many. One statement if none is."""
    holds = _open_holds(session)
    if not holds:
        return 0
    held = session.execute(
        update(Mail)
        .where(Mail.state.in_(WAITING), _is_held(holds))
        .values(state=MailState.HELD, next_try_at=None)
        .returning(Mail.id)
    )
    return len(held.all())


def open_holds(session: Session, actor: Actor) -> list[HoldLine]:
    """Give what is held back now, with how many mails wait; two statements."""
    require(actor, SeatKind.OFFICER)
    rows = session.execute(
        select(MailHold, Person.name)
        .outerjoin(Person, Person.id == MailHold.held_by)
        .where(_open())
        .order_by(MailHold.id)
    ).all()
    if not rows:
        return []
    waiting = session.execute(
        select(Mail.call_id, Mail.reader, func.count())
        .where(Mail.state == MailState.HELD)
        .group_by(Mail.call_id, Mail.reader)
    ).all()
    return [
        HoldLine(
            hold.id,
            hold.call_id,
            hold.outside_only,
            hold.reason,
            name or "",
            hold.held_at,
            sum(
                count
                for call_id, reader, count in waiting
                if hold.call_id in (None, call_id) and (not hold.outside_only or reader in OUTSIDE)
            ),
        )
        for hold, name in rows
    ]


def _moment(at: datetime) -> ColumnElement[datetime | None]:
    return literal(at, Mail.next_try_at.type)


def _open() -> ColumnElement[bool]:
    return MailHold.released_at.is_(None)


def _open_holds(session: Session) -> Sequence[MailHold]:
    return session.scalars(select(MailHold).where(_open())).all()


def _is_held(holds: Sequence[MailHold]) -> ColumnElement[bool]:
    """Say in SQL whether a mail is held; the mails of the way in (no reader) never are."""
    told = Mail.reader.is_not(None)
    each = [
        and_(
            told if hold.call_id is None else Mail.call_id.is_not_distinct_from(hold.call_id),
            Mail.reader.in_(OUTSIDE) if hold.outside_only else told,
        )
        for hold in holds
    ]
    return or_(*each) if each else Mail.id.is_(None)
