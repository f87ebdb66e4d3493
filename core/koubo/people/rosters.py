"""The read side of rosters: who stands on one now."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.models import RosterEntry
from koubo.problems import NotFound


def roster_of(session: Session, organisation_id: int) -> Sequence[RosterEntry]:
    """Give the entries of an organisation's roster in the order they were added."""
    return session.scalars(
        select(RosterEntry)
        .where(RosterEntry.organisation_id == organisation_id, RosterEntry.removed_at.is_(None))
        .order_by(RosterEntry.id)
    ).all()


def load_entry(session: Session, organisation_id: int, entry_id: int) -> RosterEntry:
    """Give an entry that stands on an organisation's roster now; NotFound for any other."""
    found = session.get(RosterEntry, entry_id)
    if found is None or found.organisation_id != organisation_id or found.removed_at is not None:
        raise NotFound
    return found
