"""What was published lately: calls, changes of calls, results; for feeds that everybody may read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.award.results.queries.public_results import newest_results
from koubo.schemes.deadline_queries import CallNotice, notices_of_calls
from koubo.schemes.models import Call
from koubo.schemes.policy import public_call

NEWEST = 30


class NewsKind(StrEnum):
    """What a piece of news tells."""

    CALL = "call"
    CHANGE = "change"
    RESULT = "result"


@dataclass(frozen=True)
class News:
    """Something that was published of a call."""

    kind: NewsKind
    call_id: int
    call: str
    at: datetime
    opens_at: datetime
    closes_at: datetime
    notice: CallNotice | None = None
    """What changed, of a change."""
    number: int = 0
    """Which change of its call, the first being 1; for addresses that stay."""


def public_news(session: Session, *, limit: int = NEWEST) -> tuple[News, ...]:
    """Give what was published lately, newest first; three statements."""
    published = func.coalesce(Call.published_at, Call.opens_at)
    calls = session.execute(
        select(Call.id, Call.title, published, Call.opens_at, Call.closes_at)
        .where(public_call())
        .order_by(published.desc(), Call.id.desc())
        .limit(limit)
    ).all()
    times = {row.id: (row.opens_at, row.closes_at) for row in calls}
    titles = {row.id: row.title for row in calls}
    found = [News(NewsKind.CALL, row[0], row[1], row[2], row[3], row[4]) for row in calls]
    for call_id, notices in notices_of_calls(session, list(times)).items():
        found += [
            News(NewsKind.CHANGE, call_id, titles[call_id], one.at, *times[call_id], one, number)
            for number, one in enumerate(reversed(notices), start=1)
        ]
    found += [
        News(NewsKind.RESULT, one.call_id, one.call, one.released_at, *times[one.call_id])
        for one in newest_results(session, limit=limit)
        if one.call_id in times
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.call_id), reverse=True)[:limit])
