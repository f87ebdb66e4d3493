"""What officers and applicants see of presentation days: timetable, members, what is not told yet."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible_to_staff
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor
from koubo.review.days.models import Attendance, PresentationDay, PresentationSlot
from koubo.review.days.policy import load_day
from koubo.review.days.rules import Place, SlotKind, Stay, timetable
from koubo.review.panels.models import PanelMember, PanelSeat
from koubo.review.panels.rules import PanelRole
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.entries import StageEntry, stage_entries
from koubo.review.queries.stage import stage_of
from koubo.review.rules import pseudonym_order
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts

HIDDEN = "（利害関係のため表示しません）"


@dataclass(frozen=True)
class SlotLine:
    """One line of a day's timetable; its times are computed."""

    place: Place
    begins: datetime
    ends: datetime
    application_id: int | None
    title: str
    """The project, or what a break is called."""
    organisation: str
    receipt_number: str
    told_starts_at: datetime | None
    hidden: bool = False

    @property
    def is_talk(self) -> bool:
        """Say whether an application is heard here."""
        return self.place.kind is SlotKind.TALK

    @property
    def speaks(self) -> bool:
        """Say whether a group is to come here."""
        return self.is_talk and self.place.away is None

    @property
    def is_untold(self) -> bool:
        """Say whether the group does not know of its time as it is now."""
        return self.speaks and self.told_starts_at != self.begins


@dataclass(frozen=True)
class Sitting:
    """A member of the stage's panel on that day; the name is for officers alone."""

    member_id: int
    person_id: int
    pseudonym: str
    name: str
    role: PanelRole
    stay: Stay
    note: str


@dataclass(frozen=True)
class DayView:
    """A presentation day with its timetable."""

    day: PresentationDay
    call: CallFacts
    stage: Stage
    lines: tuple[SlotLine, ...]

    @property
    def places(self) -> list[Place]:
        """Give the places as the clock needs them."""
        return [one.place for one in self.lines]

    @property
    def talks(self) -> list[SlotLine]:
        """Give the lines in which applications are heard."""
        return [one for one in self.lines if one.is_talk]

    @property
    def untold(self) -> list[SlotLine]:
        """Give the lines whose groups do not know of their time as it is now."""
        return [one for one in self.lines if one.is_untold]

    @property
    def ends(self) -> datetime:
        """Give when the day is over as planned."""
        return self.lines[-1].ends if self.lines else self.day.starts_at


def days_of(session: Session, call_id: int, stage_id: str) -> list[PresentationDay]:
    """Give the days of a stage, in order; whether the actor runs the call is asked before."""
    return list(
        session.scalars(
            select(PresentationDay)
            .where(PresentationDay.call_id == call_id, PresentationDay.stage_id == stage_id)
            .order_by(PresentationDay.held_on)
        )
    )


def day_view(session: Session, catalog: Catalog, actor: Actor, day_id: int) -> DayView:
    """Give a day with its timetable; of what is kept from the officer there is only the time."""
    day = load_day(session, actor, day_id)
    call = session.get_one(Call, day.call_id)
    stage = stage_of(catalog.of(call.release), day.stage_id)
    return DayView(day, call.facts(), stage, tuple(lines_of(session, actor, day)))


def lines_of(session: Session, actor: Actor, day: PresentationDay) -> list[SlotLine]:
    """Give the lines of a day's timetable; one statement."""
    rows = session.execute(
        select(
            PresentationSlot,
            Application.project_name,
            Application.receipt_number,
            Organisation.name,
            visible_to_staff(actor).label("seen"),
        )
        .outerjoin(Application, Application.id == PresentationSlot.application_id)
        .outerjoin(Organisation, Organisation.id == Application.organisation_id)
        .where(PresentationSlot.day_id == day.id)
        .order_by(PresentationSlot.position, PresentationSlot.id)
    ).all()
    times = timetable(day.starts_at, [row.PresentationSlot.value() for row in rows])
    return [_line(row, times[row.PresentationSlot.id]) for row in rows]


def _line(row: Any, times: tuple[datetime, datetime]) -> SlotLine:
    slot, project, number, organisation, seen = row
    hidden = slot.application_id is not None and not seen
    return SlotLine(
        slot.value(),
        *times,
        application_id=None if hidden else slot.application_id,
        title=HIDDEN if hidden else (project or slot.title),
        organisation="" if hidden else (organisation or ""),
        receipt_number="" if hidden else (number or ""),
        told_starts_at=slot.told_starts_at,
        hidden=hidden,
    )


