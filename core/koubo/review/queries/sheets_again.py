"""Sheets that were scored again, or are to be: what they were before, who opened them and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from koubo.people.models import Person
from koubo.review.models import EarlierSheet, Review
from koubo.review.selection.values import Cell, CellState

# Put together once: to build a statement takes longer than to run it.
AGAIN = (
    select(Review.id, Review.reopening_asked, EarlierSheet, Person.name)
    .outerjoin(EarlierSheet, EarlierSheet.review_id == Review.id)
    .outerjoin(Person, Person.id == EarlierSheet.opened_by)
    .where(
        Review.id.in_(bindparam("reviews", expanding=True)),
        or_(Review.reopening_asked != "", EarlierSheet.id.is_not(None)),
    )
    .order_by(Review.id, EarlierSheet.number)
)


@dataclass(frozen=True)
class Earlier:
    """A sheet as it was handed in before it was scored again."""

    number: int
    cells: Mapping[str, Cell]
    comment: str
    handed_in_at: datetime
    reason: str
    opened_by: str
    opened_at: datetime


@dataclass(frozen=True)
class Again:
    """What there is beside a sheet as it stands."""

    asked: str
    """Why the reviewer asks for it back; empty: they do not."""
    earlier: tuple[Earlier, ...]
    """Oldest first."""


def sheets_again(session: Session, review_ids: Iterable[int]) -> dict[int, Again]:
    """Give the earlier sheets and the wishes of reviews that the caller may see; one statement.

    Reviews without any are left out.
    """
    rows = session.execute(AGAIN, {"reviews": list(review_ids)}).all()
    found: dict[int, Again] = {}
    for review_id, asked, sheet, opened_by in rows:
        before = found[review_id].earlier if review_id in found else ()
        now = (_earlier(sheet, opened_by),) if sheet is not None else ()
        found[review_id] = Again(asked, (*before, *now))
    return found


def _earlier(sheet: EarlierSheet, opened_by: str) -> Earlier:
    return Earlier(
        number=sheet.number,
        cells={
            key: Cell(CellState(one["state"]), one["points"], one["reason"])
            for key, one in sheet.cells.items()
        },
        comment=sheet.comment,
        handed_in_at=sheet.handed_in_at,
        reason=sheet.reason,
        opened_by=opened_by,
        opened_at=sheet.opened_at,
    )
