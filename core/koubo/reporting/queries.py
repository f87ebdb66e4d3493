"""Reports, repayments and the year's figures as plain rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.rules import FilingState
from koubo.award.decisions.queries.ready import ReadyCall, drafted, read_ready
from koubo.award.models import Award
from koubo.award.policy import visible_awards
from koubo.award.rules import LIVE_STATES, AwardState
from koubo.people.models import Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.reporting.hookspecs import koubo_statistics
from koubo.reporting.interim.models import InterimReport
from koubo.reporting.models import Report
from koubo.reporting.rules import Table, YearRecord
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.offering import known_schemes
from koubo.storage.waiting import Rows, gather, waits

SHOWN = 50


@dataclass(frozen=True)
class ReportRow:
    """One report in a list."""

    id: int
    award_id: int
    filing_id: int
    receipt_number: str
    organisation: str
    project: str
    filing_state: FilingState
    award_state: AwardState
    due_on: date
    version: int
    """The filing's."""


def reports_to_check(
    session: Session, actor: Actor, *, after: int = 0, limit: int = SHOWN
) -> list[ReportRow]:
    """Give the reports that were handed in and not yet accepted or settled, oldest first."""
    rows = session.execute(
        _reports()
        .where(
            visible_awards(actor),
            Award.state == AwardState.REPORTED,
            Report.id > after,
        )
        .order_by(Report.id)
        .limit(limit)
    )
    return [ReportRow(*row) for row in rows]


def report_of(session: Session, award_id: int) -> ReportRow | None:
    """Give the report of an award that the actor was shown; None before it was begun."""
    row = session.execute(_reports().where(Report.award_id == award_id)).first()
    return ReportRow(*row) if row else None


def awards_with_report(session: Session, award_ids: Collection[int]) -> dict[int, date]:
    """Give, of the awards whose report was begun, the day by which it is due."""
    rows = session.execute(
        select(Report.award_id, Report.due_on).where(Report.award_id.in_(award_ids))
    )
    return {award_id: due_on for award_id, due_on in rows}


@dataclass(frozen=True)
class InterimRow:
    """The 中間報告 of an award, as it stands."""

    due_on: date | None
    filing_id: int | None
    is_handed_in: bool


def interims_by_award(session: Session, award_ids: Collection[int]) -> dict[int, InterimRow]:
    """Give, of awards that the actor was shown, what stands of their interim reports."""
    rows = session.execute(
        select(
            InterimReport.award_id, InterimReport.due_on, InterimReport.filing_id, Filing.filed_at
        )
        .outerjoin(Filing, Filing.id == InterimReport.filing_id)
        .where(InterimReport.award_id.in_(award_ids))
    )
    return {
        award_id: InterimRow(due_on, filing_id, filed_at is not None)
        for award_id, due_on, filing_id, filed_at in rows
    }


def _reports() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Report.id,
            Report.award_id,
            Report.filing_id,
            Application.receipt_number,
            Organisation.name,
            Application.project_name,
            Filing.state,
            Award.state,
            Report.due_on,
            Filing.version,
        )
        .join(Award, Award.id == Report.award_id)
        .join(Application, Application.id == Award.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Filing, Filing.id == Report.filing_id)
    )


def ready_to_settle(
    session: Session, actor: Actor, call_id: int, *, limit: int = SHOWN
) -> Sequence[Award]:
    """Give the awards of a call whose report was accepted and that are in no decision yet."""
    return session.scalars(
        select(Award)
        .join(Award.application)
        .where(Application.call_id == call_id, *_settleable(actor))
        .order_by(Award.id)
        .limit(limit)
    ).all()


def calls_to_settle(session: Session, actor: Actor) -> list[ReadyCall]:
    """Give the calls with awards that wait for their 額の確定."""
    return read_ready(gather(session, {"to_settle": settlements_waiting(actor)})["to_settle"])


def settlements_waiting(actor: Actor) -> Rows:
    """Ask for those calls, each with how many awards wait."""
    return (
        waits(number=Call.id, words=Call.title)
        .join_from(Call, Application, Application.call_id == Call.id)
        .join(Award, Award.application_id == Application.id)
        .where(*_settleable(actor))
        .group_by(Call.id, Call.title)
    )


def _settleable(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    accepted = exists().where(
        Report.award_id == Award.id,
        Filing.id == Report.filing_id,
        Filing.state == FilingState.ACCEPTED,
    )
    return (Award.state == AwardState.REPORTED, accepted, visible_awards(actor), ~drafted())


def statistics(session: Session, catalog: Catalog, actor: Actor, fiscal_year: int) -> list[Table]:
    """Give every table of a 事業年度: each scheme's own plugin is asked about its own awards."""
    require(actor, SeatKind.OFFICER)
    rows = session.execute(
        select(
            Call.scheme_id,
            Application.course_id,
            Award.requested,
            # What was withdrawn or wholly revoked is granted no more, as on the call's own page.
            case((Award.state.in_(LIVE_STATES), Award.awarded)).label("awarded"),
            Award.settled,
        )
        .join(Application, Application.id == Award.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(Award.fiscal_year == fiscal_year, visible_awards(actor))
        .order_by(Award.id)
    )
    found = rows.all()
    schemes = known_schemes(session, catalog, [scheme_id for scheme_id, *_ in found])
    titles = {one.id: one.title for scheme in schemes.values() for one in scheme.courses}
    records: dict[str, list[YearRecord]] = {}
    for scheme_id, course_id, requested, awarded, settled in found:
        title = titles.get(course_id, course_id)
        record = YearRecord(course_id, title, requested, awarded, settled)
        records.setdefault(scheme_id, []).append(record)
    return [
        table
        for scheme_id, of_scheme in sorted(records.items())
        for table in catalog.hooks.all(koubo_statistics, scheme_id)(
            fiscal_year=fiscal_year, records=tuple(of_scheme)
        )
    ]


def years_with_awards(session: Session) -> list[int]:
    """Give the 事業年度 that have awards, newest first."""
    found = session.scalars(select(Award.fiscal_year).distinct().order_by(Award.fiscal_year.desc()))
    return list(found)
