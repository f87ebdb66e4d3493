"""Whom award tells, and where the link of a mail leads."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.events import application_event, event_for_members, event_for_officers
from koubo.applications.models import Application
from koubo.award.models import Award, Decision
from koubo.award.rules import DECISION_NAMES
from koubo.calendar import format_date
from koubo.money import format_yen
from koubo.people.models import Membership
from koubo.storage.outbox import Event, Reader
from koubo.storage.unit_of_work import Write


def members_by_organisation(
    session: Session, organisation_ids: Collection[int]
) -> dict[int, list[int]]:
    """Give the persons who act for each organisation, in one statement."""
    rows = session.execute(
        select(Membership.organisation_id, Membership.person_id)
        .where(Membership.organisation_id.in_(organisation_ids), Membership.left_at.is_(None))
        .order_by(Membership.person_id)
    )
    found: dict[int, list[int]] = {one: [] for one in organisation_ids}
    for organisation_id, person_id in rows:
        found[organisation_id].append(person_id)
    return found


def to_members(write: Write, award: Award, kind: str, **facts: str) -> Event:
    """Give the event that tells the grantee about its award."""
    told = event_for_members(write, award.application, kind, **facts)
    return replace(told, path=f"/applicant/awards/{award.id}")


def to_officers(write: Write, award: Award, kind: str, **facts: str) -> Event:
    """Give the event that tells the officers about an award."""
    told = event_for_officers(write, award.application, kind, **facts)
    return replace(told, path=f"/officer/awards/{award.id}")


def offer_made(
    write: Write, application: Application, *, amount: int, until: date, note: str
) -> Event:
    """Give the event that a runner-up is offered what is left (円)."""
    return offer_to_members(
        write,
        application,
        "runner_up_offered",
        amount=format_yen(amount),
        until=format_date(until),
        note=f"\n{note}" if note else "",
    )


def offer_to_members(write: Write, application: Application, kind: str, **facts: str) -> Event:
    """Give the event that tells a runner-up about its offer."""
    told = event_for_members(write, application, kind, **facts)
    return replace(told, path=f"/applicant/applications/{application.id}/offer")


def offer_to_officers(write: Write, application: Application, kind: str, **facts: str) -> Event:
    """Give the event that tells the officers what became of an offer."""
    told = event_for_officers(write, application, kind, **facts)
    return replace(told, path=f"/officer/calls/{application.call_id}/runners-up")


def letter_issued(application: Application, decision: Decision, people: Iterable[int]) -> Event:
    """Give the event that a letter waits for the applicant; the mail does not say what it says."""
    name = DECISION_NAMES[decision.kind]
    told = application_event(application, "notice_issued", people, decision=name)
    return replace(told, path="/applicant/letters")


def agreed(application: Application, award_id: int | None, people: Iterable[int]) -> Event:
    """Give the event that money was granted by the 協定書, which stands in a notice's place."""
    told = application_event(application, "award_agreed", people)
    return replace(told, path=f"/applicant/awards/{award_id}")


def decision_event(
    decision: Decision, kind: str, reader: Reader, to: Iterable[int], path: str
) -> Event:
    """Give the event of a step of a decision, for staff."""
    call = decision.call
    return Event(
        kind=kind,
        scheme_id=call.scheme_id,
        call_id=call.id,
        to={reader: tuple(to)},
        facts={
            "call": call.title,
            "decision": DECISION_NAMES[decision.kind],
            "document_number": decision.document_number,
        },
        path=path,
    )
