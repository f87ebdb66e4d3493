"""Who is kept out of which application, written once as SQL; every area asks here.

Three things keep somebody out, and each counts at the next request: a bar that review set, a
conflict that a member of staff declared, and having ever been a member of the organisation.
"""

from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, column, or_, select, table, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from koubo.people.conflict_models import StaffConflict
from koubo.people.models import Bar, Membership
from koubo.people.rules import Actor

ACTORS = 1024
"""For so many actors a clause is kept: to put one together takes longer than the database needs for
its answer. A clause holds the actor's own frozen values and nothing that was read."""

# Applications stand in a higher area; which organisation applies is all that is asked of them.
APPLICATION = table("application", column("id"), column("organisation_id"))


@lru_cache(maxsize=ACTORS)
def barred_applications(actor: Actor) -> Select[tuple[int]]:
    """Select the numbers of the applications that the actor is kept out of one by one."""
    bars = select(Bar.application_id.label("number")).where(
        Bar.person_id == actor.person_id, Bar.lifted_at.is_(None)
    )
    declared = select(StaffConflict.application_id.label("number")).where(
        StaffConflict.person_id == actor.person_id,
        StaffConflict.application_id.is_not(None),
        StaffConflict.lifted_at.is_(None),
    )
    return select(union_all(bars, declared).subquery().c.number)


@lru_cache(maxsize=ACTORS)
def tied_organisations(actor: Actor) -> Select[tuple[int]]:
    """Select the organisations all of whose applications, later ones too, are kept from the actor.

    Whoever has ever been a member needs to declare nothing. A department's own theme is its work
    and ties nobody; whether it may judge it is the scheme's rule.
    """
    members = select(Membership.organisation_id.label("number")).where(
        Membership.person_id == actor.person_id
    )
    declared = select(StaffConflict.organisation_id.label("number")).where(
        StaffConflict.person_id == actor.person_id,
        StaffConflict.organisation_id.is_not(None),
        StaffConflict.lifted_at.is_(None),
    )
    return select(union_all(members, declared).subquery().c.number)


def kept_out(
    actor: Actor,
    application_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
) -> ColumnElement[bool]:
    """Give the clause that an application, named by a column anywhere, is kept from the actor.

    False, not null, where the column names none.
    """
    return and_(application_id.is_not(None), application_id.in_(_hidden(actor)))


@lru_cache(maxsize=ACTORS)
def _hidden(actor: Actor) -> Select[tuple[int]]:
    """Select all that is kept from somebody."""
    of_tied = select(APPLICATION.c.id).where(
        APPLICATION.c.organisation_id.in_(tied_organisations(actor))
    )
    return select(union_all(barred_applications(actor), of_tied).subquery().c[0])


def people_kept_out(session: Session, application_id: int) -> frozenset[int]:
    """Give the numbers of all who are kept out of an application; one statement."""
    of_application = select(APPLICATION.c.organisation_id).where(APPLICATION.c.id == application_id)
    bars = select(Bar.person_id.label("person_id")).where(
        Bar.application_id == application_id, Bar.lifted_at.is_(None)
    )
    declared = select(StaffConflict.person_id.label("person_id")).where(
        or_(
            StaffConflict.application_id == application_id,
            StaffConflict.organisation_id.in_(of_application),
        ),
        StaffConflict.lifted_at.is_(None),
    )
    members = select(Membership.person_id.label("person_id")).where(
        Membership.organisation_id.in_(of_application)
    )
    return frozenset(session.scalars(union_all(bars, declared, members)))
