"""Who sees which amendment: staff who see its award, and its own organisation."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager

from koubo.applications.policy import editable
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.rules import OPEN_AMENDMENTS, AmendmentState
from koubo.award.models import Award
from koubo.award.policy import visible_awards
from koubo.people.rules import Actor
from koubo.problems import NotFound

CAME_IN = Amendment.state.not_in((AmendmentState.DRAFTED, AmendmentState.WITHDRAWN))
"""What staff are shown: a draft is its organisation's own, and so is what it took back."""


def load_amendment(session: Session, actor: Actor, amendment_id: int) -> Amendment:
    """Give an amendment that came in and that the actor may see as staff; else NotFound."""
    return _load(session, Amendment.id == amendment_id, visible_awards(actor), CAME_IN)


def load_own_amendment(session: Session, actor: Actor, amendment_id: int) -> Amendment:
    """Give an amendment of the actor's own organisation; NotFound for any other."""
    return _load(session, Amendment.id == amendment_id, editable(actor))


def amendment_of_filing(session: Session, actor: Actor, filing_id: int) -> Amendment:
    """Give the amendment that an own document belongs to; NotFound for any other."""
    return _load(session, Amendment.filing_id == filing_id, editable(actor))


def open_amendment(session: Session, award_id: int) -> Amendment | None:
    """Give the change of an award that is under way; None where none is."""
    return session.scalars(
        select(Amendment).where(
            Amendment.award_id == award_id, Amendment.state.in_(OPEN_AMENDMENTS)
        )
    ).first()


def _load(session: Session, *clauses: ColumnElement[bool]) -> Amendment:
    found = session.scalars(
        select(Amendment)
        .join(Amendment.award)
        .join(Award.application)
        .options(contains_eager(Amendment.award).contains_eager(Award.application))
        .where(*clauses)
    ).first()
    if found is None:
        raise NotFound
    return found
