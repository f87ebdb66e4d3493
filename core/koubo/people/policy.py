"""Who sees which organisation, as whom it is loaded."""

from sqlalchemy.orm import Session

from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.problems import NotFound


def load_own_organisation(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """Give an organisation that the actor acts for; NotFound for any other."""
    if organisation_id not in actor.organisation_ids:
        raise NotFound
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found
