"""The clock of a presentation day: when each talk really began, stood still, and ended."""

from enum import StrEnum

from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused
from koubo.review.days.actions.changing import chain_of, changing, slot_in, slots_of
from koubo.review.days.models import PresentationSlot
from koubo.review.days.rules import following, running
from koubo.storage.unit_of_work import UnitOfWork, Write


class Press(StrEnum):
    """What can be pressed."""

    NEXT = "next"
    """End what runs, and begin what comes."""
    END = "end"
    PAUSE = "pause"
    RESUME = "resume"


WORDS = {
    Press.NEXT: "次を始めました",
    Press.END: "終えました",
    Press.PAUSE: "時計を止めました",
    Press.RESUME: "時計を動かしました",
}


def press_clock(
    uow: UnitOfWork, actor: Actor, day_id: int, press: Press, *, slot_id: int | None
) -> None:
    """Let the clock do what was pressed.

    :param slot_id: what ran when the button was drawn; pressed twice, the second does nothing
    """
    with changing(uow, actor, day_id) as (write, day):
        slots = slots_of(write, day)
        places = [one.value() for one in slots]
        now_running = running(places)
        if (now_running.id if now_running else None) != slot_id:
            return
        current = slot_in(slots, slot_id) if slot_id is not None else None
        if press is Press.NEXT:
            coming = following(places, now_running)
            if current is not None:
                _end(write, current)
            if coming is None and current is None:
                raise Refused("次に始めるものがありません。")
            if coming is not None:
                slot_in(slots, coming.id).began_at = write.now
        elif current is None:
            raise NotFound
        elif press is Press.END:
            _end(write, current)
        elif press is Press.PAUSE:
            current.paused_at = current.paused_at or write.now
        else:
            _resume(write, current)
        detail = {"press": press.value, "slot": slot_id}
        write.record("press_presentation_clock", day, chain=chain_of(day), detail=detail)


def _resume(write: Write, slot: PresentationSlot) -> None:
    if slot.paused_at is not None:
        slot.paused_seconds += int((write.now - slot.paused_at).total_seconds())
        slot.paused_at = None


def _end(write: Write, slot: PresentationSlot) -> None:
    _resume(write, slot)
    slot.ended_at = write.now
