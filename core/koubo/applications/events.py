"""The events of applications: what happened, whom it concerns, and facts for the mails."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from koubo.applications.models import Application
from koubo.calendar import day_in_japan
from koubo.people.queries import members_of, people_with_seat
from koubo.people.rules import SeatKind
from koubo.storage.outbox import Event, Reader
from koubo.storage.unit_of_work import Write


def event_for_all(write: Write, application: Application, kind: str, **facts: str) -> Event:
    """Give an event that concerns the organisation and the officers alike."""
    return told_to(everybody(write, application), application, kind, **facts)


def everybody(write: Write, application: Application) -> dict[Reader, tuple[int, ...]]:
    """Give whom a step of an application concerns: its organisation's people, and the officers."""
    members = members_of(write.session, application.organisation_id)
    return {Reader.APPLICANT: tuple(members), Reader.OFFICER: _officers(write)}


def told_to(
    to: Mapping[Reader, tuple[int, ...]], application: Application, kind: str, **facts: str
) -> Event:
    """Give an event that concerns these people, who were looked up before."""
    return replace(application_event(application, kind, (), **facts), to=to)


def event_for_members(write: Write, application: Application, kind: str, **facts: str) -> Event:
    """Give an event that concerns the organisation alone."""
    people = members_of(write.session, application.organisation_id)
    return application_event(application, kind, people, **facts)


def event_for_officers(write: Write, application: Application, kind: str, **facts: str) -> Event:
    """Give an event that concerns the officers alone."""
    told = application_event(application, kind, (), **facts)
    return replace(told, to={Reader.OFFICER: _officers(write)})


def application_event(
    application: Application, kind: str, to: Iterable[int], **facts: str
) -> Event:
    """Give the event of a step of an application, with the facts that its mails may name.

    :param to: ids of members of the organisation
    """
    call = application.call
    return Event(
        kind=kind,
        scheme_id=call.scheme_id,
        call_id=call.id,
        to={Reader.APPLICANT: tuple(dict.fromkeys(to))},
        facts={
            "call": call.title,
            "project": application.project_name,
            "organisation": application.organisation.name,
            "receipt_number": application.receipt_number or "",
            **facts,
        },
        path=f"/applications/{application.id}",
        application_id=application.id,
    )


def _officers(write: Write) -> tuple[int, ...]:
    return tuple(people_with_seat(write.session, SeatKind.OFFICER, day_in_japan(write.now)))
