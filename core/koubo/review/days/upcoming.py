"""The presentation days that come: for the officers' week, and the day that a reviewer sits in."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.rules import Actor
from koubo.review.blind import organisation_shown, project_shown
from koubo.review.days.models import PresentationDay
from koubo.review.days.queries import SlotLine, lines_of
from koubo.review.policy import runs_whole_review
from koubo.review.queries.stage import stage_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.storage.waiting import ONE, Rows, waits


@dataclass(frozen=True)
class OwnDay:
    """A presentation day of a panel that the actor sits on."""

    day: PresentationDay
    call: str
    stage: Stage
    lines: tuple[SlotLine, ...]
    """Its timetable; of what is kept from the actor there is only the time."""


def days_coming(actor: Actor, today: date, until: date) -> Rows:
    """Ask for the days of whole reviews that the actor may see, by call; the note is the stage's id."""
    return (
        waits(
            number=PresentationDay.call_id,
            note=PresentationDay.stage_id,
            count=ONE,
            on=PresentationDay.held_on,
        )
        .join_from(PresentationDay, Call, Call.id == PresentationDay.call_id)
        .where(PresentationDay.held_on.between(today, until), runs_whole_review(actor))
    )


def own_next_day(session: Session, catalog: Catalog, actor: Actor, today: date) -> OwnDay | None:
    """Give the next presentation day of the actor's panels, today's included; two statements.

    None where no day is ahead. A stage that hides names hides them here too.
    """
    row = session.execute(
        select(PresentationDay, Call)
        .join(Call, Call.id == PresentationDay.call_id)
        .where(
            PresentationDay.call_id.in_(actor.calls_reviewed()),
            PresentationDay.held_on >= today,
            PresentationDay.closed_at.is_(None),
        )
        .order_by(PresentationDay.held_on, PresentationDay.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    day, call = row
    stage = stage_of(catalog.of(call.release), day.stage_id)
    lines = tuple(_shown(stage, one) for one in lines_of(session, actor, day))
    return OwnDay(day, call.title, stage, lines)


def _shown(stage: Stage, line: SlotLine) -> SlotLine:
    if not line.is_talk or line.hidden:
        return line
    return replace(
        line,
        title=project_shown(stage, line.title, line.receipt_number, line.organisation),
        organisation=organisation_shown(stage, line.organisation),
    )
