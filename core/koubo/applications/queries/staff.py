"""The read side for staff: lists of what came in and of what waits for them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Correction, Filing
from koubo.applications.policy import visible_to_staff
from koubo.applications.queries.inbox import Waits, bears, waiting_for
from koubo.applications.rules import ApplicationState, CorrectionState, FilingState
from koubo.people.models import Membership, Organisation
from koubo.people.rules import Actor
from koubo.schemes.deadlines import Track
from koubo.schemes.forms import FilingKind

PAGE = 50
TOP_COUNT = 1000
"""Totals are counted no further than this: 「1,000件以上」."""
LATER_FILINGS = (FilingKind.GRANT_APPLICATION, FilingKind.INTERIM_REPORT, FilingKind.REPORT)
NUMBER = func.coalesce(Application.receipt_number, "")


@dataclass(frozen=True)
class ListedApplication:
    """One line of the officer's list (円, JST)."""

    id: int
    receipt_number: str
    project_name: str
    organisation: str
    course_id: str
    state: ApplicationState
    requested: int | None
    received_at: datetime | None
    correction_due: date | None
    """Until when the applicant has to mend something; None where nothing is asked."""
    on_paper: bool = False
    """Whether an officer entered it from paper."""


@dataclass(frozen=True)
class Wanted:
    """What an officer looks for in the list of a call."""

    states: tuple[ApplicationState, ...] = ()
    course_id: str = ""
    text: str = ""
    """Part of a number, a project's or an organisation's name."""
    waits: Waits | None = None
    today: date = date.max
    """The day as of which a correction is late."""

    @property
    def is_by_state(self) -> bool:
        """Say whether nothing but states matters."""
        return not (self.course_id or self.text.strip() or self.waits)

    @property
    def is_all(self) -> bool:
        """Say whether nothing is left out."""
        return self.is_by_state and not self.states


