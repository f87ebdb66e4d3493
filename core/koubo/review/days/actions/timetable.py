"""Making a presentation day: when, where, how long each talk is, and which applications it hears."""

from collections.abc import Collection

from sqlalchemy import select

from koubo.calendar import format_date
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems
from koubo.review.days.actions.changing import chain_of, changing, slots_of
from koubo.review.days.models import PresentationDay, PresentationSlot
from koubo.review.days.queries import unplaced
from koubo.review.days.rules import SlotKind
from koubo.review.days.schemas import DayInput
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write

FROM_SCHEME = "制度の定める割合から"
BY_OFFICER = "事務局が入力（要確認：制度に定めなし）"


def make_day(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    *,
    typed: DayInput,
    application_ids: Collection[int],
) -> int:
    """Make a day with its talks in the order of the receipt numbers; give its id.

    :raises Problems: where the stage has a day on that date already
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    stage = stage_of(catalog.of(call.release), stage_id)
    free = unplaced(uow.session, catalog, actor, call_id, stage_id)
    chosen = [one.id for one in free if one.id in application_ids]
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        _refuse_second(write, call_id, stage_id, typed)
        day = PresentationDay(call_id=call_id, stage_id=stage_id)
        _fill(day, typed, stage.quorum is not None)
        write.session.add(day)
        write.session.flush()
        for position, application_id in enumerate(chosen):
            write.session.add(talk_slot(day, position, application_id))
        detail = {"stage": stage_id, "held_on": str(day.held_on), "talks": len(chosen)}
        write.record("make_presentation_day", day, chain=call.chain, detail=detail)
    return day.id


def change_day(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, day_id: int, *, typed: DayInput, version: int
) -> None:
    """Change when, where and how long; groups that knew another place count as untold."""
    with changing(uow, actor, day_id, version) as (write, day):
        call = write.session.get_one(Call, day.call_id)
        stage = stage_of(catalog.of(call.release), day.stage_id)
        _refuse_second(write, day.call_id, day.stage_id, typed, but=day.id)
        moved = (day.place, day.held_on) != (typed.place, typed.held_on)
        _fill(day, typed, stage.quorum is not None)
        for slot in slots_of(write, day):
            slot.minutes = day.parts.whole if slot.kind is SlotKind.TALK else slot.minutes
            if moved and day.told_at:
                slot.told_starts_at = None
        detail = {"held_on": str(day.held_on), "place": day.place}
        write.record("change_presentation_day", day, chain=chain_of(day), detail=detail)


def _fill(day: PresentationDay, typed: DayInput, has_share: bool) -> None:
    day.held_on, day.starts_at, day.place = typed.held_on, typed.starts_at, typed.place
    day.talk_minutes = typed.minutes.talk
    day.question_minutes = typed.minutes.questions
    day.marking_minutes = typed.minutes.marking
    day.quorum = typed.quorum
    day.quorum_reason = "" if typed.quorum is None else FROM_SCHEME if has_share else BY_OFFICER


def _refuse_second(
    write: Write, call_id: int, stage_id: str, typed: DayInput, but: int | None = None
) -> None:
    found = write.session.scalar(
        select(PresentationDay.id).where(
            PresentationDay.call_id == call_id,
            PresentationDay.stage_id == stage_id,
            PresentationDay.held_on == typed.held_on,
        )
    )
    if found is not None and found != but:
        message = f"{format_date(typed.held_on)}の開催日は、もうあります。"
        raise Problems([Problem("second", message, "held_on")])


def talk_slot(day: PresentationDay, position: int, application_id: int) -> PresentationSlot:
    """Give a new place for an application, as long as the day's parts of a talk are."""
    return PresentationSlot(
        day_id=day.id,
        position=position,
        kind=SlotKind.TALK,
        application_id=application_id,
        minutes=day.parts.whole,
    )
