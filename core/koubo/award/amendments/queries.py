"""Changes after the award: of one award, and those that wait for an officer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.rules import FilingState
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.policy import CAME_IN
from koubo.award.amendments.rules import AmendmentState
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.policy import visible_awards, visible_decisions
from koubo.award.rules import DecisionState
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.change_words import ChangeKind, Need
from koubo.storage.waiting import Rows, waits

SHOWN = 50


@dataclass(frozen=True)
class AmendmentRow:
    """One change in a list (円)."""

    id: int
    award_id: int
    filing_id: int
    number: int
    kind: ChangeKind
    state: AmendmentState
    needs: Need | None
    before: int | None
    after: int | None
    reason: str
    stops_on: date | None
    remark: str
    filed_at: datetime | None
    answered_at: datetime | None
    filing_state: FilingState
    receipt_number: str
    organisation: str
    project: str
    version: int


def amendments_of(session: Session, award_id: int, *, staff: bool) -> list[AmendmentRow]:
    """Give the changes of an award that the actor was shown, newest first.

    :param staff: leaves out what its organisation has not handed in
    """
    wanted = _rows().where(Amendment.award_id == award_id)
    if staff:
        wanted = wanted.where(CAME_IN)
    rows = session.execute(wanted.order_by(Amendment.number.desc()))
    return [AmendmentRow(*row) for row in rows]


def amendment_row(session: Session, amendment_id: int) -> AmendmentRow:
    """Give one change that the actor was shown."""
    return AmendmentRow(*session.execute(_rows().where(Amendment.id == amendment_id)).one())


def amendment_list(
    session: Session,
    actor: Actor,
    *,
    state: AmendmentState | None = None,
    before: int | None = None,
    limit: int = SHOWN,
) -> list[AmendmentRow]:
    """Give the changes that came in, newest first, by key; one statement."""
    wanted = _rows().where(visible_awards(actor), CAME_IN)
    if state is not None:
        wanted = wanted.where(Amendment.state == state)
    if before is not None:
        wanted = wanted.where(Amendment.id < before)
    rows = session.execute(wanted.order_by(Amendment.id.desc()).limit(limit))
    return [AmendmentRow(*row) for row in rows]


def unanswered_amendments(actor: Actor) -> Rows:
    """Ask how many changes wait for an officer: neither in correction nor drafted already."""
    drafted = (
        select(DecisionLine.filing_id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(Decision.state == DecisionState.DRAFTED, DecisionLine.filing_id.is_not(None))
    )
    return (
        waits()
        .join_from(Amendment, Award, Award.id == Amendment.award_id)
        .join(Application, Application.id == Award.application_id)
        .join(Filing, Filing.id == Amendment.filing_id)
        .where(
            visible_awards(actor),
            Amendment.state == AmendmentState.FILED,
            Filing.state != FilingState.IN_CORRECTION,
            Amendment.filing_id.not_in(drafted),
        )
    )


def decision_about(session: Session, actor: Actor, filing_id: int) -> int | None:
    """Give the newest decision that answers a document and was not dropped; None without one."""
    # Not joined: the clause of the visible decisions asks their lines itself.
    about = select(DecisionLine.decision_id).where(DecisionLine.filing_id == filing_id)
    return session.scalars(
        select(Decision.id)
        .where(
            Decision.id.in_(about),
            Decision.state != DecisionState.DROPPED,
            visible_decisions(actor),
        )
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Amendment.id,
            Amendment.award_id,
            Amendment.filing_id,
            Amendment.number,
            Amendment.kind,
            Amendment.state,
            Amendment.needs,
            Amendment.before,
            Amendment.after,
            Amendment.reason,
            Amendment.stops_on,
            Amendment.remark,
            Amendment.filed_at,
            Amendment.answered_at,
            Filing.state,
            Application.receipt_number,
            Organisation.name,
            Application.project_name,
            Amendment.version,
        )
        .join(Award, Award.id == Amendment.award_id)
        .join(Filing, Filing.id == Amendment.filing_id)
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
    )
