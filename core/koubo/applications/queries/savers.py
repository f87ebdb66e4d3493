"""Who saved a draft, as its own organisation is told."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.models import Membership, Person


def member_names(
    session: Session, organisation_id: int, person_ids: Iterable[int | None]
) -> Mapping[int, str]:
    """Give the names of those of some persons who are or were the organisation's members.

    Who of the city's staff it was is not told.
    """
    wanted = {one for one in person_ids if one is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Person.id.in_(wanted))
    )
    return {person_id: name for person_id, name in rows}
