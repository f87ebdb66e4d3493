"""Words ahead of the day for a stage's sheets: 3 and 1 days before, to whoever has one still open.

They go out as those to applicants do: on their day, from 8 o'clock in Japan, each once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES
from koubo.applications.reminding import AT_ONCE, FROM_HOUR
from koubo.calendar import JST, day_in_japan, format_deadline_short, in_time
from koubo.review.conclusion_models import Recommendation
from koubo.review.events import event_for_reviewers
from koubo.review.models import Review, StageTerms
from koubo.review.panels.models import PanelMember
from koubo.review.queries.stage import stage_of
from koubo.review.rules import OPEN_STATES
from koubo.review.sheet_messages import REVIEW_DUE_NEAR
from koubo.review.sheet_models import SheetReminder
from koubo.schemes.catalog import Catalog
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.models import Call
from koubo.schemes.plans import last_day
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork, Write

DAYS_BEFORE = (3, 1)


@dataclass(frozen=True)
class SheetsDue:
    """A member with open sheets whose day is near."""

    member_id: int
    stage_id: str
    due_at: datetime
    days: int


def remind_reviewers(uow: UnitOfWork, catalog: Catalog, *, limit: int = AT_ONCE) -> int:
    """Tell members of panels of the days that are near today; give how many were told."""
    if uow.now.astimezone(JST).hour < FROM_HOUR:
        return 0
    told = 0
    for due in list(_due_today(uow))[:limit]:
        with uow.writing() as write:
            told += _tell(write, catalog, due)
    return told


def _due_today(uow: UnitOfWork) -> Iterator[SheetsDue]:
    today = day_in_japan(uow.now)
    said = exists().where(
        SheetReminder.panel_member_id == PanelMember.id,
        SheetReminder.stage_id == StageTerms.stage_id,
        SheetReminder.told_on == today,
    )
    concluded = exists().where(
        Recommendation.call_id == StageTerms.call_id,
        Recommendation.stage_id == StageTerms.stage_id,
    )
    rows = uow.session.execute(
        select(PanelMember.id, StageTerms.stage_id, StageTerms.due_at)
        .distinct()
        .join(StageTerms, StageTerms.call_id == PanelMember.call_id)
        .join(Call, Call.id == PanelMember.call_id)
        .join(
            Review,
            and_(Review.panel_member_id == PanelMember.id, Review.stage_id == StageTerms.stage_id),
        )
        .where(
            StageTerms.due_at > uow.now,
            Call.state == CallState.PUBLISHED,
            Review.state.in_(OPEN_STATES),
            ~concluded,
            ~said,
        )
        .order_by(PanelMember.id, StageTerms.stage_id)
    ).all()
    for member_id, stage_id, due_at in rows:
        days = (last_day(due_at) - today).days if due_at else 0
        if due_at and days in DAYS_BEFORE:
            yield SheetsDue(member_id, stage_id, due_at, days)


def _tell(write: Write, catalog: Catalog, due: SheetsDue) -> int:
    """Say it, unless somebody else just did or nothing is open any more; give whether it was said."""
    member = write.lock(PanelMember, due.member_id)
    call = write.session.get_one(Call, member.call_id)
    is_said = exists().where(
        SheetReminder.panel_member_id == member.id,
        SheetReminder.stage_id == due.stage_id,
        SheetReminder.due_at == due.due_at,
        SheetReminder.days == due.days,
    )
    still_due = exists().where(
        StageTerms.call_id == call.id,
        StageTerms.stage_id == due.stage_id,
        StageTerms.due_at == due.due_at,
    )
    open_sheets = _open_sheets(write, member.id, due.stage_id)
    if write.session.scalar(select(is_said)) or not write.session.scalar(select(still_due)):
        return 0
    try:
        stage = stage_of(catalog.of(call.release), due.stage_id)
    except BrokenSchemeFile:
        return 0
    if not open_sheets or not in_time(write.now, due.due_at):
        return 0
    write.session.add(
        SheetReminder(
            panel_member_id=member.id,
            stage_id=due.stage_id,
            due_at=due.due_at,
            days=due.days,
            told_on=day_in_japan(write.now),
        )
    )
    write.tell(
        event_for_reviewers(
            call,
            stage,
            REVIEW_DUE_NEAR,
            (member.person_id,),
            due=f"提出の期限は {format_deadline_short(due.due_at)} です。",
            open=str(open_sheets),
            days=str(due.days),
        )
    )
    return 1


def _open_sheets(write: Write, member_id: int, stage_id: str) -> int:
    return (
        write.session.scalar(
            select(func.count())
            .select_from(Review)
            .join(Application, Application.id == Review.application_id)
            .where(
                Review.panel_member_id == member_id,
                Review.stage_id == stage_id,
                Review.state.in_(OPEN_STATES),
                Application.state.in_(REVIEWED_STATES),
            )
        )
        or 0
    )
