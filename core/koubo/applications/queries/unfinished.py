"""The read side of what has not come in yet, for officers who may give more time for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.policy import unfinished
from koubo.applications.queries.own import DEADLINES, OF_APPLICATION, proposal_closes
from koubo.applications.rules import ApplicationState, FilingState
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, CallCourse

PAGE = 50


@dataclass(frozen=True)
class UnfinishedApplication:
    """Who has begun a proposal and not handed it in; of what is written in it, nothing."""

    id: int
    organisation: str
    course_id: str
    receipt_number: str | None
    """Of a 参加表明書 that came in."""
    closes_at: datetime
    extended_to: datetime | None


def unfinished_of_call(
    session: Session, actor: Actor, call_id: int, *, before: int | None = None, limit: int = PAGE
) -> list[UnfinishedApplication]:
    """Give the proposals of a call that were begun and did not come in, newest first, by key.

    One statement.

    :param before: the last id of the page before
    """
    query = (
        select(
            Application.id,
            Organisation.name,
            Application.course_id,
            Application.receipt_number,
            *DEADLINES,
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(CallCourse, OF_APPLICATION)
        .where(
            Application.call_id == call_id,
            Application.state == ApplicationState.DRAFT,
            unfinished(actor),
        )
        .order_by(Application.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Application.id < before)
    return [
        UnfinishedApplication(
            key,
            name,
            course_id,
            number,
            proposal_closes(theme_id, closes, course_closes, theme_closes, extended),
            extended,
        )
        for key, name, course_id, number, theme_id, closes, course_closes, theme_closes, extended
        in session.execute(query)
    ]  # fmt: skip


def drafts_of(session: Session, application_id: int) -> Sequence[Filing]:
    """Give the documents beside the proposal that are still written, oldest first."""
    return session.scalars(
        select(Filing)
        .where(
            Filing.application_id == application_id,
            Filing.kind != FilingKind.PROPOSAL,
            Filing.state == FilingState.DRAFT,
        )
        .order_by(Filing.id)
    ).all()
