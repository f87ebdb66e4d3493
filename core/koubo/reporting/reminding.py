"""Words about reports: ahead of the day to whoever has not begun, and once when it is over.

Whoever has begun is told of the near day with all other drafts (`applications.reminding`); here are
those of whom nothing stands there yet, and everybody whose day went by.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import exists, or_, select

from koubo.applications.events import event_for_members
from koubo.applications.models import Application, Filing
from koubo.applications.reminding import AT_ONCE, DAYS_BEFORE, FROM_HOUR
from koubo.applications.rules import FilingState
from koubo.award.models import Award
from koubo.calendar import JST, day_in_japan, format_date
from koubo.reporting.due import TO_REPORT, due_of, planned_days
from koubo.reporting.interim.models import InterimReport
from koubo.reporting.models import Report
from koubo.reporting.reminder_models import ReportReminder
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FILING_NAMES, FilingKind
from koubo.storage.unit_of_work import UnitOfWork, Write

OVERDUE = 0
"""Stands for the one word after the day."""
TOLD_LATE = 14
"""Days after which an overdue report is no news any more: a server that was off says nothing."""
KINDS = (FilingKind.INTERIM_REPORT, FilingKind.REPORT)


@dataclass(frozen=True)
class ReportDue:
    """A report that a word is due about."""

    award_id: int
    kind: FilingKind
    due_on: date
    days: int
    """How many days before; `OVERDUE` after."""


def remind_reports(uow: UnitOfWork, catalog: Catalog, *, limit: int = AT_ONCE) -> int:
    """Tell members of reports that are near or overdue; give how many were told, each once."""
    if uow.now.astimezone(JST).hour < FROM_HOUR:
        return 0
    told = 0
    for due in list(_due_today(uow, catalog, limit)):
        with uow.writing() as write:
            told += _tell(write, catalog, due)
    return told


def _due_today(uow: UnitOfWork, catalog: Catalog, limit: int) -> Iterator[ReportDue]:
    plans = planned_days(uow.session, catalog, Award.state.in_(TO_REPORT))
    if not plans:
        return
    today = day_in_japan(uow.now)
    near = [today + timedelta(days=one) for one in DAYS_BEFORE]
    for kind in KINDS:
        table = Report if kind is FilingKind.REPORT else InterimReport
        due = due_of(kind, plans)
        said = exists().where(
            ReportReminder.award_id == Award.id,
            ReportReminder.kind == kind,
            ReportReminder.due_on == due,
            or_(ReportReminder.days == OVERDUE, ReportReminder.told_on == today),
        )
        ahead = Filing.id.is_(None) & due.in_(near)
        over = (due < today) & (due >= today - timedelta(days=TOLD_LATE))
        rows = uow.session.execute(
            select(Award.id, due.label("due_on"))
            .join(Application, Application.id == Award.application_id)
            .outerjoin(table, table.award_id == Award.id)
            .outerjoin(Filing, Filing.id == table.filing_id)
            .where(
                Award.state.in_(TO_REPORT),
                or_(Filing.id.is_(None), Filing.state == FilingState.DRAFT),
                or_(ahead, over),
                ~said,
            )
            .order_by(Award.id)
            .limit(limit)
        )
        for award_id, due_on in rows:
            yield ReportDue(award_id, kind, due_on, max((due_on - today).days, OVERDUE))


def _tell(write: Write, catalog: Catalog, due: ReportDue) -> int:
    """Say it, unless somebody else just did or it came in meanwhile; give whether it was said."""
    award = write.lock(Award, due.award_id)
    is_said = exists().where(
        ReportReminder.award_id == due.award_id,
        ReportReminder.kind == due.kind,
        ReportReminder.due_on == due.due_on,
        ReportReminder.days == due.days,
    )
    if award.state not in TO_REPORT or write.session.scalar(select(is_said)):
        return 0
    write.session.add(
        ReportReminder(
            award_id=due.award_id,
            kind=due.kind,
            due_on=due.due_on,
            days=due.days,
            told_on=day_in_japan(write.now),
        )
    )
    form = catalog.of(award.application.call.release).forms.get(due.kind)
    event = event_for_members(
        write,
        award.application,
        "report_overdue" if due.days == OVERDUE else "report_near",
        document=form.title if form else FILING_NAMES[due.kind],
        due=format_date(due.due_on),
        days=str(due.days),
    )
    write.tell(replace(event, path=f"/applicant/awards/{award.id}"))
    return 1
