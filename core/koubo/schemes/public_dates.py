"""The dates of calls that everybody may read: openings, deadlines, and how often they were moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.schemes.catalog import Catalog
from koubo.schemes.deadline_queries import course_deadlines, notices_of_calls
from koubo.schemes.deadlines import CourseDeadlines, Deadlines, track_name, tracks_of
from koubo.schemes.eligibility.case import GATE_NAMES
from koubo.schemes.models import Call, gates_of
from koubo.schemes.offering import known_schemes
from koubo.schemes.policy import public_call
from koubo.schemes.rules import CallState, Scheme

NEWEST = 60


@dataclass(frozen=True)
class CallDate:
    """One moment of a call.

    :param key: stays the same for the same moment of the same call, whenever it is moved
    :param name: what ends there; empty for the call's own opening and last deadline
    """

    key: str
    at: datetime
    is_opening: bool = False
    name: str = ""


@dataclass(frozen=True)
class CallDates:
    """A call with its dates.

    :param changed_at: when it was published, or last changed publicly
    :param changes: how often it was changed since it was published
    """

    call_id: int
    title: str
    is_cancelled: bool
    changed_at: datetime
    changes: int
    dates: tuple[CallDate, ...]


def public_dates(
    session: Session, catalog: Catalog, *, call_id: int | None = None
) -> tuple[CallDates, ...]:
    """Give the dates of one public call, or of the newest ones; three statements, mostly."""
    query = (
        select(
            Call.id,
            Call.title,
            Call.scheme_id,
            Call.state,
            Call.opens_at,
            Call.closes_at,
            Call.moments,
            func.coalesce(Call.published_at, Call.opens_at).label("published_at"),
        )
        .where(public_call())
        .order_by(Call.closes_at.desc(), Call.id.desc())
        .limit(NEWEST)
    )
    if call_id is not None:
        query = query.where(Call.id == call_id)
    rows = session.execute(query).all()
    ids = [row.id for row in rows]
    courses, notices = course_deadlines(session, ids), notices_of_calls(session, ids)
    schemes = known_schemes(session, catalog, [row.scheme_id for row in rows])
    return tuple(
        CallDates(
            row.id,
            row.title,
            row.state is CallState.CANCELLED,
            max([row.published_at, *(one.at for one in notices.get(row.id, ()))]),
            len(notices.get(row.id, ())),
            _dates(
                row.opens_at,
                Deadlines(row.closes_at, courses.get(row.id, ()), gates_of(row.moments)),
                schemes.get(row.scheme_id),
            ),
        )
        for row in rows
    )


def _dates(opens_at: datetime, deadlines: Deadlines, scheme: Scheme | None) -> tuple[CallDate, ...]:
    """Give the opening, the gates, each track that closes before the rest, and the last deadline."""
    gates = [
        CallDate(f"gate-{gate.value}", at, name=GATE_NAMES[gate])
        for gate, at in deadlines.gates.items()
    ]
    return (
        CallDate("opens", opens_at, is_opening=True),
        *gates,
        *_earlier_tracks(deadlines, scheme),
        CallDate("closes", deadlines.closes_at),
    )


def _earlier_tracks(deadlines: Deadlines, scheme: Scheme | None) -> Sequence[CallDate]:
    opened: Mapping[str, CourseDeadlines] = {one.course_id: one for one in deadlines.courses}
    return [
        CallDate(
            f"closes-{course.id}{'-theme' if track.with_theme else ''}",
            deadlines.of(track),
            name=track_name(course, track),
        )
        for course in (scheme.courses if scheme else ())
        if course.id in opened
        for track in tracks_of(course)
        if deadlines.of(track) != deadlines.closes_at
    ]
