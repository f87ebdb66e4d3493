"""The events of review: what happened, whom it concerns, and facts for the mails."""

from collections.abc import Iterable, Mapping

from koubo.calendar import day_in_japan
from koubo.people.queries import people_with_seat
from koubo.people.rules import SeatKind
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.storage.outbox import Event, Reader
from koubo.storage.unit_of_work import Write

REVIEWER_HOME = "/reviewer/"


def event_for_reviewers(
    call: Call, stage: Stage, kind: str, people: Iterable[int], **facts: str
) -> Event:
    """Give an event that concerns members of the panel."""
    return _event(call, stage, kind, {Reader.REVIEWER: tuple(people)}, REVIEWER_HOME, **facts)


def event_for_officers(write: Write, call: Call, stage: Stage, kind: str, **facts: str) -> Event:
    """Give an event that concerns the officers; it leads to the stage's board."""
    officers = people_with_seat(write.session, SeatKind.OFFICER, day_in_japan(write.now))
    to = {Reader.OFFICER: tuple(officers)}
    return _event(call, stage, kind, to, board_path(call.id, stage.id), **facts)


def board_path(call_id: int, stage_id: str) -> str:
    """Give the page of a stage's board inside the site."""
    return f"/officer/calls/{call_id}/review/{stage_id}"


def _event(
    call: Call,
    stage: Stage,
    kind: str,
    to: Mapping[Reader, tuple[int, ...]],
    path: str,
    **facts: str,
) -> Event:
    return Event(
        kind=kind,
        scheme_id=call.scheme_id,
        call_id=call.id,
        to=to,
        facts={"call": call.title, "stage": stage.title, **facts},
        path=path,
    )
