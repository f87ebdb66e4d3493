"""Columns about a sheet's application: its place in the order of presentation, newer papers."""

from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import aliased

from koubo.applications.models import Application, Snapshot
from koubo.review.days.models import PresentationDay, PresentationSlot
from koubo.review.models import Review

PLACES_A_DAY = 10_000
"""More than a day can hold, so that a later day comes after an earlier one."""
Order = tuple[bool, int, datetime | None, int]


def place_of_review() -> ScalarSelect[int | None]:
    """Give the column that says at which place of its stage's days a sheet's application is heard.

    It is NULL where there is no day, or the application is not in its timetable.
    """
    earlier = PresentationDay.__table__.alias("earlier_day")
    days_before = (
        select(func.count())
        .select_from(earlier)
        .where(
            earlier.c.call_id == PresentationDay.call_id,
            earlier.c.stage_id == PresentationDay.stage_id,
            earlier.c.held_on < PresentationDay.held_on,
        )
        .correlate(PresentationDay)
        .scalar_subquery()
    )
    return (
        select(func.min(days_before * PLACES_A_DAY + PresentationSlot.position))
        .join(PresentationDay, PresentationDay.id == PresentationSlot.day_id)
        .where(
            PresentationDay.call_id == Application.call_id,
            PresentationDay.stage_id == Review.stage_id,
            PresentationSlot.application_id == Review.application_id,
        )
        .correlate(Review, Application)
        .scalar_subquery()
    )


def order_of(place: int | None, received_at: datetime | None, application_id: int) -> Order:
    """Give the key that sorts a stage's applications as they are taken."""
    return place is None, place or 0, received_at, application_id


def newest_at() -> ScalarSelect[datetime]:
    """Give the column that says when something newer than the sheet's own snapshot came in.

    It is NULL where the sheet looks at the newest.
    """
    newer = aliased(Snapshot)
    return (
        select(func.max(newer.received_at))
        .where(newer.filing_id == Snapshot.filing_id, newer.number > Snapshot.number)
        .correlate(Snapshot)
        .scalar_subquery()
    )
