"""Holding a presentation day while it is changed: open, as the person saw it, newer afterwards."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused
from koubo.review.days.models import PresentationDay, PresentationSlot
from koubo.review.days.policy import load_day
from koubo.storage.unit_of_work import UnitOfWork, Write

CLOSED = "この開催日は閉じられているため、変えられません。"


@contextmanager
def changing(
    uow: UnitOfWork, actor: Actor, day_id: int, version: int | None = None
) -> Iterator[tuple[Write, PresentationDay]]:
    """Hold a day that is still open; it is newer afterwards, whatever of it was changed.

    :param version: the version that the officer saw; None where no two may differ, as of the clock
    """
    load_day(uow.session, actor, day_id)
    with uow.writing() as write:
        day = write.lock(PresentationDay, day_id, version=version)
        if day.closed_at:
            raise Refused(CLOSED)
        yield write, day
        flag_modified(day, "notes")


def chain_of(day: PresentationDay) -> str:
    """Give the history chain of the call that the day belongs to."""
    return f"call:{day.call_id}"


def slots_of(write: Write, day: PresentationDay) -> list[PresentationSlot]:
    """Give the places of a held day, in order."""
    return list(
        write.session.scalars(
            select(PresentationSlot)
            .where(PresentationSlot.day_id == day.id)
            .order_by(PresentationSlot.position, PresentationSlot.id)
            .execution_options(populate_existing=True)
        )
    )


def slot_in(slots: Iterable[PresentationSlot], slot_id: int) -> PresentationSlot:
    """Give one of a day's places; NotFound for another day's."""
    for slot in slots:
        if slot.id == slot_id:
            return slot
    raise NotFound


def number_slots(slots: Sequence[PresentationSlot]) -> None:
    """Let the places stand in this order."""
    for position, slot in enumerate(slots):
        slot.position = position
