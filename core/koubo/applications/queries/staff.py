"""The read side for staff: lists of what came in and of what waits for them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Correction, Filing
from koubo.applications.policy import visible_to_staff
from koubo.applications.rules import ApplicationState, CorrectionState, FilingState
from koubo.people.bars import ACTORS
from koubo.people.models import Membership, Organisation
from koubo.people.rules import Actor
from koubo.schemes.deadlines import Track
from koubo.schemes.forms import FilingKind
from koubo.storage.columns import read_columns
from koubo.storage.waiting import ONE, Rows, first, waits

PAGE = 50
LATER_FILINGS = (FilingKind.GRANT_APPLICATION, FilingKind.INTERIM_REPORT, FilingKind.REPORT)
NUMBER = func.coalesce(Application.receipt_number, "")


def next_filed(session: Session, actor: Actor, call_id: int, *, but: int) -> tuple[int, str] | None:
    """Give id and project of the first application of a call that waits for its check."""
    rows = read_columns(session, _next_filed(actor), {"call": call_id, "but": but})
    return (rows[0].id, rows[0].project_name) if rows else None


@lru_cache(maxsize=ACTORS)
def _next_filed(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(Application.id, Application.project_name)
        .where(
            Application.call_id == bindparam("call"),
            Application.state == ApplicationState.FILED,
            Application.id != bindparam("but"),
            visible_to_staff(actor),
        )
        .order_by(Application.id)
        .limit(1)
    )


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


def filings_waiting(actor: Actor) -> Rows:
    """Ask how many later filings wait to be accepted; the note is their kind."""
    return (
        waits(note=Filing.kind)
        .join_from(Filing, Application, Application.id == Filing.application_id)
        .where(
            Filing.kind.in_(LATER_FILINGS),
            Filing.state == FilingState.FILED,
            visible_to_staff(actor),
        )
        .group_by(Filing.kind)
    )


def late_corrections(actor: Actor, today: date, *, limit: int = PAGE) -> Rows:
    """Ask for the corrections that were not made in time, oldest first: by application.

    The words are the project's, the note says number and organisation.
    """
    rows = (
        waits(
            number=Application.id,
            words=Application.project_name,
            note=NUMBER + "　" + Organisation.name,
            count=ONE,
            on=Correction.due_on,
        )
        .join_from(Correction, Filing, Filing.id == Correction.filing_id)
        .join(Application, Application.id == Filing.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(*_asked_back(actor), Correction.due_on < today)
        .order_by(Correction.due_on, Correction.id)
    )
    return first(rows, limit)


def corrections_due(actor: Actor, today: date, until: date) -> Rows:
    """Ask how many corrections are due on the days from today until a day, by call."""
    return (
        waits(number=Application.call_id, on=Correction.due_on)
        .join_from(Correction, Filing, Filing.id == Correction.filing_id)
        .join(Application, Application.id == Filing.application_id)
        .where(*_asked_back(actor), Correction.due_on.between(today, until))
        .group_by(Application.call_id, Correction.due_on)
    )


def _asked_back(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        Correction.state == CorrectionState.ASKED,
        Filing.state == FilingState.IN_CORRECTION,
        Application.state.not_in((ApplicationState.WITHDRAWN, ApplicationState.INELIGIBLE)),
        visible_to_staff(actor),
    )


def sums_requested(actor: Actor, call_ids: Collection[int]) -> Rows:
    """Ask for what was requested in calls, by call (円): of all that came in and was not taken back."""
    return (
        waits(number=Application.call_id, count=func.coalesce(func.sum(Application.requested), 0))
        .where(
            Application.call_id.in_(call_ids),
            Application.receipt_number.is_not(None),
            Application.state.not_in((ApplicationState.DRAFT, ApplicationState.WITHDRAWN)),
            visible_to_staff(actor),
        )
        .group_by(Application.call_id)
    )


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
