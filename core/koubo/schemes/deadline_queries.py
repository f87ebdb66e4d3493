"""The read side of deadlines: of one call, of many, and what was published about them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from koubo.schemes.deadlines import CourseDeadlines, Deadlines
from koubo.schemes.models import Call, CallCourse
from koubo.schemes.rules import CallState
from koubo.storage.columns import read_columns
from koubo.storage.history import HistoryRow

NOT_OVER = (CallState.PLANNED, CallState.PUBLISHED, CallState.DECIDED)

# Put together once: to build a statement takes longer than to run it.
COURSES = (
    select(
        CallCourse.call_id,
        CallCourse.course_id,
        CallCourse.closes_at,
        CallCourse.theme_closes_at,
    )
    .where(CallCourse.call_id.in_(bindparam("calls", expanding=True)))
    .order_by(CallCourse.id)
)
NOTICES = (
    select(HistoryRow.chain, HistoryRow.at, HistoryRow.detail)
    .where(
        HistoryRow.chain.in_(bindparam("chains", expanding=True)),
        HistoryRow.verb.in_(("extend_deadline", "cancel_call")),
    )
    .order_by(HistoryRow.chain, HistoryRow.sequence.desc())
)


@dataclass(frozen=True)
class CallNotice:
    """A published change of a call: a deadline was extended, or it was cancelled."""

    at: datetime
    reason: str
    closes_before: datetime | None = None
    closes_after: datetime | None = None
    name: str = ""
    """Whose deadline it is; empty for everybody's."""

    @property
    def is_extension(self) -> bool:
        """Say whether a deadline was moved."""
        return self.closes_after is not None


def course_deadlines(
    session: Session, call_ids: Collection[int]
) -> dict[int, tuple[CourseDeadlines, ...]]:
    """Give the courses that calls open, in the order of their schemes; one statement."""
    rows = read_columns(session, COURSES, {"calls": list(call_ids)})
    found: dict[int, tuple[CourseDeadlines, ...]] = {}
    for call_id, course_id, closes_at, theme_closes_at in rows:
        own = CourseDeadlines(course_id, closes_at, theme_closes_at)
        found[call_id] = (*found.get(call_id, ()), own)
    return found


def deadlines_of(session: Session, call: Call) -> Deadlines:
    """Give all deadlines of a call; one statement."""
    courses = course_deadlines(session, [call.id]).get(call.id, ())
    return Deadlines(call.closes_at, courses, call.gates)


def titles_beside(session: Session, call: Call) -> tuple[str, ...]:
    """Give the titles of the scheme's other calls that are not over; one statement."""
    return tuple(
        session.scalars(
            select(Call.title).where(
                Call.scheme_id == call.scheme_id, Call.id != call.id, Call.state.in_(NOT_OVER)
            )
        )
    )


def notices_of(session: Session, call_id: int) -> tuple[CallNotice, ...]:
    """Give a call's published changes, newest first; one statement."""
    return notices_of_calls(session, [call_id]).get(call_id, ())


def notices_of_calls(
    session: Session, call_ids: Collection[int]
) -> dict[int, tuple[CallNotice, ...]]:
    """Give the published changes of calls that have any, each call's newest first; one statement."""
    chains = {f"call:{call_id}": call_id for call_id in call_ids}
    rows = read_columns(session, NOTICES, {"chains": list(chains)})
    found: dict[int, tuple[CallNotice, ...]] = {}
    for chain, at, detail in rows:
        call_id = chains[chain]
        found[call_id] = (*found.get(call_id, ()), _notice(at, detail or {}))
    return found


def _notice(at: datetime, detail: dict[str, Any]) -> CallNotice:
    after = detail.get("after")
    if after is None:
        return CallNotice(at, detail.get("reason", ""))
    before = detail["before"]
    return CallNotice(
        at,
        detail["reason"],
        datetime.fromisoformat(before) if before else None,
        datetime.fromisoformat(after),
        detail.get("name", ""),
    )
