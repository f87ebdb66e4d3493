"""What officers write down of an organisation: talks, and its standing registrations."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.contact_models import Contact, Registration
from koubo.applications.contact_schemas import read_contact, read_registration
from koubo.applications.policy import load_for_staff
from koubo.calendar import format_date
from koubo.people.directory import load_organisation, refuse_merged
from koubo.people.models import Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.ledger_records import known_schemes_by_id
from koubo.schemes.models import Call
from koubo.schemes.policy import load_call
from koubo.storage.history import HOUSE
from koubo.storage.twice import PRESSED_TWICE
from koubo.storage.unit_of_work import UnitOfWork

NOT_YET = "「日付」は今より前にしてください。"


def record_contact(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: int,
    *,
    typed: Mapping[str, Any],
    application_id: int | None = None,
    corrects_id: int | None = None,
) -> int:
    """Write a talk down; give its id. An earlier entry is mended by one that takes its place.

    :param typed: raw text by field; one about an application is about its call
    """
    organisation = load_organisation(uow.session, actor, organisation_id)
    refuse_merged(organisation)
    if application_id is not None:
        application = load_for_staff(uow.session, actor, application_id)
        if application.organisation_id != organisation_id:
            raise NotFound
        typed = {**typed, "call_id": str(application.call_id)}
    if corrects_id is not None:
        _load_contact(uow.session, organisation_id, corrects_id)
    values = read_contact(typed)
    if values["at"] > uow.now:
        raise Problems([Problem("not_yet", NOT_YET, "on")])
    if values["call_id"] is not None:
        load_call(uow.session, actor, values["call_id"])
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        refuse_merged(organisation)
        if corrects_id is not None:
            _refuse_corrected(write.session, corrects_id)
        told = {
            "organisation_id": organisation_id,
            "application_id": application_id,
            "corrects_id": corrects_id,
            "person_id": actor.person_id,
            **values,
        }
        pressed_twice = write.session.scalars(
            select(Contact.id)
            .filter_by(**told)
            .where(Contact.recorded_at > uow.now - PRESSED_TWICE)
        ).first()
        if pressed_twice is not None:
            return pressed_twice
        row = Contact(recorded_at=uow.now, **told)
        write.session.add(row)
        write.session.flush()
        gate = row.gate.value if row.gate else ""
        detail = {"organisation": organisation_id, "gate": gate, "text": row.text}
        if corrects_id is not None:
            detail["corrects"] = corrects_id
        write.record("record_contact", row, chain=_chain(write.session, row), detail=detail)
    return row.id


def load_contact(session: Session, actor: Actor, contact_id: int) -> Contact:
    """Give an entry to an officer; one about an application that they may not see is NotFound."""
    require(actor, SeatKind.OFFICER)
    found = session.get(Contact, contact_id)
    if found is None:
        raise NotFound
    if found.application_id is not None:
        load_for_staff(session, actor, found.application_id)
    return found


def _load_contact(session: Session, organisation_id: int, contact_id: int) -> Contact:
    found = session.get(Contact, contact_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound
    return found


def _refuse_corrected(session: Session, contact_id: int) -> None:
    later = select(Contact.id).where(Contact.corrects_id == contact_id)
    if session.scalars(later).first() is not None:
        raise Refused("この記録は、もう訂正されています。訂正した記録のほうを訂正してください。")


def _chain(session: Session, row: Contact) -> str:
    """Give the chain: what lets a proposal into a call is the call's affair."""
    if row.call_id is None:
        return HOUSE
    return session.get_one(Call, row.call_id).chain


def record_registration(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    organisation_id: int,
    *,
    typed: Mapping[str, Any],
) -> int:
    """Write a standing registration down as the city's own list has it; give its id."""
    refuse_merged(load_organisation(uow.session, actor, organisation_id))
    values = read_registration(typed)
    if values["scheme_id"] not in known_schemes_by_id(uow.session, catalog):
        raise Problems([Problem("scheme", "「制度」を選び直してください。", "scheme_id")])
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        refuse_merged(organisation)
        row = Registration(
            organisation_id=organisation_id,
            person_id=actor.person_id,
            recorded_at=uow.now,
            **values,
        )
        write.session.add(row)
        write.session.flush()
        detail = {
            "organisation": organisation_id,
            "scheme": row.scheme_id,
            "number": row.number,
            "from": row.from_on.isoformat(),
            "to": row.to_on.isoformat() if row.to_on else "",
        }
        write.record("record_registration", organisation, chain=HOUSE, detail=detail)
    return row.id


def load_registration(session: Session, actor: Actor, registration_id: int) -> Registration:
    """Give a registration to an officer; NotFound if there is none."""
    require(actor, SeatKind.OFFICER)
    found = session.get(Registration, registration_id)
    if found is None:
        raise NotFound
    return found


def end_registration(
    uow: UnitOfWork,
    actor: Actor,
    registration_id: int,
    *,
    ended_on: date,
    reason: str,
    version: int,
) -> None:
    """End a registration before its time, from a day on, with a reason."""
    row = load_registration(uow.session, actor, registration_id)
    problems = []
    if ended_on < row.from_on:
        message = f"登録の初日（{format_date(row.from_on)}）より後の日にしてください。"
        problems.append(Problem("ended_on", message, "ended_on"))
    if not reason.strip():
        problems.append(Problem("reason", "登録を終える理由を入力してください。", "reason"))
    if problems:
        raise Problems(problems)
    with uow.writing() as write:
        row = write.lock(Registration, registration_id, version=version)
        if row.ended_on is not None:
            raise Refused("この登録は、もう終わっています。")
        row.ended_on, row.ended_because = ended_on, reason.strip()
        organisation = write.session.get_one(Organisation, row.organisation_id)
        detail = {
            "scheme": row.scheme_id,
            "number": row.number,
            "on": ended_on.isoformat(),
            "reason": row.ended_because,
        }
        write.record("end_registration", organisation, chain=HOUSE, detail=detail)
