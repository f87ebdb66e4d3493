"""Reports at the officer's desk: what was spent, what it comes to, and accepting it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.rules import FILING_STEPS, FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.award.queries.awards import award_row
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.reporting.actions.reports import accept_report
from koubo.reporting.policy import load_report
from koubo.reporting.queries import SHOWN, reports_to_check
from koubo.reporting.settling import report_case, settlement_of
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/awards/reports")
@seat(SeatKind.OFFICER)
def award_reports() -> ResponseReturnValue:
    """List the reports that wait to be accepted or settled."""
    after = request.args.get("after", 0, type=int)
    rows = reports_to_check(unit_of_work().session, actor(), after=after)
    return render_template(
        "officer/award_reports.html",
        rows=[(one, FILING_STEPS.names[one.filing_state]) for one in rows],
        next_after=rows[-1].id if len(rows) == SHOWN else None,
    )


@desk.get("/awards/reports/<int:report_id>")
@seat(SeatKind.OFFICER)
def award_report(report_id: int) -> ResponseReturnValue:
    """Show what a report comes to, with the working, and what stands against it."""
    return _page(report_id)


@desk.post("/awards/reports/<int:report_id>/accept")
@seat(SeatKind.OFFICER)
def accept_award_report(report_id: int) -> ResponseReturnValue:
    """Accept a report as in order."""
    try:
        accept_report(
            unit_of_work(),
            site().catalog,
            actor(),
            report_id,
            version=version_of(request.form),
        )
    except Problems as found:
        return _page(report_id, found.problems), 422
    flash("実績報告書を受理しました。次に、額の確定を起案してください。", "success")
    return redirect(url_for("officer.award_report", report_id=report_id), 303)


def _page(report_id: int, problems: tuple[Problem, ...] = ()) -> str:
    session, catalog = unit_of_work().session, site().catalog
    report = load_report(session, actor(), report_id)
    snapshot = newest_snapshot(session, report.filing_id)
    if snapshot is None:
        raise NotFound  # a draft is the organisation's own
    settled = settlement_of(session, catalog, report.award, snapshot)
    return render_template(
        "officer/award_report.html",
        report=report,
        award=award_row(session, report.award_id),
        actual=report_case(catalog, report.award, snapshot).actual,
        settlement=settled.settlement,
        state=FILING_STEPS.names[report.filing.state],
        waits=report.filing.state is FilingState.FILED,
        accepted=report.filing.state is FilingState.ACCEPTED,
        filed_at=snapshot.received_at,
        against=settled.problems,
        problems=problems,
    )
