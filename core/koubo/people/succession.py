"""Who goes on with the work of somebody who has moved on."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.handover_models import Handover


def successor_of(session: Session, person_id: int, on: date) -> int:
    """Give who does a person's work on a day: the person, or the last in the row of successors.

    Where somebody comes back to a post, the row ends with them and not in a circle.
    """
    rows = session.execute(
        select(Handover.from_person_id, Handover.to_person_id)
        .where(Handover.from_on <= on)
        .order_by(Handover.from_on, Handover.id)
    )
    holder = person_id
    for gone, new in rows:
        if gone == holder:
            holder = new
    return holder


def acts_for(session: Session, person_id: int, began: int, on: date) -> bool:
    """Say whether somebody began a piece of work, or goes on with it for who did."""
    return person_id == began or successor_of(session, began, on) == person_id
