"""From events to mails: texts filled in, one mail for each person, a link and a footer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.hooks import Hooks, PluginFault
from koubo.people.bars import people_kept_out
from koubo.people.hookspecs import koubo_messages
from koubo.people.mail_holds import OUTSIDE, hold_back
from koubo.people.mail_kinds import Wording, one_line, signs_only, without_links
from koubo.people.mail_map import MailMap, NoSuchMail, events_told, read_mail_map
from koubo.people.models import Person
from koubo.storage.outbox import (
    Event,
    EventRow,
    MailText,
    Reader,
    claim_events,
    mark_event_failed,
    queue_mails,
)
from koubo.storage.unit_of_work import UnitOfWork

FOOTER = "このメールは公募システム「Koubo」が自動でお送りしています。返信はできません。"
ON_PAPER = "くわしいことは、事務局にお問い合わせください。"


@dataclass(frozen=True)
class Told:
    """What is said to somebody; to nobody with an account where ``person_id`` is None."""

    person_id: int | None
    reader: Reader | None
    wording: Wording


def make_mails(uow: UnitOfWork, hooks: Hooks, *, base_url: str, limit: int = 50) -> int:
    """Turn pending events into queued mails; give how many events were handled.

    A fault is noted on the event, which is tried again later; other events go on. What is held
    back is made and waits.
    """
    with uow.writing() as write:
        rows = claim_events(write.session, now=uow.now, limit=limit)
        claimed = [(row.id, row.event()) for row in rows]
    if not claimed:
        return 0
    mail_map = read_mail_map(uow.session, hooks)
    for event_id, event in claimed:
        try:
            # Hooks run with no lock held.
            told, fault = list(told_by(event, hooks, mail_map)), ""
        except (PluginFault, NoSuchMail, KeyError, ValueError) as error:
            told, fault = [], str(error)
        with uow.writing() as write:
            if fault:
                mark_event_failed(write.session, event_id, fault, now=uow.now)
            elif write.lock(EventRow, event_id).handled_at is None:
                link = f"{base_url.rstrip('/')}{event.path}"
                texts = _addressed(write.session, event, told, link)
                queue_mails(write.session, event_id, texts, now=uow.now)
                hold_back(write.session)
    return len(claimed)


def told_by(event: Event, hooks: Hooks, mail_map: MailMap) -> Iterator[Told]:
    """Give what an event says to whom: what plugins say first, then the map; each person once.

    :raises NoSuchMail: where a reader of the event has no text
    :raises KeyError: where the event lacks a fact that a text names
    """
    spoken: set[int] = set()
    for one in hooks.all(koubo_messages, event.scheme_id or None)(event=event):
        if one.person_id not in spoken:
            spoken.add(one.person_id)
            words = Wording(one_line(one.subject), signs_only(one.body))
            yield Told(one.person_id, _reader_of(event, one.person_id), words)
    for key, people in events_told(event):
        plan = mail_map.plan(key, event.scheme_id)
        if not plan.is_on:
            continue
        filled = plan.kind.fill(plan.wording, event.facts)
        for person_id in people:
            if person_id not in spoken:
                yield Told(person_id, key[1], filled)
        if not people and key[1] is Reader.APPLICANT and event.application_id is not None:
            yield Told(None, key[1], filled)  # a group without an account is written to on paper


def failing_events(uow: UnitOfWork, limit: int = 50) -> list[EventRow]:
    """Give the events that could not be turned into mails, newest first."""
    return list(
        uow.session.scalars(
            select(EventRow).where(EventRow.fault != "").order_by(EventRow.id.desc()).limit(limit)
        )
    )


def _reader_of(event: Event, person_id: int) -> Reader | None:
    return next((one for one in Reader if person_id in event.to.get(one, ())), None)


def _addressed(
    session: Session, event: Event, told: Iterable[Told], link: str
) -> Iterator[MailText]:
    said = _without_kept_out(session, event, list(told))
    ids = [one.person_id for one in said if one.person_id is not None]
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}
    for one in said:
        person = people.get(one.person_id) if one.person_id is not None else None
        if one.person_id is not None and person is None:
            continue
        yield MailText(
            person_id=one.person_id,
            address=person.email if person else "",
            subject=one.wording.subject,
            body=_letter(person, event, one.wording.body, link),
            kind=event.kind,
            reader=one.reader,
            call_id=event.call_id,
            application_id=event.application_id,
        )


def _without_kept_out(session: Session, event: Event, said: list[Told]) -> list[Told]:
    """Leave out whoever is kept out of the application by now; its own people are told."""
    if event.application_id is None or all(one.reader in OUTSIDE for one in said):
        return said
    hidden = people_kept_out(session, event.application_id)
    return [one for one in said if one.reader in OUTSIDE or one.person_id not in hidden]


def _letter(person: Person | None, event: Event, body: str, link: str) -> str:
    if person is None:
        organisation = without_links(event.facts.get("organisation", ""))
        return f"{organisation} 御中\n\n{body}\n\n{ON_PAPER}\n"
    return f"{one_line(without_links(person.name))} 様\n\n{body}\n\n{link}\n\n{FOOTER}\n"
