"""Words ahead of a deadline: 7, 3 and 1 days before, to whoever has begun and not handed in.

Days are the days of Japan, and a word belongs to its day: a server that was off on that day leaves
it out and says the next one. Nobody is reminded of what was begun or asked for on the very day.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from koubo.applications.events import event_for_members
from koubo.applications.facts import Asked, open_correction, read_draft
from koubo.applications.models import Application, Correction, Filing
from koubo.applications.queries.own import DEADLINES, OF_APPLICATION, proposal_closes
from koubo.applications.reminder_models import Reminder
from koubo.applications.rules import ApplicationState, CorrectionState, FilingState
from koubo.applications.steps import closes_at as filing_closes_at
from koubo.applications.steps import step_closes_at
from koubo.calendar import JST, day_in_japan, format_deadline, next_midnight, start_of_day
from koubo.schemes.catalog import Catalog
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, CallCourse, gates_of
from koubo.schemes.plans import last_day
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork, Write

DAYS_BEFORE = (7, 3, 1)
FROM_HOUR = 8
"""Nobody is woken: mails of a day go out from this hour of Japan on."""
AT_ONCE = 20
"""So many words a round; the rest follow in the next one."""
BEGUN = (FilingState.DRAFT, FilingState.IN_CORRECTION)
OF_A_CALL = (FilingKind.PARTICIPATION, FilingKind.PROPOSAL)


@dataclass(frozen=True)
class Due:
    """A document whose deadline is near."""

    filing_id: int
    closes_at: datetime
    days: int


def remind(uow: UnitOfWork, catalog: Catalog, *, limit: int = AT_ONCE) -> int:
    """Tell members of the deadlines that are near today; give how many were told.

    Each word is said once, however often and in however many processes this runs.
    """
    if uow.now.astimezone(JST).hour < FROM_HOUR:
        return 0
    told = 0
    for due in due_today(uow, limit=limit):
        missing = _missing(uow, catalog, due)
        with uow.writing() as write:
            told += _tell(write, catalog, due, missing)
    return told


def due_today(uow: UnitOfWork, *, limit: int = AT_ONCE) -> list[Due]:
    """Give the open documents that a word is due about today and was not said; one statement."""
    today = day_in_japan(uow.now)
    found: list[Due] = []
    for due in _begun(uow, today):
        if len(found) == limit:
            break
        found.append(due)
    return found


def _begun(uow: UnitOfWork, today: date) -> Iterator[Due]:
    asked = and_(Correction.filing_id == Filing.id, Correction.state == CorrectionState.ASKED)
    said = exists().where(Reminder.filing_id == Filing.id, Reminder.told_on == today)
    midnight = start_of_day(today)
    rows = uow.session.execute(
        select(
            Filing.id, Filing.kind, Filing.closes_at, Correction.due_on, Call.moments, *DEADLINES
        )
        .select_from(Filing)
        .join(Application, Application.id == Filing.application_id)
        .join(Call, Call.id == Application.call_id)
        .outerjoin(CallCourse, OF_APPLICATION)
        .outerjoin(Correction, asked)
        .where(
            Filing.state.in_(BEGUN),
            Filing.entered_by.is_(None),
            Application.state != ApplicationState.WITHDRAWN,
            or_(Call.state == CallState.PUBLISHED, Filing.kind.not_in(OF_A_CALL)),
            or_(Correction.id.is_not(None), Application.created_at < midnight),
            or_(Correction.id.is_(None), Correction.asked_at < midnight),
            _may_be_near(today),
            ~said,
        )
        .order_by(Filing.id)
    )
    for filing_id, kind, own, due_on, moments, *deadlines in rows:
        ends = (
            next_midnight(due_on)
            if due_on is not None
            else step_closes_at(kind, proposal_closes(*deadlines), gates_of(moments), own)
        )
        days = (last_day(ends) - today).days if ends is not None else 0
        if ends is not None and days in DAYS_BEFORE:
            yield Due(filing_id, ends, days)


def _may_be_near(today: date) -> ColumnElement[bool]:
    """Leave out, in the database, what cannot be near; which deadline counts is found out after.

    The deadline of a gate stands among the moments of its call, where no index reaches.
    """
    near = [today + timedelta(days=one) for one in DAYS_BEFORE]
    known = (
        Call.closes_at,
        CallCourse.closes_at,
        CallCourse.theme_closes_at,
        Application.extended_to,
        Filing.closes_at,
    )
    # Midnight belongs to the day that ends.
    within = (
        and_(column > start_of_day(day), column <= next_midnight(day))
        for column in known
        for day in near
    )
    return or_(*within, Correction.due_on.in_(near), Filing.kind == FilingKind.PARTICIPATION)


def _missing(uow: UnitOfWork, catalog: Catalog, due: Due) -> str:
    """Say how much is still to be written, in one sentence; "" where its scheme cannot be read."""
    filing = uow.session.get_one(Filing, due.filing_id)
    try:
        reading = read_draft(uow.session, Asked.of(catalog, filing), filing)
    except BrokenSchemeFile:
        return ""
    lacking = {one.field.partition(".")[0] for one in reading.problems}
    if lacking:
        return f"まだ入力や添付が必要なところが{len(lacking)}つあります。"
    return "入力はそろっています。内容を確かめて、「提出する」を押してください。"


def _tell(write: Write, catalog: Catalog, due: Due, missing: str) -> int:
    """Say it, unless somebody else just did or it came in meanwhile; give whether it was said."""
    filing = write.lock(Filing, due.filing_id)
    correction = open_correction(write.session, filing.id)
    is_said = exists().where(
        Reminder.filing_id == filing.id,
        Reminder.closes_at == due.closes_at,
        Reminder.days == due.days,
    )
    is_open = filing.state in BEGUN and filing_closes_at(filing, correction) == due.closes_at
    if not is_open or write.session.scalar(select(is_said)):
        return 0
    write.session.add(
        Reminder(
            filing_id=filing.id,
            closes_at=due.closes_at,
            days=due.days,
            told_on=day_in_japan(write.now),
        )
    )
    application = filing.application
    scheme = catalog.of(application.call.release)
    event = event_for_members(
        write,
        application,
        "deadline_near",
        what=scheme.forms[filing.kind].title,
        closes=format_deadline(due.closes_at),
        days=str(due.days),
        missing=missing,
    )
    write.tell(replace(event, path=f"/applicant/filings/{filing.id}"))
    return 1
