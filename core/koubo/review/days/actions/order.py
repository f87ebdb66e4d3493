"""Putting a day's timetable in order: by receipt number, by hand, or by a recorded lot."""

import secrets
from collections.abc import Callable, Collection
from enum import StrEnum

from sqlalchemy import select

from koubo.applications.models import Application
from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused
from koubo.review.days.actions.changing import (
    chain_of,
    changing,
    number_slots,
    slot_in,
    slots_of,
)
from koubo.review.days.actions.timetable import talk_slot
from koubo.review.days.models import PresentationSlot
from koubo.review.days.policy import load_day
from koubo.review.days.queries import unplaced
from koubo.review.days.rules import AWAY_NAMES, Away, SlotKind, drawn_order
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork, Write

BEGUN = (
    "発表が始まっているため、順番をまとめて変えられません。上下のボタンで1件ずつ変えてください。"
)


class Order(StrEnum):
    """By what the talks are put in order."""

    RECEIPT = "receipt"
    LOT = "lot"


def put_in_order(uow: UnitOfWork, actor: Actor, day_id: int, *, by: Order, version: int) -> None:
    """Put the talks in order; what stands between them keeps its place, counted from the front.

    A lot is drawn from a fresh seed, which is kept: anybody can draw the same order again.
    """
    with changing(uow, actor, day_id, version) as (write, day):
        slots = slots_of(write, day)
        if any(one.began_at for one in slots):
            raise Refused(BEGUN)
        talks = [one for one in slots if one.kind is SlotKind.TALK]
        numbers = _receipt_numbers(write, talks)
        day.lot_seed = secrets.token_hex(8) if by is Order.LOT else ""
        wanted = sorted(numbers) if by is Order.RECEIPT else drawn_order(day.lot_seed, numbers)
        ordered = iter([numbers[one] for one in wanted])
        number_slots([next(ordered) if one.kind is SlotKind.TALK else one for one in slots])
        detail = {"by": by.value, "seed": day.lot_seed, "order": wanted}
        write.record("order_presentations", day, chain=chain_of(day), detail=detail)


def move_slot(
    uow: UnitOfWork, actor: Actor, day_id: int, slot_id: int, *, down: bool, version: int
) -> None:
    """Let a place change with its neighbour."""

    def swap(slots: list[PresentationSlot]) -> None:
        at = slots.index(slot_in(slots, slot_id))
        to = at + (1 if down else -1)
        if not 0 <= to < len(slots):
            raise Refused("これより先には動かせません。")
        slots[at], slots[to] = slots[to], slots[at]

    _rearrange(uow, actor, day_id, version, swap)


def add_pause(
    uow: UnitOfWork,
    actor: Actor,
    day_id: int,
    *,
    kind: SlotKind,
    title: str,
    minutes: int,
    version: int,
) -> None:
    """Put a break or a deliberation at the end; it is moved up like a talk."""
    with changing(uow, actor, day_id, version) as (write, day):
        if kind is SlotKind.TALK:
            raise NotFound
        slots = slots_of(write, day)
        slot = PresentationSlot(
            day_id=day.id, position=len(slots), kind=kind, title=title, minutes=minutes
        )
        write.session.add(slot)
        detail = {"title": title, "minutes": minutes}
        write.record("change_timetable", day, chain=chain_of(day), detail=detail)


def add_talks(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    day_id: int,
    *,
    application_ids: Collection[int],
    version: int,
) -> None:
    """Put applications that have no place yet at the end of the day."""
    day = load_day(uow.session, actor, day_id)
    free = unplaced(uow.session, catalog, actor, day.call_id, day.stage_id)
    chosen = [one.id for one in free if one.id in application_ids]
    if not chosen:
        raise Refused("加える応募を選んでください。")
    with changing(uow, actor, day_id, version) as (write, day):
        slots = slots_of(write, day)
        for position, application_id in enumerate(chosen, start=len(slots)):
            write.session.add(talk_slot(day, position, application_id))
        detail = {"added": sorted(chosen)}
        write.record("change_timetable", day, chain=chain_of(day), detail=detail)


def take_out(uow: UnitOfWork, actor: Actor, day_id: int, slot_id: int, *, version: int) -> None:
    """Take a place out of the timetable, so that an application can be heard on another day."""
    with changing(uow, actor, day_id, version) as (write, day):
        slots = slots_of(write, day)
        slot = slot_in(slots, slot_id)
        if slot.began_at:
            raise Refused("始まったものは、時間割から外せません。")
        slots.remove(slot)
        write.session.delete(slot)
        number_slots(slots)
        write.record("change_timetable", day, chain=chain_of(day), detail={"removed": slot_id})


def mark_away(
    uow: UnitOfWork,
    actor: Actor,
    day_id: int,
    slot_id: int,
    *,
    away: Away | None,
    keeps_time: bool,
    version: int,
) -> None:
    """Note that a group withdrew or did not come, or that it does speak after all.

    :param keeps_time: whether its time stays free; else those behind it come forward
    """
    with changing(uow, actor, day_id, version) as (write, day):
        slot = slot_in(slots_of(write, day), slot_id)
        if slot.application_id is None:
            raise NotFound
        if slot.began_at:
            raise Refused("発表が始まっているため、欠席にはできません。")
        slot.away, slot.keeps_time = away, keeps_time and away is not None
        told = AWAY_NAMES[away] if away else "発表する"
        detail = {"application": slot.application_id, "away": told, "keeps_time": keeps_time}
        write.record("mark_presenter_away", day, chain=chain_of(day), detail=detail)


def _rearrange(
    uow: UnitOfWork,
    actor: Actor,
    day_id: int,
    version: int,
    change: Callable[[list[PresentationSlot]], None],
) -> None:
    with changing(uow, actor, day_id, version) as (write, day):
        slots = slots_of(write, day)
        change(slots)
        number_slots(slots)
        order = [one.id for one in slots]
        write.record("change_timetable", day, chain=chain_of(day), detail={"order": order})


def _receipt_numbers(write: Write, talks: list[PresentationSlot]) -> dict[str, PresentationSlot]:
    rows = write.session.execute(
        select(Application.id, Application.receipt_number).where(
            Application.id.in_([one.application_id for one in talks])
        )
    )
    numbers = {application_id: number or "" for application_id, number in rows}
    return {numbers[one.application_id]: one for one in talks if one.application_id is not None}
