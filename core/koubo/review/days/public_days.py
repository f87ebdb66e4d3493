"""Public presentations as everybody may read of them, once the groups were told of their times."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.review.days.models import PresentationDay, PresentationSlot
from koubo.schemes.models import Call
from koubo.schemes.policy import public_call


@dataclass(frozen=True)
class PublicDay:
    """When and where applications of a call are heard; who speaks is not told ahead."""

    id: int
    call_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    told_at: datetime
    version: int


def public_days(session: Session, call_ids: Collection[int]) -> tuple[PublicDay, ...]:
    """Give the presentation days of public calls that groups were told of; one statement."""
    minutes = (
        select(func.coalesce(func.sum(PresentationSlot.minutes), 0))
        .where(PresentationSlot.day_id == PresentationDay.id)
        .correlate(PresentationDay)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            PresentationDay.id,
            PresentationDay.call_id,
            PresentationDay.starts_at,
            PresentationDay.place,
            PresentationDay.told_at,
            PresentationDay.version,
            minutes.label("minutes"),
        )
        .join(Call, Call.id == PresentationDay.call_id)
        .where(
            PresentationDay.call_id.in_(call_ids),
            PresentationDay.told_at.is_not(None),
            public_call(),
        )
        .order_by(PresentationDay.starts_at, PresentationDay.id)
    )
    return tuple(
        PublicDay(
            row.id,
            row.call_id,
            row.starts_at,
            row.starts_at + timedelta(minutes=row.minutes),
            row.place,
            row.told_at,
            row.version,
        )
        for row in rows
    )
