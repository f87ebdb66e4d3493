"""Costs of a report that the city does not accept, line by line, at the officer's desk."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.models import Snapshot
from koubo.applications.snapshots import newest_snapshot
from koubo.award.queries import award_row
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.reporting.checking.actions.costs import refuse_costs
from koubo.reporting.checking.cost_rules import refusable
from koubo.reporting.models import Report
from koubo.reporting.policy import load_report
from koubo.reporting.settling.schemas import read_refusals
from koubo.reporting.settling.settling import refused_of, reported_costs, settlement_of
from koubo.schemes.budget import Budget
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.forms.return_forms import kept_refusals, typed_refusals
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/awards/reports/<int:report_id>/costs")
@seat(SeatKind.OFFICER)
def refused_report_costs(report_id: int) -> ResponseReturnValue:
    """Show the account of a report, with what of each line is not accepted."""
    report, snapshot, reported = _reported(report_id)
    return _page(report, snapshot, kept_refusals(reported, refused_of(report.refused)))


@desk.post("/awards/reports/<int:report_id>/costs")
@seat(SeatKind.OFFICER)
def refuse_report_costs(report_id: int) -> ResponseReturnValue:
    """Record which costs are not accepted."""
    report, snapshot, reported = _reported(report_id)
    places = refusable(reported)
    typed = typed_refusals(request.form, places)
    try:
        refuse_costs(
            unit_of_work(),
            site().catalog,
            actor(),
            report_id,
            asked=read_refusals(places, typed),
            version=version_of(request.form),
        )
    except Problems as found:
        return _page(report, snapshot, typed, found.problems), 422
    flash("対象外の経費を記録しました。確定額の計算を確かめてください。", "success")
    return redirect(url_for("officer.award_report", report_id=report_id), 303)


def _reported(report_id: int) -> tuple[Report, Snapshot, Budget]:
    session = unit_of_work().session
    report = load_report(session, actor(), report_id)
    snapshot = newest_snapshot(session, report.filing_id)
    if snapshot is None:
        raise NotFound  # a draft is the organisation's own
    return report, snapshot, reported_costs(site().catalog, report.award, snapshot)


def _page(
    report: Report, snapshot: Snapshot, typed: dict[str, Any], problems: tuple[Problem, ...] = ()
) -> str:
    session, catalog = unit_of_work().session, site().catalog
    reported = reported_costs(catalog, report.award, snapshot)
    settled = settlement_of(session, catalog, report.award, snapshot)
    places = set(refusable(reported))
    return render_template(
        "officer/grants/refused_costs.html",
        report=report,
        award=award_row(session, report.award_id),
        lines=[(place, one, place in places) for place, one in enumerate(reported.expenses)],
        case=settled.report,
        reported_cost=reported.eligible_total,
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
    )
