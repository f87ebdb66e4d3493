"""The list of organisations: narrowed, searched, in the order of names or readings, by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.contact_models import Contact
from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.applications.queries.contacts import readable
from koubo.applications.rules import ApplicationState
from koubo.people.models import Organisation
from koubo.people.names import fold, name_key, search_words
from koubo.people.rules import Actor, SeatKind, require
from koubo.storage.paging import PAGE, Order, Page, Place, count_up_to, read_all, read_page

RUNNING = (
    ApplicationState.FILED,
    ApplicationState.IN_CORRECTION,
    ApplicationState.ACCEPTED,
    ApplicationState.SELECTED,
    ApplicationState.RUNNER_UP,
)


class OrganisationSorting(StrEnum):
    """What the list may go by; an index has each order."""

    NAME = "name"
    KANA = "kana"


@dataclass(frozen=True)
class OrganisationsWanted:
    """Which organisations are looked for; what is not given does not matter."""

    text: str = ""
    """Parts of a name, its reading or the representative's; each word has to be found."""
    kind: str | None = None
    """任意団体, NPO法人 …; empty for those of which no kind is recorded."""
    running: bool | None = None
    """Whether an application of it came in and has not ended."""

    @property
    def is_all(self) -> bool:
        """Say whether nothing is left out."""
        return self == OrganisationsWanted()


@dataclass(frozen=True)
class OrganisationLine:
    """An organisation in the list."""

    id: int
    name: str
    kana: str
    kind: str
    representative_title: str
    representative: str
    phone: str
    corporate_number: str
    running: int
    """Applications that came in and have not ended."""
    last_contact: datetime | None


def list_organisations(
    session: Session,
    actor: Actor,
    wanted: OrganisationsWanted = OrganisationsWanted(),
    sorting: OrganisationSorting = OrganisationSorting.NAME,
    *,
    descending: bool = False,
    place: Place | None = None,
    limit: int = PAGE,
) -> Page[OrganisationLine]:
    """Give a page of organisations by key; one statement. Merged ones are left out."""
    require(actor, SeatKind.OFFICER)
    query, order = _listed(actor, wanted), _order(sorting, descending)
    return read_page(session, query, order, OrganisationLine, place=place, limit=limit)


def all_organisations(
    session: Session,
    actor: Actor,
    wanted: OrganisationsWanted,
    sorting: OrganisationSorting,
    *,
    descending: bool = False,
) -> Iterator[OrganisationLine]:
    """Give all that the list would show on all its pages; a statement for every thousand."""
    require(actor, SeatKind.OFFICER)
    query, order = _listed(actor, wanted), _order(sorting, descending)
    return read_all(session, query, order, OrganisationLine)


def count_organisations(
    session: Session, actor: Actor, wanted: OrganisationsWanted, most: int
) -> int:
    """Count what the list would show, no further than a number; one statement."""
    require(actor, SeatKind.OFFICER)
    return count_up_to(session, select(Organisation.id).where(*_narrowed(actor, wanted)), most)


def _order(sorting: OrganisationSorting, descending: bool) -> Order:
    by = Organisation.kana_key if sorting is OrganisationSorting.KANA else Organisation.name_key
    return Order(by, Organisation.id, descending)


def _listed(actor: Actor, wanted: OrganisationsWanted) -> Select[*tuple[Any, ...]]:
    return select(
        Organisation.id,
        Organisation.name,
        Organisation.kana,
        Organisation.kind,
        Organisation.representative_title,
        Organisation.representative,
        Organisation.phone,
        Organisation.corporate_number,
        _running(actor, func.count()),
        _last_contact(actor),
    ).where(*_narrowed(actor, wanted))


def _running(actor: Actor, what: ColumnElement[Any]) -> ScalarSelect[Any]:
    return select(what).select_from(Application).where(*_runs(actor)).scalar_subquery()


def _runs(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        Application.organisation_id == Organisation.id,
        Application.state.in_(RUNNING),
        visible_to_staff(actor),
    )


def _last_contact(actor: Actor) -> ScalarSelect[Any]:
    return (
        select(func.max(Contact.at))
        .outerjoin(Application, Application.id == Contact.application_id)
        .where(Contact.organisation_id == Organisation.id, readable(actor))
        .correlate(Organisation)
        .scalar_subquery()
    )


def _narrowed(actor: Actor, wanted: OrganisationsWanted) -> Iterator[ColumnElement[bool]]:
    yield Organisation.merged_into_id.is_(None)
    if wanted.kind is not None:
        yield Organisation.kind == wanted.kind
    if wanted.running is not None:
        runs = exists().where(*_runs(actor))
        yield runs if wanted.running else ~runs
    if wanted.text.strip():
        yield _named(wanted.text)


def _named(text: str) -> ColumnElement[bool]:
    words = search_words(text)
    return and_(*(_bears(one) for one in words)) if words else false()


def _bears(word: str) -> ColumnElement[bool]:
    found = [
        Organisation.search_key.contains(word, autoescape=True),
        Organisation.representative_key.contains(fold(word), autoescape=True),
    ]
    bare = name_key(word)
    if bare and bare != word:
        found.append(Organisation.name_key.contains(bare, autoescape=True))
    return or_(*found)
