"""What a reviewer is told before they declare: what the registers know against them."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.panels.queries.against import Against, against_all
from koubo.review.panels.queries.panel import panel_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call


def known_of_me(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    application_ids: Collection[int],
    on: date,
) -> dict[int, Against]:
    """Give what stands against the actor, as a reviewer of the call, by application.

    Only what the actor is asked about: their own memberships, and names like their own.
    """
    call = session.get(Call, call_id)
    if call is None or call_id not in actor.calls_reviewed():
        raise NotFound
    members = [one for one in panel_of(session, call_id) if one.person_id == actor.person_id]
    found = against_all(
        session,
        catalog,
        call,
        members=members,
        which=Application.id.in_(application_ids),
        on=on,
    )
    return {application_id: against for (application_id, _), against in found.items()}
