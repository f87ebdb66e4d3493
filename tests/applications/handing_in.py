"""Handing in and asking for corrections in short, for the tests of filings."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from builders import (
    AFTER,
    IN_TIME,
    City,
    version_of,
)
from koubo.applications.actions.filing import file
from koubo.applications.actions.staff import ask_correction
from koubo.applications.models import Filing
from koubo.storage.outbox import EventRow

PEOPLE = ("applicant", "stranger", "officer", "officer2", "releaser")


def count(city: City, table: Any, *where: Any) -> int:
    with city.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def filing_of(city: City, application_id: int) -> int:
    with city.uow() as uow:
        return uow.session.scalars(
            select(Filing.id).where(Filing.application_id == application_id)
        ).one()


def hand_in(city: City, filing_id: int, version: int, now: Any = IN_TIME) -> str:
    with city.uow(now, "applicant") as uow:
        return file(
            uow, city.catalog, city.files, city.actor("applicant"), filing_id, version=version
        )


def ask(city: City, application_id: int, *fields: str) -> int:
    filing_id = filing_of(city, application_id)
    with city.uow(AFTER, "officer") as uow:
        ask_correction(
            uow,
            city.catalog,
            city.actor("officer", AFTER),
            filing_id,
            fields=fields,
            reason="人数を書いてください。",
            due_on=date(2025, 12, 20),
            version=version_of(city, Filing, filing_id),
        )
    return filing_id


def events_of(city: City, kind: str) -> list[EventRow]:
    """Give the events of a kind, oldest first."""
    with city.uow() as uow:
        return list(
            uow.session.scalars(select(EventRow).where(EventRow.kind == kind).order_by(EventRow.id))
        )


def people_told(city: City, kind: str) -> list[str]:
    """Give by name whom the last event of a kind concerns."""
    names = {key: name for name, key in city.ids.items() if name in PEOPLE}
    told = events_of(city, kind)[-1].event().people
    return sorted(names[one] for one in told)
