"""What a place in the timetable of a presentation day is."""

from enum import StrEnum


class SlotKind(StrEnum):
    """What a place in the timetable is."""

    TALK = "talk"
    BREAK = "break"
    DELIBERATION = "deliberation"


SLOT_KIND_NAMES = {
    SlotKind.TALK: "発表",
    SlotKind.BREAK: "休憩",
    SlotKind.DELIBERATION: "審議",
}
