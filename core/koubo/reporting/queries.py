"""Reports, repayments and the year's figures as plain rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.applications.rules import FilingState
from koubo.award.models import Award, Claim
from koubo.award.policy import visible_awards
from koubo.award.queries.ready import ReadyCall, drafted
from koubo.award.rules import OPEN_CLAIMS, AwardState
from koubo.people.models import Organisation
from koubo.people.rules import Actor, SeatKind, require
from koubo.reporting.hookspecs import koubo_statistics
from koubo.reporting.models import Repayment, Report
from koubo.reporting.rules import RepaymentCause, RepaymentState, Table, YearRecord
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.offering import known_schemes

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


@dataclass(frozen=True)
class RepaymentRow:
    """Money that comes back (円)."""

    id: int
    cause: RepaymentCause
    state: RepaymentState
    amount: int
    bill_number: str
    received_on: date | None
    version: int


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
    rows = session.execute(
        select(Call.id, Call.title, func.count())
        .join(Application, Application.call_id == Call.id)
        .join(Award, Award.application_id == Application.id)
        .where(*_settleable(actor))
        .group_by(Call.id, Call.title)
        .order_by(Call.id)
    )
    return [ReadyCall(*row) for row in rows]


def _settleable(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    accepted = exists().where(
        Report.award_id == Award.id,
        Filing.id == Report.filing_id,
        Filing.state == FilingState.ACCEPTED,
    )
    return (Award.state == AwardState.REPORTED, accepted, visible_awards(actor), ~drafted())


def awards_to_close(session: Session, actor: Actor) -> int:
    """Count the settled awards whose sums meet, with no bill and no repayment open."""
    bill = exists().where(Claim.award_id == Award.id, Claim.state.in_(OPEN_CLAIMS))
    owed = exists().where(Repayment.award_id == Award.id, Repayment.state == RepaymentState.ASKED)
    found = (
        select(func.count())
        .select_from(Award)
        .join(Award.application)
        .where(
            Award.state == AwardState.SETTLED,
            Award.settled == Award.paid - Award.returned,
            visible_awards(actor),
            ~bill,
            ~owed,
        )
    )
    return session.scalar(found) or 0


def open_repayments(session: Session, actor: Actor) -> list[tuple[int, str, int, str]]:
    """Give award, project, yen and bill number of what has not come back yet, oldest first."""
    rows = session.execute(
        select(Award.id, Application.project_name, Repayment.amount, Repayment.bill_number)
        .join(Award, Award.id == Repayment.award_id)
        .join(Application, Application.id == Award.application_id)
        .where(Repayment.state == RepaymentState.ASKED, visible_awards(actor))
        .order_by(Repayment.id)
        .limit(SHOWN)
    )
    return [(award_id, project, amount, bill) for award_id, project, amount, bill in rows]


def repayments_of(session: Session, award_id: int) -> list[RepaymentRow]:
    """Give the repayments of an award that the actor was shown, oldest first."""
    return repayments_by_award(session, [award_id]).get(award_id, [])


def repayments_by_award(
    session: Session, award_ids: Collection[int]
) -> dict[int, list[RepaymentRow]]:
    """Give the repayments of awards that the actor was shown, oldest first, in one statement."""
    rows = session.execute(
        select(
            Repayment.award_id,
            Repayment.id,
            Repayment.cause,
            Repayment.state,
            Repayment.amount,
            Repayment.bill_number,
            Repayment.received_on,
            Repayment.version,
        )
        .where(Repayment.award_id.in_(award_ids))
        .order_by(Repayment.id)
    )
    found: dict[int, list[RepaymentRow]] = {}
    for row in rows:
        found.setdefault(row.award_id, []).append(RepaymentRow(*row[1:]))
    return found


def statistics(session: Session, catalog: Catalog, actor: Actor, fiscal_year: int) -> list[Table]:
    """Give every table of a 事業年度: each scheme's own plugin is asked about its own awards."""
    require(actor, SeatKind.OFFICER)
    rows = session.execute(
        select(
            Call.scheme_id,
            Application.course_id,
            Award.requested,
            Award.awarded,
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
