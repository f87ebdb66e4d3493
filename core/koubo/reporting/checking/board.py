"""Who has reported and who has not (報告の状況): one row an award, with whom to call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.policy import calls_with_barred
from koubo.applications.rules import FilingState
from koubo.award.models import Award
from koubo.award.policy import visible_awards
from koubo.calendar import day_in_japan
from koubo.people.models import Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.reporting.due import REPORTED, TO_REPORT, Plans, due_of
from koubo.reporting.interim.models import InterimReport
from koubo.reporting.interim.rules import days_late
from koubo.reporting.models import Report
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call

SHOWN = 50
AT_ONCE = 1_000
"""Rows that an export reads in one statement."""


class Progress(StrEnum):
    """How far the report of an award is."""

    NOT_BEGUN = "not_begun"
    DRAFT = "draft"
    FILED = "filed"
    IN_CORRECTION = "in_correction"
    ACCEPTED = "accepted"
    OVERDUE = "overdue"
    """Whatever is not handed in and late; a filter, never a row's own progress."""


PROGRESS_NAMES = {
    Progress.OVERDUE: "期限を過ぎて未提出",
    Progress.NOT_BEGUN: "未作成",
    Progress.DRAFT: "作成中",
    Progress.FILED: "提出済み",
    Progress.IN_CORRECTION: "補正中",
    Progress.ACCEPTED: "受理",
}
OF_FILING = {
    FilingState.DRAFT: Progress.DRAFT,
    FilingState.FILED: Progress.FILED,
    FilingState.IN_CORRECTION: Progress.IN_CORRECTION,
    FilingState.ACCEPTED: Progress.ACCEPTED,
}


@dataclass(frozen=True)
class BoardRow:
    """One award, and how far its report is."""

    award_id: int
    application_id: int
    call_title: str
    receipt_number: str
    organisation_id: int
    organisation: str
    representative: str
    phone: str
    project: str
    due_on: date | None
    progress: Progress
    filing_id: int | None
    handed_in: date | None
    """The day (JST) on which it first came in."""
    late: int
    """By how many days it is or came late."""


@dataclass(frozen=True)
class Wanted:
    """Which awards a board shows."""

    kind: FilingKind
    fiscal_year: int | None = None
    call_id: int | None = None
    progress: Progress | None = None

    def limits(self) -> list[ColumnElement[bool]]:
        """Give the clauses of the call and the year."""
        found: list[ColumnElement[bool]] = []
        if self.fiscal_year is not None:
            found.append(Award.fiscal_year == self.fiscal_year)
        if self.call_id is not None:
            found.append(Application.call_id == self.call_id)
        return found


def board_rows(
    session: Session,
    actor: Actor,
    plans: Plans,
    wanted: Wanted,
    today: date,
    *,
    after: int = 0,
    limit: int = SHOWN,
) -> list[BoardRow]:
    """Give a page of the board, by key; one statement."""
    require(actor, SeatKind.OFFICER)
    due = due_of(wanted.kind, plans)
    query = _rows(wanted, plans, due).where(visible_awards(actor), Award.id > after)
    if wanted.progress is not None:
        query = query.where(_is(wanted.progress, due, today))
    rows = session.execute(query.order_by(Award.id).limit(limit))
    return [_row(one, today) for one in rows]


def all_rows(
    session: Session, actor: Actor, plans: Plans, wanted: Wanted, today: date
) -> Iterator[BoardRow]:
    """Give every row of a board, a thousand in one statement."""
    after = 0
    while True:
        found = board_rows(session, actor, plans, wanted, today, after=after, limit=AT_ONCE)
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].award_id


def board_counts(
    session: Session, actor: Actor, plans: Plans, wanted: Wanted, today: date
) -> dict[Progress, int] | None:
    """Count by progress, in one statement; None for whoever is kept out of one of the calls.

    What is overdue is counted twice: as such, and as not begun or begun.
    """
    due = due_of(wanted.kind, plans)
    kept_out = select(Award.id).where(Application.call_id.in_(calls_with_barred(actor)))
    sums = [func.sum(case((_is(one, due, today), 1), else_=0)) for one in Progress]
    query = _joined(select(*sums, func.count(Award.id)), wanted, plans)
    row = session.execute(query.where(visible_awards(actor))).one()
    hidden = _joined(kept_out, wanted, plans).limit(1)
    if session.execute(hidden).first() is not None:
        return None
    return {one: row[place] or 0 for place, one in enumerate(Progress)}


def _joined(query: Any, wanted: Wanted, plans: Plans) -> Any:
    table = Report if wanted.kind is FilingKind.REPORT else InterimReport
    joined = (
        query.select_from(Award)
        .join(Application, Application.id == Award.application_id)
        .outerjoin(table, table.award_id == Award.id)
        .outerjoin(Filing, Filing.id == table.filing_id)
        .where(Award.state.in_(REPORTED), *wanted.limits())
    )
    if wanted.kind is FilingKind.INTERIM_REPORT:
        asking = [one for one, plan in plans.items() if plan.with_interim]
        named = [
            and_(Application.call_id == call_id, Award.fiscal_year == year)
            for call_id, year in asking
        ]
        joined = joined.where(or_(InterimReport.id.is_not(None), *named))
    return joined


def _rows(wanted: Wanted, plans: Plans, due: ColumnElement[date]) -> Select[Any]:
    first = (
        select(func.min(Snapshot.received_at))
        .where(Snapshot.filing_id == Filing.id)
        .correlate(Filing)
        .scalar_subquery()
    )
    query = select(
        Award.id,
        Application.id.label("application_id"),
        Call.title,
        Application.receipt_number,
        Organisation.id.label("organisation_id"),
        Organisation.name,
        Organisation.representative,
        Organisation.phone,
        Application.project_name,
        due.label("due_on"),
        Filing.state,
        Filing.id.label("filing_id"),
        first.label("first"),
    )
    found: Select[Any] = (
        _joined(query, wanted, plans)
        .join(Call, Call.id == Application.call_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
    )
    return found


def _is(progress: Progress, due: ColumnElement[date], today: date) -> ColumnElement[bool]:
    if progress is Progress.OVERDUE:
        open_ = or_(Filing.id.is_(None), Filing.state == FilingState.DRAFT)
        return and_(open_, due < today, Award.state.in_(TO_REPORT))
    if progress is Progress.NOT_BEGUN:
        return Filing.id.is_(None)
    state = next(state for state, one in OF_FILING.items() if one is progress)
    return Filing.state == state


def _row(row: Any, today: date) -> BoardRow:
    came: datetime | None = row.first
    handed_in = day_in_japan(came) if came is not None else None
    return BoardRow(
        award_id=row.id,
        application_id=row.application_id,
        call_title=row.title,
        receipt_number=row.receipt_number,
        organisation_id=row.organisation_id,
        organisation=row.name,
        representative=row.representative,
        phone=row.phone,
        project=row.project_name,
        due_on=row.due_on,
        progress=OF_FILING[row.state] if row.filing_id is not None else Progress.NOT_BEGUN,
        filing_id=row.filing_id,
        handed_in=handed_in,
        late=days_late(row.due_on, handed_in, today),
    )
