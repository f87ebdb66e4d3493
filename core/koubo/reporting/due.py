"""Until when reports are due: the day on record, else the one that the call's release plans."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Date, and_, case, func, literal, null, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.models import Award
from koubo.award.rules import AwardState
from koubo.calendar import fiscal_year_end
from koubo.reporting.interim.models import InterimReport
from koubo.reporting.interim.rules import asks_interim, interim_due
from koubo.reporting.models import Report
from koubo.schemes.catalog import Catalog
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Release
from koubo.schemes.rules import Scheme

TO_REPORT = (AwardState.GRANTED, AwardState.DISCONTINUED)
"""States of an award whose report is awaited."""
REPORTED = (*TO_REPORT, AwardState.REPORTED, AwardState.SETTLED, AwardState.CLOSED)
"""States of an award of which there is or will be a report."""


def report_due(scheme: Scheme, fiscal_year: int) -> date:
    """Give the last day for the report of a 事業年度, as the scheme plans it."""
    return fiscal_year_end(fiscal_year) + timedelta(days=scheme.report_due_days.value)


@dataclass(frozen=True)
class Planned:
    """What a call's release plans for the awards of one 事業年度."""

    report: date
    interim: date | None
    with_interim: bool


Plans = Mapping[tuple[int, int], Planned]
"""By call and 事業年度."""


def planned_days(session: Session, catalog: Catalog, *limits: ColumnElement[bool]) -> Plans:
    """Give what is planned for the awards that stand, in one statement.

    A scheme file that cannot be read plans nothing.

    :param limits: further clauses about awards, applications and calls
    """
    rows = session.execute(
        select(Call.id, Award.fiscal_year, Release.text)
        .join(Application, Application.call_id == Call.id)
        .join(Award, Award.application_id == Application.id)
        .join(Release, Release.id == Call.release_id)
        .where(Award.state.in_(REPORTED), *limits)
        .distinct()
    )
    found: dict[tuple[int, int], Planned] = {}
    for call_id, year, text in rows:
        try:
            scheme = catalog.pinned(text)
        except BrokenSchemeFile:
            continue
        found[call_id, year] = Planned(
            report_due(scheme, year), interim_due(scheme, year), asks_interim(scheme)
        )
    return found


def due_of(kind: FilingKind, plans: Plans) -> ColumnElement[date]:
    """Give the day of a report in SQL, joined with `Report` or `InterimReport` from outside."""
    own = Report.due_on if kind is FilingKind.REPORT else InterimReport.due_on
    known = [
        (
            and_(Application.call_id == call_id, Award.fiscal_year == year),
            literal(day, Date),
        )
        for (call_id, year), one in plans.items()
        if (day := one.report if kind is FilingKind.REPORT else one.interim) is not None
    ]
    planned: ColumnElement[date] = case(*known, else_=null()) if known else literal(None, Date)
    return func.coalesce(own, planned, type_=Date)
