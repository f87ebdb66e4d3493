"""The read side of calls and themes: plain rows, a fixed number of statements each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from koubo.people.models import Department
from koubo.people.rules import Actor
from koubo.schemes.deadline_queries import (
    CallNotice,
    course_deadlines,
    deadlines_of,
    notices_of,
)
from koubo.schemes.deadlines import CourseDeadlines, Deadlines
from koubo.schemes.eligibility.case import Day
from koubo.schemes.models import Call, Release, Theme
from koubo.schemes.policy import (
    PUBLIC_THEMES,
    load_public_call,
    public_call,
    visible_calls,
    visible_themes,
)
from koubo.schemes.release_queries import ErratumNotice, errata_of
from koubo.schemes.rules import THEME_STEPS, CallFacts, CallState, Phase, ThemeState
from koubo.storage.columns import read_columns
from koubo.storage.waiting import Rows, waits

PAGE = 30

# Put together once: to build a statement takes longer than to run it.
THEMES = select(
    Theme.id,
    Theme.department_id,
    Department.name,
    Theme.fiscal_year,
    Theme.call_id,
    Theme.title,
    Theme.issue,
    Theme.wish,
    Theme.city_part,
    Theme.state,
    Theme.version,
).join(Department, Department.id == Theme.department_id)
BY_DEPARTMENT = (Department.name, Theme.id)
PUBLISHED_IN_CALL = THEMES.where(
    Theme.call_id == bindparam("call"), Theme.state.in_(PUBLIC_THEMES)
).order_by(*BY_DEPARTMENT)


@dataclass(frozen=True)
class CallLine:
    """A call as lists show it (円, JST)."""

    id: int
    scheme_id: str
    title: str
    intake_year: int
    fiscal_year: int
    opens_at: datetime
    closes_at: datetime
    budget: int
    voted_on: date | None
    state: CallState
    courses: tuple[CourseDeadlines, ...] = ()

    @property
    def course_ids(self) -> tuple[str, ...]:
        """Give the ids of its courses."""
        return tuple(one.course_id for one in self.courses)

    @property
    def deadlines(self) -> Deadlines:
        """Give all deadlines, but for those of gates."""
        return Deadlines(self.closes_at, self.courses)

    def phase(self, now: datetime) -> Phase:
        """Say what the clock says of it; cancelled and decided ones are closed."""
        if self.state is not CallState.PUBLISHED:
            return Phase.CLOSED
        if now < self.opens_at:
            return Phase.COMING
        return Phase.OPEN if now < self.closes_at else Phase.CLOSED


@dataclass(frozen=True)
class PublicCalls:
    """The calls that everybody may see, by what the clock says."""

    open: tuple[CallLine, ...]
    coming: tuple[CallLine, ...]
    closed: tuple[CallLine, ...]


@dataclass(frozen=True)
class ThemeLine:
    """A theme as pages show it."""

    id: int
    department_id: int
    department: str
    fiscal_year: int
    call_id: int | None
    title: str
    issue: str
    wish: str
    city_part: str
    state: ThemeState
    version: int

    @property
    def state_name(self) -> str:
        """Name the state; one that was never published was turned down."""
        if self.state is ThemeState.NOT_TAKEN and self.call_id is None:
            return "見送り"
        return THEME_STEPS.names[self.state]


@dataclass(frozen=True)
class CallPage:
    """All that everybody may know of a call."""

    facts: CallFacts
    state: CallState
    briefing: str
    release: Release
    """The scheme that the call is pinned to; ``catalog.of`` reads it."""
    deadlines: Deadlines
    days: Mapping[Day, date]
    """Named days that the rules are counted on."""
    themes: tuple[ThemeLine, ...]
    notices: tuple[CallNotice, ...]
    errata: tuple[ErratumNotice, ...]

    @property
    def course_ids(self) -> tuple[str, ...]:
        """Give the ids of its courses."""
        return tuple(one.course_id for one in self.deadlines.courses)

    def phase(self, now: datetime) -> Phase:
        """Say what the clock says of it; cancelled and decided ones are closed."""
        return self.facts.phase(now) if self.state is CallState.PUBLISHED else Phase.CLOSED


def public_calls(session: Session, now: datetime, *, closed: int = 20) -> PublicCalls:
    """Give the public calls: open by deadline, coming by opening, closed ones newest first.

    Three statements; not more than ``closed`` closed ones.
    """
    running = (public_call(), Call.state == CallState.PUBLISHED, Call.closes_at > now)
    over = (public_call(), (Call.state != CallState.PUBLISHED) | (Call.closes_at <= now))
    current = list(session.execute(_lines().where(*running).order_by(Call.closes_at, Call.id)))
    past = list(
        session.execute(
            _lines().where(*over).order_by(Call.closes_at.desc(), Call.id.desc()).limit(closed)
        )
    )
    lines = _with_courses(session, [CallLine(*row) for row in [*current, *past]])
    by_phase = {phase: tuple(one for one in lines if one.phase(now) is phase) for phase in Phase}
    coming = sorted(by_phase[Phase.COMING], key=lambda one: (one.opens_at, one.id))
    return PublicCalls(by_phase[Phase.OPEN], tuple(coming), by_phase[Phase.CLOSED])


def call_page(session: Session, call_id: int) -> CallPage:
    """Give a public call with its courses, themes and published changes; NotFound for others.

    Five statements.
    """
    call = load_public_call(session, call_id)
    return CallPage(
        facts=call.facts(),
        state=call.state,
        briefing=call.briefing,
        release=call.release,
        deadlines=deadlines_of(session, call),
        days=call.days,
        themes=tuple(
            ThemeLine(*row) for row in read_columns(session, PUBLISHED_IN_CALL, {"call": call_id})
        ),
        notices=notices_of(session, call_id),
        errata=errata_of(session, call_id),
    )


def calls_for(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = PAGE
) -> list[CallLine]:
    """Give the calls that the actor may see, newest first, by key; two statements.

    :param before: the last id of the page before
    """
    query = _lines().where(visible_calls(actor)).order_by(Call.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Call.id < before)
    return _with_courses(session, [CallLine(*row) for row in session.execute(query)])


def courses_of(session: Session, call_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Give the ids of the courses that calls open, in the order of their schemes."""
    found = course_deadlines(session, call_ids)
    return {call_id: tuple(one.course_id for one in own) for call_id, own in found.items()}


