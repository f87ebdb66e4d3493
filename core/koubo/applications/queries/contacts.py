"""The contact log as officers read it, and the calls that an entry may be about."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from koubo.applications.contact_models import Contact
from koubo.applications.contact_rules import ContactWay
from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.bars import ACTORS
from koubo.people.models import Person
from koubo.people.rules import Actor, SeatKind, require
from koubo.schemes.eligibility.case import Gate
from koubo.schemes.models import Call
from koubo.storage.columns import read_columns

SHOWN = 100
"""So many contacts of one organisation are shown, the newest."""
SHOWN_ABOUT = 5
"""So many contacts are shown beside the application that they are about, the newest."""

# Put together once: to build a statement takes longer than to run it.
LATER = aliased(Contact)
"""The entry that stands in a contact's place."""
CONTACTS = (
    select(
        Contact.id,
        Contact.at,
        Contact.way,
        Contact.with_whom,
        Contact.text,
        Contact.gate,
        func.coalesce(Call.title, ""),
        func.coalesce(Application.project_name, ""),
        Contact.application_id,
        Person.name,
        Contact.recorded_at,
        Contact.corrects_id,
        LATER.id,
    )
    .join(Person, Person.id == Contact.person_id)
    .outerjoin(Call, Call.id == Contact.call_id)
    .outerjoin(Application, Application.id == Contact.application_id)
    .outerjoin(LATER, LATER.corrects_id == Contact.id)
    .order_by(Contact.at.desc(), Contact.id.desc())
)


@dataclass(frozen=True)
class ContactLine:
    """An entry of the contact log."""

    id: int
    at: datetime
    way: ContactWay
    with_whom: str
    text: str
    gate: Gate | None
    call: str
    project: str
    application_id: int | None
    officer: str
    recorded_at: datetime
    corrects_id: int | None
    corrected_by: int | None
    """The entry that stands in its place."""


def readable(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the contacts that an officer may read: not of what they are kept out of.

    It stands where a contact's application is joined to it.
    """
    return or_(Contact.application_id.is_(None), visible_to_staff(actor))


def contacts_of(
    session: Session, actor: Actor, about: ColumnElement[bool], *, limit: int = SHOWN
) -> list[ContactLine]:
    """Give entries of the contact log, newest first; one statement.

    :param about: whose or about what
    """
    require(actor, SeatKind.OFFICER)
    rows = session.execute(CONTACTS.where(about, readable(actor)).limit(limit))
    return [ContactLine(*list(row)) for row in rows]


def contacts_about(
    session: Session, actor: Actor, application_id: int, *, limit: int = SHOWN_ABOUT
) -> list[ContactLine]:
    """Give what was spoken about an application, newest first, entries as they stand now.

    One statement. An entry that another stands in place of is left out.
    """
    require(actor, SeatKind.OFFICER)
    asked = {"application": application_id, "most": limit}
    return [ContactLine(*list(row)) for row in read_columns(session, _about(actor), asked)]


@lru_cache(maxsize=ACTORS)
def _about(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Select what was spoken about an application, bound as ``application``: the ``most`` newest."""
    # An entry is joined to what stands in its place: one that nothing is joined to still stands.
    is_about = and_(Contact.application_id == bindparam("application"), LATER.id.is_(None))
    return CONTACTS.where(is_about, readable(actor)).limit(bindparam("most", type_=Integer()))


def calls_to_name(session: Session, actor: Actor, *, limit: int = 30) -> list[tuple[int, str]]:
    """Give the calls that a contact may be about, newest first; one statement."""
    require(actor, SeatKind.OFFICER)
    rows = session.execute(select(Call.id, Call.title).order_by(Call.id.desc()).limit(limit))
    return [(number, title) for number, title in rows]
