"""To whom a mail goes when it is printed and posted: the organisation as it stands today."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.people.models import Membership, Organisation
from koubo.people.rules import OrganisationFacts


def addressee(
    session: Session, *, application_id: int | None, person_id: int | None
) -> OrganisationFacts | None:
    """Give the organisation to whose address a mail is posted; None where none is known.

    It is the one whose application the mail is about; else the only one that the person acts for.
    """
    if application_id is not None:
        found = session.scalars(
            select(Organisation)
            .join(Application, Application.organisation_id == Organisation.id)
            .where(Application.id == application_id)
        ).one_or_none()
        return found.facts() if found else None
    if person_id is None:
        return None
    own = session.scalars(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.person_id == person_id, Membership.left_at.is_(None))
        .limit(2)
    ).all()
    return own[0].facts() if len(own) == 1 else None