def unplaced(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str
) -> list[StageEntry]:
    """Give the applications of a stage that have no place in any of its days yet."""
    call = load_reviewed_call(session, actor, call_id)
    return unplaced_in(session, catalog, actor, call, stage_id)


def unplaced_in(
    session: Session, catalog: Catalog, actor: Actor, call: Call, stage_id: str
) -> list[StageEntry]:
    """Give them of a call that the actor runs."""
    scheme, call_id = catalog.of(call.release), call.id
    stage = stage_of(scheme, stage_id)
    placed = set(
        session.scalars(
            select(PresentationSlot.application_id)
            .join(PresentationDay, PresentationDay.id == PresentationSlot.day_id)
            .where(PresentationDay.call_id == call_id, PresentationDay.stage_id == stage_id)
        )
    )
    seen = set(
        session.scalars(
            select(Application.id).where(Application.call_id == call_id, visible_to_staff(actor))
        )
    )
    found = stage_entries(session, scheme, call, stage)
    free = [one for one in found if one.id in seen - placed and one.waiver is None]
    return sorted(free, key=lambda one: one.receipt_number)


def sittings(session: Session, day: PresentationDay) -> list[Sitting]:
    """Give the stage's panel with who came; in the order of the pseudonyms."""
    rows = session.execute(
        select(PanelMember, Person.name, PanelSeat.role, Attendance)
        .join(PanelSeat, PanelSeat.panel_member_id == PanelMember.id)
        .join(Person, Person.id == PanelMember.person_id)
        .outerjoin(
            Attendance,
            (Attendance.panel_member_id == PanelMember.id) & (Attendance.day_id == day.id),
        )
        .where(PanelMember.call_id == day.call_id, PanelSeat.stage_id == day.stage_id)
    ).all()
    found = [
        Sitting(
            member.id, member.person_id, member.pseudonym, name, role,
            Stay(kept.came_at, kept.left_at) if kept else Stay(),
            kept.note if kept else "",
        )
        for member, name, role, kept in rows
        if (member.to_on is None or member.to_on >= day.held_on) and member.from_on <= day.held_on
    ]  # fmt: skip
    return sorted(found, key=lambda one: pseudonym_order(one.pseudonym))


def members_counted(found: Sequence[Sitting]) -> int:
    """Give of how many members a quorum is a share: substitutes stand for others."""
    return sum(one.role is not PanelRole.SUBSTITUTE for one in found)


def seats_counted(session: Session, call_id: int, stage_id: str) -> int:
    """Give of how many seats a stage's quorum is a share, before any day is held."""
    return (
        session.scalar(
            select(func.count())
            .select_from(PanelSeat)
            .join(PanelMember, PanelMember.id == PanelSeat.panel_member_id)
            .where(
                PanelMember.call_id == call_id,
                PanelSeat.stage_id == stage_id,
                PanelSeat.role != PanelRole.SUBSTITUTE,
            )
        )
        or 0
    )


@dataclass(frozen=True)
class OwnTime:
    """When and where a group presents, as it was told."""

    stage: str
    starts_at: datetime
    place: str
    talk_minutes: int
    question_minutes: int


def own_times(session: Session, catalog: Catalog, application: Application) -> list[OwnTime]:
    """Give the times that an application's group was told; those still to be told are left out."""
    scheme = catalog.of(application.call.release)
    rows = session.execute(
        select(PresentationSlot.told_starts_at, PresentationDay)
        .join(PresentationDay, PresentationDay.id == PresentationSlot.day_id)
        .where(
            PresentationSlot.application_id == application.id,
            PresentationSlot.told_starts_at.is_not(None),
            PresentationSlot.away.is_(None),
        )
        .order_by(PresentationSlot.told_starts_at)
    )
    return [
        OwnTime(
            stage_of(scheme, day.stage_id).title, at, day.place,
            day.talk_minutes, day.question_minutes,
        )
        for at, day in rows
        if at is not None
    ]  # fmt: skip


def day_counts(session: Session, days: Sequence[PresentationDay]) -> dict[int, int]:
    """Give how many applications each day hears."""
    found: defaultdict[int, int] = defaultdict(int)
    for day_id in session.scalars(
        select(PresentationSlot.day_id).where(
            PresentationSlot.day_id.in_([one.id for one in days]),
            PresentationSlot.kind == SlotKind.TALK,
        )
    ):
        found[day_id] += 1
    return dict(found)