def themes_for(
    session: Session,
    actor: Actor,
    *,
    states: Collection[ThemeState] = (),
    fiscal_year: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[ThemeLine, ...]:
    """Give the themes that the actor sees at a desk, newest first, by key; one statement."""
    clauses: list[ColumnElement[bool]] = [visible_themes(actor)]
    if states:
        clauses.append(Theme.state.in_(states))
    if fiscal_year is not None:
        clauses.append(Theme.fiscal_year == fiscal_year)
    if before is not None:
        clauses.append(Theme.id < before)
    return themes_where(session, *clauses, newest_first=True, limit=limit)


def themes_to_take(session: Session, call: CallFacts) -> tuple[ThemeLine, ...]:
    """Give the coordinated themes of the call's 事業年度 that no other call has taken."""
    free = Theme.call_id.is_(None) | (Theme.call_id == call.id)
    return themes_where(
        session, Theme.state == ThemeState.COORDINATED, Theme.fiscal_year == call.fiscal_year, free
    )


def themes_where(
    session: Session,
    *clauses: ColumnElement[bool],
    newest_first: bool = False,
    limit: int | None = None,
) -> tuple[ThemeLine, ...]:
    """Give themes with their departments' names, in one statement."""
    order = (Theme.id.desc(),) if newest_first else BY_DEPARTMENT
    rows = session.execute(THEMES.where(*clauses).order_by(*order).limit(limit))
    return tuple(ThemeLine(*row) for row in rows)


def themes_waiting(actor: Actor, state: ThemeState) -> Rows:
    """Ask how many themes of one state the actor sees at a desk."""
    return waits().where(visible_themes(actor), Theme.state == state)


def _lines() -> Select[int, str, str, int, int, datetime, datetime, int, date | None, CallState]:
    return select(
        Call.id,
        Call.scheme_id,
        Call.title,
        Call.intake_year,
        Call.fiscal_year,
        Call.opens_at,
        Call.closes_at,
        Call.budget,
        Call.voted_on,
        Call.state,
    )


def _with_courses(session: Session, lines: Sequence[CallLine]) -> list[CallLine]:
    courses = course_deadlines(session, [one.id for one in lines])
    return [replace(one, courses=courses.get(one.id, ())) for one in lines]
