"""The read side for departments: the applications that answer their own themes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.applications.queries.staff import NUMBER, PAGE
from koubo.applications.rules import ApplicationState
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.models import Theme


@dataclass(frozen=True)
class AnsweringApplication:
    """An application as the department whose theme it answers sees it."""

    id: int
    receipt_number: str
    project_name: str
    organisation: str
    state: ApplicationState
    theme_id: int
    theme: str
    received_at: datetime | None


def answering_applications(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = PAGE
) -> list[AnsweringApplication]:
    """Give the applications that answer the actor's own themes, newest first; one statement."""
    query = (
        select(
            Application.id,
            NUMBER,
            Application.project_name,
            Organisation.name,
            Application.state,
            Theme.id,
            Theme.title,
            Application.received_at,
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Theme, Theme.id == Application.theme_id)
        .where(
            visible_to_staff(actor),
            Theme.department_id.in_(actor.departments()),
            Application.receipt_number.is_not(None),
        )
        .order_by(Application.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Application.id < before)
    return [AnsweringApplication(*row) for row in session.execute(query)]
