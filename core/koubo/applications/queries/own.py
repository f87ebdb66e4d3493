"""The read side for an organisation's own members: what they have, and what happened to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Attachment, Correction, Filing, Snapshot
from koubo.applications.policy import editable
from koubo.applications.rules import ApplicationState, CorrectionState, FilingState
from koubo.applications.steps import step_closes_at
from koubo.calendar import next_midnight
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.deadline_queries import course_deadlines
from koubo.schemes.deadlines import Deadlines, deadline_of
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, CallCourse, gates_of
from koubo.schemes.rules import CallState

SHOWN = 50
DEADLINES = (
    Application.theme_id,
    Call.closes_at,
    CallCourse.closes_at,
    CallCourse.theme_closes_at,
    Application.extended_to,
)
"""What decides about the end of a proposal's time."""
OF_APPLICATION = and_(
    CallCourse.call_id == Application.call_id, CallCourse.course_id == Application.course_id
)

ATTACHED = (
    select(Attachment)
    .where(Attachment.filing_id == bindparam("filing"), Attachment.removed_at.is_(None))
    .order_by(Attachment.id)
)


@dataclass(frozen=True)
class OwnApplication:
    """A line of the list of one's own applications."""

    id: int
    state: ApplicationState
    project_name: str
    receipt_number: str | None
    organisation: str
    call_title: str
    scheme_id: str
    course_id: str
    closes_at: datetime


@dataclass(frozen=True)
class OpenFiling:
    """A document that waits for its organisation: a draft, or one to be corrected."""

    id: int
    application_id: int
    kind: FilingKind
    state: FilingState
    project_name: str
    organisation: str
    call_title: str
    scheme_id: str
    closes_at: datetime | None
    reason: str
    """Why it came back; empty for a draft."""


@dataclass(frozen=True)
class CallToBegin:
    """An open call in which an organisation may still begin."""

    id: int
    title: str
    deadlines: Deadlines


def own_applications(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = SHOWN
) -> list[OwnApplication]:
    """Give the applications of the actor's organisations, newest first.

    :param before: the id that the page before ended with
    """
    rows = session.execute(
        select(
            Application.id,
            Application.state,
            Application.project_name,
            Application.receipt_number,
            Organisation.name,
            Call.title,
            Call.scheme_id,
            Application.course_id,
            *DEADLINES,
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(CallCourse, OF_APPLICATION)
        .where(editable(actor), *([Application.id < before] if before else []))
        .order_by(Application.id.desc())
        .limit(limit)
    )
    return [
        OwnApplication(
            *row[:8], closes_at=proposal_closes(row[8], row[9], row[10], row[11], row[12])
        )
        for row in rows
    ]


def calls_to_begin(session: Session, actor: Actor, now: datetime) -> list[CallToBegin]:
    """Give the open calls in which the actor's organisations have begun nothing; two statements."""
    begun = exists().where(
        Application.call_id == Call.id,
        Application.organisation_id.in_(actor.organisation_ids),
        # A draft that was put away is as if nothing had been begun.
        or_(
            Application.state != ApplicationState.WITHDRAWN, Application.receipt_number.is_not(None)
        ),
    )
    is_open = (Call.state == CallState.PUBLISHED, Call.opens_at <= now, Call.closes_at > now)
    rows = session.execute(
        select(Call.id, Call.title, Call.closes_at)
        .where(*is_open, ~begun)
        .order_by(Call.closes_at, Call.id)
    )
    found = rows.all()
    courses = course_deadlines(session, [call_id for call_id, _, _ in found]) if found else {}
    return [
        CallToBegin(call_id, title, Deadlines(closes_at, courses.get(call_id, ())))
        for call_id, title, closes_at in found
    ]


def open_filings(session: Session, actor: Actor, *, limit: int = SHOWN) -> list[OpenFiling]:
    """Give the documents that the actor's organisations have to finish."""
    asked = and_(Correction.filing_id == Filing.id, Correction.state == CorrectionState.ASKED)
    rows = session.execute(
        select(
            Filing.id,
            Filing.application_id,
            Filing.kind,
            Filing.state,
            Application.project_name,
            Organisation.name,
            Call.title,
            Call.scheme_id,
            Filing.closes_at,
            Correction.due_on,
            Correction.reason,
            Call.moments,
            *DEADLINES,
        )
        .select_from(Filing)
        .join(Application, Application.id == Filing.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(CallCourse, OF_APPLICATION)
        .outerjoin(Correction, asked)
        .where(
            editable(actor),
            Application.state != ApplicationState.WITHDRAWN,
            # What it is not: by what it is, SQLite would look through everybody's first.
            Filing.state.not_in((FilingState.FILED, FilingState.ACCEPTED)),
        )
        .order_by(Filing.id.desc())
        .limit(limit)
    )
    return [
        OpenFiling(
            id=filing_id,
            application_id=application_id,
            kind=kind,
            state=state,
            project_name=project_name,
            organisation=organisation,
            call_title=call_title,
            scheme_id=scheme_id,
            closes_at=next_midnight(due_on)
            if due_on is not None
            else step_closes_at(kind, proposal_closes(*deadlines), gates_of(moments), own_closes),
            reason=reason or "",
        )
        for (
            filing_id, application_id, kind, state, project_name, organisation, call_title,
            scheme_id, own_closes, due_on, reason, moments, *deadlines,
        ) in rows
    ]  # fmt: skip


def proposal_closes(
    theme_id: int | None,
    call_closes: datetime,
    course_closes: datetime | None,
    theme_closes: datetime | None,
    extended_to: datetime | None,
) -> datetime:
    """Give when the time for a proposal ends, from the columns of ``DEADLINES``."""
    with_theme = theme_id is not None
    for_all = deadline_of(call_closes, course_closes, theme_closes, with_theme=with_theme)
    return max(for_all, extended_to) if extended_to else for_all


def filings_of(session: Session, application_id: int) -> Sequence[Filing]:
    """Give the documents of an application, oldest first."""
    return session.scalars(
        select(Filing).where(Filing.application_id == application_id).order_by(Filing.id)
    ).all()


def snapshots_of(session: Session, application_id: int) -> Sequence[tuple[Snapshot, FilingKind]]:
    """Give what was handed in for an application, newest first, each with its kind."""
    rows = session.execute(
        select(Snapshot, Filing.kind)
        .join(Filing, Filing.id == Snapshot.filing_id)
        .where(Filing.application_id == application_id)
        .order_by(Snapshot.id.desc())
    )
    return [(snapshot, kind) for snapshot, kind in rows]


def corrections_of(session: Session, application_id: int) -> Sequence[Correction]:
    """Give the requests for correction of an application, newest first."""
    return session.scalars(
        select(Correction)
        .join(Filing, Filing.id == Correction.filing_id)
        .where(Filing.application_id == application_id)
        .order_by(Correction.id.desc())
    ).all()


def attachments_of(session: Session, filing_id: int) -> Sequence[Attachment]:
    """Give the files that stand on a filing now, in the order they came."""
    return session.scalars(ATTACHED, {"filing": filing_id}).all()
