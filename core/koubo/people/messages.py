"""From events to mails: texts filled in, one mail for each person, a link and a footer."""

from collections.abc import Mapping
from string import Template

from sqlalchemy import select

from koubo.hooks import Hooks, PluginFault
from koubo.people.hookspecs import koubo_messages
from koubo.people.models import Person
from koubo.people.rules import Message
from koubo.storage.outbox import (
    Event,
    EventRow,
    MailText,
    claim_events,
    mark_event_failed,
    queue_mails,
)
from koubo.storage.unit_of_work import UnitOfWork

FOOTER = "このメールは公募システム「Koubo」が自動でお送りしています。返信はできません。"


def mails_for(event: Event, texts: Mapping[str, tuple[str, str]]) -> list[Message]:
    """Give everybody concerned the text of an event's kind; nothing for kinds without one."""
    if event.kind not in texts:
        return []
    subject, body = (Template(text).substitute(event.facts) for text in texts[event.kind])
    return [Message(person_id, subject, body) for person_id in event.to]


def make_mails(uow: UnitOfWork, hooks: Hooks, *, base_url: str, limit: int = 50) -> int:
    """Turn pending events into queued mails; give how many events were handled.

    A fault is noted on the event, which is tried again later; other events go on.
    """
    with uow.writing() as write:
        rows = claim_events(write.session, now=uow.now, limit=limit)
        claimed = [(row.id, row.event()) for row in rows]
    for event_id, event in claimed:
        try:
            # Hooks run with no lock held.
            messages = hooks.all(koubo_messages, event.scheme_id or None)(event=event)
            fault = ""
        except (PluginFault, KeyError, ValueError) as error:
            messages, fault = [], str(error)
        with uow.writing() as write:
            if fault:
                mark_event_failed(write.session, event_id, fault, now=uow.now)
                continue
            texts = _addressed(uow, messages, f"{base_url.rstrip('/')}{event.path}")
            queue_mails(write.session, event_id, texts, now=uow.now)
    return len(claimed)


def failing_events(uow: UnitOfWork, limit: int = 50) -> list[EventRow]:
    """Give the events that could not be turned into mails, newest first."""
    return list(
        uow.session.scalars(
            select(EventRow).where(EventRow.fault != "").order_by(EventRow.id.desc()).limit(limit)
        )
    )


def _addressed(uow: UnitOfWork, messages: list[Message], link: str) -> list[MailText]:
    ids = [one.person_id for one in messages]
    people = {
        person.id: person
        for person in uow.session.scalars(select(Person).where(Person.id.in_(ids)))
    }
    return [
        MailText(
            person_id=one.person_id,
            address=people[one.person_id].email,
            subject=one.subject,
            body=f"{people[one.person_id].name} 様\n\n{one.body}\n\n{link}\n\n{FOOTER}\n",
        )
        for one in messages
        if one.person_id in people
    ]
