"""The list of what came in, of a call or of all: narrowed, searched, in several orders, by key."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Correction, Filing
from koubo.applications.policy import visible_to_staff
from koubo.applications.queries.inbox import Waits, bears, waiting_for
from koubo.applications.rules import ApplicationState, CorrectionState
from koubo.people.bars import ACTORS
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
from koubo.storage.columns import read_columns
from koubo.storage.paging import PAGE, Order, Page, Place, count_up_to, read_all, read_page

TOP_COUNT = 1_000
"""Totals are counted no further than this: 「1,000件以上」."""
MOST_THEMES = 100
NUMBER = func.coalesce(Application.receipt_number, "")

# Put together once: to build a statement takes longer than to run it.
THEMES = (
    select(Theme.id, Theme.title)
    .where(Theme.call_id == bindparam("call"))
    .order_by(Theme.id)
    .limit(MOST_THEMES)
)
LISTED = (
    select(
        Application.id,
        NUMBER,
        Application.project_name,
        Organisation.name,
        Application.course_id,
        Application.state,
        Application.requested,
        Application.received_at,
        Correction.due_on,
        Filing.entered_by.is_not(None),
        func.coalesce(Theme.title, ""),
        Call.title,
        Call.scheme_id,
        Call.fiscal_year,
    )
    .join(Organisation, Organisation.id == Application.organisation_id)
    # Every application has one. An outer join keeps SQLite from beginning with the calls: it would
    # sort all applications of one rather than go by the index of the order.
    .outerjoin(Call, Call.id == Application.call_id)
    .outerjoin(Theme, Theme.id == Application.theme_id)
    .outerjoin(
        Filing,
        and_(Filing.application_id == Application.id, Filing.kind == FilingKind.PROPOSAL),
    )
    .outerjoin(
        Correction,
        and_(Correction.filing_id == Filing.id, Correction.state == CorrectionState.ASKED),
    )
)


class Sorting(StrEnum):
    """What the list may go by; an index has each order, in a call and over all."""

    NUMBER = "number"
    """Receipt numbers: of one call only."""
    ENTERED = "entered"
    """As they came to be."""
    REQUESTED = "requested"
    RECEIVED = "received"


@dataclass(frozen=True)
class Wanted:
    """What an officer looks for; what is not given does not matter."""

    call_id: int | None = None
    """None: of all calls."""
    states: tuple[ApplicationState, ...] = ()
    course_id: str = ""
    theme_id: int | None = None
    year: int | None = None
    """事業年度, where all calls are listed."""
    text: str = ""
    """Parts of a number, a project's or an organisation's name; each word has to be found."""
    waits: Waits | None = None
    today: date = date.max
    """The day as of which a correction is late."""

    @property
    def is_by_state(self) -> bool:
        """Say whether nothing but the call and states matters."""
        others = (self.course_id, self.theme_id, self.year, self.text.strip(), self.waits)
        return not any(others)

    @property
    def is_all(self) -> bool:
        """Say whether nothing is left out of the call, or of all."""
        return self.is_by_state and not self.states


@dataclass(frozen=True)
class ListedApplication:
    """One line of the officer's list (円, JST)."""

    id: int
    receipt_number: str
    project_name: str
    organisation: str
    course_id: str
    state: ApplicationState
    requested: int | None
    received_at: datetime | None
    correction_due: date | None
    """Until when the applicant has to mend something; None where nothing is asked."""
    on_paper: bool
    """Whether an officer entered it from paper."""
    theme: str
    """The city's theme that it answers; empty for its own."""
    call: str
    scheme_id: str
    fiscal_year: int
    """事業年度."""


