"""Telling groups when and where they present, and the panel when it sits; later, whose time moved."""

from dataclasses import replace
from datetime import datetime

from koubo.applications.events import event_for_members
from koubo.applications.models import Application
from koubo.calendar import JST, format_date
from koubo.people.rules import Actor
from koubo.problems import Refused
from koubo.review.days.actions.changing import chain_of, changing, slots_of
from koubo.review.days.messages import PRESENTATION_MOVED, PRESENTATION_PANEL, PRESENTATION_TIME
from koubo.review.days.models import PresentationDay, PresentationSlot
from koubo.review.days.queries import sittings
from koubo.review.days.rules import timetable
from koubo.review.events import event_for_reviewers
from koubo.review.queries.stage import stage_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write

NOTHING_NEW = "時刻の変わった団体はありません。"


def tell_times(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, day_id: int, *, version: int
) -> int:
    """Mail every group that does not know of its time as it is now; give how many there are.

    The first time the panel is told of the day too. Only groups that present on the day are told.
    """
    with changing(uow, actor, day_id, version) as (write, day):
        first = day.told_at is None
        slots = slots_of(write, day)
        times = timetable(day.starts_at, [one.value() for one in slots])
        untold = [
            one
            for one in slots
            if one.application_id and not one.away and one.told_starts_at != times[one.id][0]
        ]
        if not untold:
            raise Refused(NOTHING_NEW)
        call = write.session.get_one(Call, day.call_id)
        stage = stage_of(catalog.of(call.release), day.stage_id)
        for slot in untold:
            _tell(write, day, slot, stage.title, times[slot.id][0])
            slot.told_starts_at = times[slot.id][0]
        day.told_at = day.told_at or write.now
        people = [one.person_id for one in sittings(write.session, day)]
        event = event_for_reviewers(call, stage, PRESENTATION_PANEL, people)
        panel = replace(event, facts={**event.facts, **_when(day, day.starts_at)})
        detail = {"groups": len(untold), "first": first}
        write.record(
            "tell_presentation_times",
            day,
            chain=chain_of(day),
            detail=detail,
            event=panel if first and people else None,
        )
    return len(untold)


def _tell(
    write: Write, day: PresentationDay, slot: PresentationSlot, stage: str, starts_at: datetime
) -> None:
    application = write.session.get_one(Application, slot.application_id)
    kind = PRESENTATION_MOVED if slot.was_told else PRESENTATION_TIME
    write.tell(
        event_for_members(
            write,
            application,
            kind,
            stage=stage,
            talk=str(day.talk_minutes),
            questions=str(day.question_minutes),
            **_when(day, starts_at),
        )
    )
    slot.was_told = True


def _when(day: PresentationDay, at: datetime) -> dict[str, str]:
    return {
        "day": format_date(day.held_on),
        "time": f"{at.astimezone(JST):%H:%M}",
        "place": day.place or "（会場は追ってお知らせします）",
    }
