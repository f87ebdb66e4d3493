"""参加表明 that came in otherwise than here: an officer wrote down that it did."""

from sqlalchemy.orm import Session

from koubo.applications.contact_models import Contact
from koubo.applications.gates import standing_contacts
from koubo.schemes.eligibility.case import Gate


def is_declared_elsewhere(session: Session, call_id: int, organisation_id: int) -> bool:
    """Say whether an officer recorded the 参加表明 of an organisation in a call."""
    found = standing_contacts().where(
        Contact.call_id == call_id,
        Contact.organisation_id == organisation_id,
        Contact.gate == Gate.PARTICIPATION,
    )
    return session.scalars(found.limit(1)).first() is not None
