"""The events of applications: what happened, whom it concerns, and facts for the mails."""

from koubo.applications.models import Application
from koubo.calendar import day_in_japan
from koubo.people.queries import members_of, people_with_seat
from koubo.people.rules import SeatKind
from koubo.storage.outbox import Event
from koubo.storage.unit_of_work import Write


def event_for_all(write: Write, application: Application, kind: str, **facts: str) -> Event:
    """Give an event that concerns the organisation and the officers alike."""
    people = [
        *members_of(write.session, application.organisation_id),
        *people_with_seat(write.session, SeatKind.OFFICER, day_in_japan(write.now)),
    ]
    return application_event(application, kind, people, **facts)


def application_event(application: Application, kind: str, to: list[int], **facts: str) -> Event:
    """Give the event of a step of an application, with the facts that its mails may name."""
    call = application.call
    return Event(
        kind=kind,
        scheme_id=call.scheme_id,
        call_id=call.id,
        to=tuple(dict.fromkeys(to)),
        facts={
            "call": call.title,
            "project": application.project_name,
            "organisation": application.organisation.name,
            "receipt_number": application.receipt_number or "",
            **facts,
        },
        path=f"/applications/{application.id}",
    )