def list_applications(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    sorting: Sorting = Sorting.NUMBER,
    *,
    descending: bool = False,
    place: Place | None = None,
    limit: int = PAGE,
) -> Page[ListedApplication]:
    """Give a page of what came in; one statement, at most two."""
    order = order_of(sorting, descending=descending)
    branches: list[ColumnElement[bool]] = []
    if sorting is Sorting.NUMBER and wanted.is_by_state and len(wanted.states) > 1:
        # An index has the numbers of each state. To go by that of all would mean to read past
        # whatever is in another state, and at the end of a call that is nearly everything.
        branches = [Application.state == one for one in wanted.states]
        wanted = replace(wanted, states=())
    query = _listed(actor, wanted)
    make = ListedApplication
    return read_page(session, query, order, make, place=place, limit=limit, branches=branches)


def all_applications(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    sorting: Sorting = Sorting.NUMBER,
    *,
    descending: bool = False,
) -> Iterator[ListedApplication]:
    """Give all that the list would show on all its pages; a statement for every thousand."""
    order = order_of(sorting, descending=descending)
    return read_all(session, _listed(actor, wanted), order, ListedApplication)


def order_of(sorting: Sorting, *, descending: bool) -> Order:
    """Give the order as an index has it."""
    if sorting is Sorting.REQUESTED:
        return Order(Application.requested, Application.id, descending, optional=True)
    if sorting is Sorting.RECEIVED:
        return Order(Application.received_at, Application.id, descending, optional=True)
    if sorting is Sorting.ENTERED:
        return Order(Application.id, Application.id, descending)
    return Order(Application.receipt_number, Application.id, descending)


def count_applications(session: Session, actor: Actor, wanted: Wanted, most: int) -> int:
    """Count what a list would show, no further than a number; one statement."""
    found = (
        select(Application.id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Call, Call.id == Application.call_id)
        .where(*_came_in(actor), *_narrowing(wanted))
    )
    return count_up_to(session, found, most)


def tab_counts(session: Session, actor: Actor, call_id: int) -> dict[ApplicationState, int]:
    """Count what came in for a call, up to TOP_COUNT of each state; one statement.

    States of which there is nothing are left out.
    """
    rows = read_columns(session, _tab_counts(actor), {"call": call_id})
    return {ApplicationState(state): count for state, count in rows if count}


@lru_cache(maxsize=ACTORS)
def _tab_counts(actor: Actor) -> CompoundSelect[str, int]:
    return union_all(*(_count_of(actor, state) for state in ApplicationState))


def _count_of(actor: Actor, state: ApplicationState) -> Select[str, int]:
    found = (
        select(Application.id)
        .where(
            Application.call_id == bindparam("call"),
            Application.state == state,
            Application.receipt_number.is_not(None),
            visible_to_staff(actor),
        )
        .limit(TOP_COUNT)
        .subquery()
    )
    return select(literal(state.value, String), func.count()).select_from(found)


def theme_titles(session: Session, call_id: int) -> list[tuple[int, str]]:
    """Give number and title of the themes of a call, the first hundred; one statement."""
    rows = read_columns(session, THEMES, {"call": call_id})
    return [(number, title) for number, title in rows]


def _listed(actor: Actor, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    return _seen(actor).where(*_narrowing(wanted))


@lru_cache(maxsize=ACTORS)
def _seen(actor: Actor) -> Select[*tuple[Any, ...]]:
    return LISTED.where(*_came_in(actor))


def _came_in(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Give the clauses of what the actor sees; drafts that were withdrawn never came in."""
    return visible_to_staff(actor), Application.receipt_number.is_not(None)


def _narrowing(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.call_id is not None:
        yield Application.call_id == wanted.call_id
    if wanted.states:
        yield Application.state.in_(wanted.states)
    if wanted.course_id:
        yield Application.course_id == wanted.course_id
    if wanted.theme_id is not None:
        yield Application.theme_id == wanted.theme_id
    if wanted.year is not None:
        yield Call.fiscal_year == wanted.year
    if wanted.waits is not None:
        yield waiting_for(wanted.today) == wanted.waits.value
    if text := wanted.text.strip():
        yield bears(text)
