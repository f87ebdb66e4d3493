"""Who of the panel was there: as an officer notes it, and what it does to the sheets."""

from collections.abc import Mapping

from sqlalchemy import select

from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.actions.sheets import mark_absent
from koubo.review.days.actions.changing import chain_of, changing
from koubo.review.days.missing import missed_sheets
from koubo.review.days.models import Attendance
from koubo.review.days.policy import load_day
from koubo.review.days.queries import sittings
from koubo.review.days.rules import Stay
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork


def note_attendance(
    uow: UnitOfWork, actor: Actor, day_id: int, *, stays: Mapping[int, tuple[Stay, str]]
) -> None:
    """Keep from when to when each member was there; who is not named stays as noted before."""
    with changing(uow, actor, day_id) as (write, day):
        members = {one.member_id: one for one in sittings(write.session, day)}
        kept = {
            one.panel_member_id: one
            for one in write.session.scalars(
                select(Attendance).where(Attendance.day_id == day_id).with_for_update()
            )
        }
        changed: dict[str, list[str]] = {}
        for member_id, (stay, note) in stays.items():
            member = members.get(member_id)
            if member is None:
                raise NotFound
            row = kept.get(member_id)
            if row is None:
                row = Attendance(day_id=day_id, panel_member_id=member_id, note="")
                write.session.add(row)
            if (row.came_at, row.left_at, row.note) != (stay.came_at, stay.left_at, note):
                row.came_at, row.left_at, row.note = stay.came_at, stay.left_at, note
                times = [one.isoformat() if one else "" for one in (stay.came_at, stay.left_at)]
                changed[member.pseudonym] = [*times, note]
        if changed:
            write.record("note_attendance", day, chain=chain_of(day), detail={"members": changed})


def mark_missed_absent(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, day_id: int, *, member_id: int
) -> int:
    """Mark a member's open sheets absent for the talks that the member missed; give how many."""
    day = load_day(uow.session, actor, day_id)
    if member_id not in {one.member_id for one in sittings(uow.session, day)}:
        raise NotFound
    missed = missed_sheets(uow.session, actor, day).get(member_id, [])
    call_id, stage_id = day.call_id, day.stage_id
    for one in missed:
        mark_absent(
            uow,
            catalog,
            actor,
            call_id,
            stage_id=stage_id,
            member_id=member_id,
            application_id=one.application_id,
        )
    return len(missed)
