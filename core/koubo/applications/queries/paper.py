"""Papers that officers have begun to enter and not recorded yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.policy import from_paper
from koubo.applications.rules import FilingState
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor

MOST = 50


@dataclass(frozen=True)
class BegunPaper:
    """A paper that is being entered."""

    filing_id: int
    organisation: str
    project_name: str
    entered_by: str
    saved_at: datetime


def papers_begun(
    session: Session, actor: Actor, call_id: int | None = None, *, limit: int = MOST
) -> list[BegunPaper]:
    """Give the papers that were begun and not recorded, newest first; one statement."""
    query = (
        select(
            Filing.id,
            Organisation.name,
            Application.project_name,
            Person.name,
            Filing.saved_at,
        )
        .select_from(Filing)
        .join(Application, Application.id == Filing.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Person, Person.id == Filing.entered_by)
        .where(from_paper(actor), Filing.state == FilingState.DRAFT)
        .order_by(Filing.id.desc())
        .limit(limit)
    )
    if call_id is not None:
        query = query.where(Application.call_id == call_id)
    return [BegunPaper(*row) for row in session.execute(query)]