def list_applications(
    session: Session,
    actor: Actor,
    call_id: int,
    wanted: Wanted,
    *,
    after: str = "",
    before: str = "",
    limit: int = PAGE,
) -> list[ListedApplication]:
    """Give what came in for a call, in the order of receipt, by key; one statement.

    :param after: the last receipt number of the page before
    :param before: the first receipt number of the page after, to go back
    """
    asked = and_(Correction.filing_id == Filing.id, Correction.state == CorrectionState.ASKED)
    proposal = and_(Filing.application_id == Application.id, Filing.kind == FilingKind.PROPOSAL)
    query = (
        select(
            Application.id,
            NUMBER,
            Application.project_name,
            Organisation.name,
            Application.course_id,
            Application.state,
            Application.requested,
            Application.received_at,
            Correction.due_on,
            Filing.entered_by.is_not(None),
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .outerjoin(Filing, proposal)
        .outerjoin(Correction, asked)
        .where(*_wanted(actor, call_id, wanted))
        .limit(limit)
    )
    if before:
        query = query.where(Application.receipt_number < before)
        rows = session.execute(query.order_by(Application.receipt_number.desc())).all()[::-1]
    else:
        rows = session.execute(
            query.where(Application.receipt_number > after).order_by(Application.receipt_number)
        ).all()
    return [ListedApplication(*row[:9], on_paper=row[9]) for row in rows]


def next_filed(session: Session, actor: Actor, call_id: int, *, but: int) -> tuple[int, str] | None:
    """Give id and project of the first application of a call that waits for its check."""
    row = session.execute(
        select(Application.id, Application.project_name)
        .where(
            Application.call_id == call_id,
            Application.state == ApplicationState.FILED,
            Application.id != but,
            visible_to_staff(actor),
        )
        .order_by(Application.id)
        .limit(1)
    ).first()
    return (row.id, row.project_name) if row else None


def count_applications(session: Session, actor: Actor, call_id: int, wanted: Wanted) -> int:
    """Count what a list would show, up to TOP_COUNT; one statement."""
    found = (
        select(Application.id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(*_wanted(actor, call_id, wanted))
        .limit(TOP_COUNT)
    )
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _wanted(actor: Actor, call_id: int, wanted: Wanted) -> list[ColumnElement[bool]]:
    clauses = [
        visible_to_staff(actor),
        Application.call_id == call_id,
        # Drafts that were withdrawn never came in.
        Application.receipt_number.is_not(None),
    ]
    if wanted.states:
        clauses.append(Application.state.in_(wanted.states))
    if wanted.course_id:
        clauses.append(Application.course_id == wanted.course_id)
    if wanted.waits is not None:
        clauses.append(waiting_for(wanted.today) == wanted.waits.value)
    if text := wanted.text.strip():
        clauses.append(bears(text))
    return clauses


def counts_by_state(
    session: Session, actor: Actor, call_ids: Collection[int]
) -> dict[int, dict[ApplicationState, int]]:
    """Count what came in for calls, by state; one statement."""
    rows = session.execute(
        select(Application.call_id, Application.state, func.count())
        .where(
            Application.call_id.in_(call_ids),
            Application.receipt_number.is_not(None),
            visible_to_staff(actor),
        )
        .group_by(Application.call_id, Application.state)
    )
    counts: dict[int, dict[ApplicationState, int]] = {one: {} for one in call_ids}
    for call_id, state, count in rows:
        counts[call_id][state] = count
    return counts


@dataclass(frozen=True)
class WaitingFiling:
    """A 交付申請書 or a 実績報告書 that was handed in and waits for an officer."""

    id: int
    kind: FilingKind
    application_id: int
    receipt_number: str
    project_name: str
    organisation: str
    filed_at: datetime | None


def waiting_filings(
    session: Session,
    actor: Actor,
    *,
    kinds: Collection[FilingKind] = LATER_FILINGS,
    before: int | None = None,
    limit: int = PAGE,
) -> list[WaitingFiling]:
    """Give the later filings that wait to be accepted, newest first, by key; one statement."""
    query = (
        select(
            Filing.id,
            Filing.kind,
            Application.id,
            NUMBER,
            Application.project_name,
            Organisation.name,
            Filing.filed_at,
        )
        .join(Application, Application.id == Filing.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(Filing.kind.in_(kinds), Filing.state == FilingState.FILED, visible_to_staff(actor))
        .order_by(Filing.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Filing.id < before)
    return [WaitingFiling(*row) for row in session.execute(query)]


def count_waiting_filings(session: Session, actor: Actor) -> dict[FilingKind, int]:
    """Count the later filings that wait to be accepted, by kind; one statement."""
    rows = session.execute(
        select(Filing.kind, func.count())
        .join(Application, Application.id == Filing.application_id)
        .where(
            Filing.kind.in_(LATER_FILINGS),
            Filing.state == FilingState.FILED,
            visible_to_staff(actor),
        )
        .group_by(Filing.kind)
    )
    return {kind: count for kind, count in rows}


@dataclass(frozen=True)
class LateCorrection:
    """A correction whose day is over without an answer."""

    application_id: int
    receipt_number: str
    project_name: str
    organisation: str
    due_on: date


def late_corrections(
    session: Session, actor: Actor, today: date, *, limit: int = PAGE
) -> list[LateCorrection]:
    """Give the corrections that were not made in time, oldest first; one statement."""
    rows = session.execute(
        select(
            Application.id,
            NUMBER,
            Application.project_name,
            Organisation.name,
            Correction.due_on,
        )
        .select_from(Correction)
        .join(Filing, Filing.id == Correction.filing_id)
        .join(Application, Application.id == Filing.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            Correction.state == CorrectionState.ASKED,
            Filing.state == FilingState.IN_CORRECTION,
            Application.state.not_in((ApplicationState.WITHDRAWN, ApplicationState.INELIGIBLE)),
            Correction.due_on < today,
            visible_to_staff(actor),
        )
        .order_by(Correction.due_on, Correction.id)
        .limit(limit)
    )
    return [LateCorrection(*row) for row in rows]


def applicants_of_call(
    session: Session, call_id: int, concerns: Callable[[Track], bool] | None = None
) -> list[int]:
    """Give the persons whose organisations have begun or filed an application in a call.

    :param concerns: says whether the application's track is meant; all are if None
    """
    rows = session.execute(
        select(Membership.person_id, Application.course_id, Application.theme_id.is_not(None))
        .join(Application, Application.organisation_id == Membership.organisation_id)
        .where(
            Application.call_id == call_id,
            Application.state != ApplicationState.WITHDRAWN,
            Membership.left_at.is_(None),
        )
        .distinct()
        .order_by(Membership.person_id)
    )
    found = [
        person_id
        for person_id, course_id, with_theme in rows
        if concerns is None or concerns(Track(course_id, with_theme))
    ]
    return list(dict.fromkeys(found))
