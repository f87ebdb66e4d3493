"""Reports at the officer's desk: what was spent, what it comes to, its checks, and accepting it."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.rules import FILING_STEPS, FilingState
from koubo.applications.snapshots import newest_snapshot
from koubo.award.queries import award_row
from koubo.award.rules import AwardState
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.reporting.actions import accept_report
from koubo.reporting.checking.actions.checks import checks_of, record_check
from koubo.reporting.checking.rules import CHECK_NAMES, CheckKind, unchecked_problems
from koubo.reporting.policy import load_report
from koubo.reporting.queries import SHOWN, reports_to_check
from koubo.reporting.settling.settling import refused_of, reported_costs, settlement_of
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import clean
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

PARTS = ("note", "sampled", "alone")
"""What is asked about a look at a report."""
NO_KIND = "どちらの確認かが分かりません。下の「2段階の確認」から、もう一度記録してください。"


@desk.get("/awards/reports")
@seat(SeatKind.OFFICER)
def award_reports() -> ResponseReturnValue:
    """List the reports that wait to be accepted or settled."""
    after = request.args.get("after", 0, type=int)
    found = reports_to_check(unit_of_work().session, actor(), after=after, limit=SHOWN + 1)
    rows, next_url = one_page(
        found, SHOWN, lambda last: url_for("officer.award_reports", after=last.id)
    )
    return render_template(
        "officer/award_reports.html",
        rows=[(one, FILING_STEPS.names[one.filing_state]) for one in rows],
        next_url=next_url,
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


@desk.post("/awards/reports/<int:report_id>/check")
@seat(SeatKind.OFFICER)
def check_award_report(report_id: int) -> ResponseReturnValue:
    """Record one of the two looks at a report."""
    if (sent := request.form.get("kind", "")) not in tuple(CheckKind):
        return _page(report_id, (Problem("kind", NO_KIND),)), 422
    kind = CheckKind(sent)
    typed = {part: str(clean(request.form.get(f"{kind}-{part}", ""))) for part in PARTS}
    try:
        record_check(
            unit_of_work(),
            actor(),
            report_id,
            kind=kind,
            version=version_of(request.form),
            **typed,
        )
    except Problems as found:
        named = tuple(replace(one, field=f"{kind}-{one.field}") for one in found.problems)
        return _page(report_id, named, typed={kind.value: typed}), 422
    flash(f"「{CHECK_NAMES[kind]}」を記録しました。", "success")
    return redirect(url_for("officer.award_report", report_id=report_id), 303)


def _page(
    report_id: int,
    problems: tuple[Problem, ...] = (),
    *,
    typed: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> str:
    session, catalog = unit_of_work().session, site().catalog
    report = load_report(session, actor(), report_id)
    snapshot = newest_snapshot(session, report.filing_id)
    if snapshot is None:
        raise NotFound  # a draft is the organisation's own
    settled = settlement_of(session, catalog, report.award, snapshot)
    fallen = [one for one in refused_of(report.refused) if one not in settled.report.refused]
    made = {one.kind: one for one in checks_of(session, report_id, snapshot.id)}
    return render_template(
        "officer/award_report.html",
        report=report,
        award=award_row(session, report.award_id),
        actual=settled.report.actual,
        case=settled.report,
        refused=settled.report.refused,
        fallen=fallen,
        reported_cost=reported_costs(catalog, report.award, snapshot).eligible_total,
        may_refuse=report.award.state is AwardState.REPORTED,
        settlement=settled.settlement,
        state=FILING_STEPS.names[report.filing.state],
        waits=report.filing.state is FilingState.FILED,
        accepted=report.filing.state is FilingState.ACCEPTED,
        filed_at=snapshot.received_at,
        against=settled.problems,
        unchecked=tuple(unchecked_problems(made)),
        checks=[
            {"kind": kind.value, "name": name, "row": made.get(kind)}
            for kind, name in CHECK_NAMES.items()
        ],
        typed=typed,
        errors={one.field.partition("-")[0]: one.message for one in problems if one.field},
        problems=problems,
    )
