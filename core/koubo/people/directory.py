"""Organisations as the officers know them: loaded by number, members or none, merged or not."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.models import Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Refused

MERGED = "この団体は、ほかの団体に統合されています。統合した先の団体のページで行ってください。"


def load_organisation(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """Give any organisation to an officer, a merged one too; NotFound if there is none."""
    require(actor, SeatKind.OFFICER)
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def refuse_merged(organisation: Organisation) -> None:
    """Refuse to write anything new to an organisation whose records have moved."""
    if organisation.merged_into_id is not None:
        raise Refused(MERGED)


def where_now(session: Session, organisation_id: int) -> int:
    """Give the organisation that has an organisation's records now; itself, if they never moved."""
    number = organisation_id
    while True:
        into = session.scalar(select(Organisation.merged_into_id).where(Organisation.id == number))
        if into is None:
            return number
        number = into
