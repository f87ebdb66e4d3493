"""Whom award tells, and where the link of a mail leads."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.events import application_event
from koubo.applications.models import Application
from koubo.award.models import Award, Decision
from koubo.award.rules import DECISION_NAMES
from koubo.calendar import day_in_japan
from koubo.people.models import Membership
from koubo.people.queries import members_of, people_with_seat
from koubo.people.rules import SeatKind
from koubo.storage.outbox import Event
from koubo.storage.unit_of_work import Write


def members_by_organisation(
    session: Session, organisation_ids: Collection[int]
) -> dict[int, list[int]]:
    """Give the persons who act for each organisation, in one statement."""
    rows = session.execute(
        select(Membership.organisation_id, Membership.person_id)
        .where(Membership.organisation_id.in_(organisation_ids))
        .order_by(Membership.person_id)
    )
    found: dict[int, list[int]] = {one: [] for one in organisation_ids}
    for organisation_id, person_id in rows:
        found[organisation_id].append(person_id)
    return found


def to_members(write: Write, award: Award, kind: str, **facts: str) -> Event:
    """Give the event that tells the grantee about its award."""
    application = award.application
    people = members_of(write.session, application.organisation_id)
    return _about(application, kind, people, f"/applicant/awards/{award.id}", **facts)


def to_officers(write: Write, award: Award, kind: str, **facts: str) -> Event:
    """Give the event that tells the officers about an award."""
    today = day_in_japan(write.now)
    people = people_with_seat(write.session, SeatKind.OFFICER, today)
    return _about(award.application, kind, people, f"/officer/awards/{award.id}", **facts)


def letter_issued(application: Application, decision: Decision, people: Iterable[int]) -> Event:
    """Give the event that a letter waits for the applicant; the mail does not say what it says."""
    name = DECISION_NAMES[decision.kind]
    return _about(application, "notice_issued", people, "/applicant/letters", decision=name)


def decision_event(decision: Decision, kind: str, to: Iterable[int], path: str) -> Event:
    """Give the event of a step of a decision, for staff."""
    call = decision.call
    return Event(
        kind=kind,
        scheme_id=call.scheme_id,
        call_id=call.id,
        to=tuple(to),
        facts={
            "call": call.title,
            "decision": DECISION_NAMES[decision.kind],
            "document_number": decision.document_number,
        },
        path=path,
    )


def _about(
    application: Application, kind: str, people: Iterable[int], path: str, **facts: str
) -> Event:
    return replace(application_event(application, kind, list(people), **facts), path=path)
