"""Awards at the officer's desk: the list, one with all that belongs to it, and its close."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.project_contacts import project_contacts
from koubo.applications.models import Filing
from koubo.award.policy import load_award
from koubo.award.queries.amendments import amendments_of
from koubo.award.queries.awards import (
    SHOWN,
    award_row,
    award_rows,
    claims_of,
)
from koubo.award.queries.call_money import call_money
from koubo.award.queries.decisions import drafted_for_award
from koubo.award.queries.notices import notices_of
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.calendar import day_in_japan, fiscal_year
from koubo.people.rules import SeatKind
from koubo.reporting.actions.closing import close_award, why_open
from koubo.reporting.queries import report_of, years_with_awards
from koubo.reporting.queries import statistics as statistics_of
from koubo.reporting.repayment_queries import repayments_of
from koubo.reporting.rules import CAUSE_NAMES, REPAYMENT_STEPS
from koubo_web.access import seat
from koubo_web.desks.amendment_view import amendment_lines
from koubo_web.desks.award_progress import award_progress
from koubo_web.desks.award_words import award_tag, claim_name, claim_tag, staff_amount_facts
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.grants.doors import award_doors, award_particulars
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/awards")
@seat(SeatKind.OFFICER)
def awards() -> ResponseReturnValue:
    """List awards with their sums, and what each call's budget has left."""
    session, who = unit_of_work().session, actor()
    call_id, after = request.args.get("call_id", type=int), request.args.get("after", 0, type=int)
    state = _state(request.args.get("state", ""))
    rows = award_rows(session, who, call_id=call_id, state=state, after=after)
    return render_template(
        "officer/awards.html",
        calls=call_money(session, who),
        today=day_in_japan(now()),
        rows=[(one, award_tag(one.state)) for one in rows],
        states=[(one.value, AWARD_STEPS.names[one]) for one in AwardState],
        chosen={"call_id": call_id or "", "state": state.value if state else ""},
        next_after=rows[-1].id if len(rows) == SHOWN else None,
    )


def _state(text: str) -> AwardState | None:
    return AwardState(text) if text in {one.value for one in AwardState} else None


@desk.get("/awards/<int:award_id>")
@seat(SeatKind.OFFICER)
def award(award_id: int) -> ResponseReturnValue:
    """Show an award: what is to do, its sums, bills, report, repayments and letters."""
    session, who = unit_of_work().session, actor()
    found = load_award(session, who, award_id)
    row = award_row(session, award_id)
    settled = found.state in (AwardState.SETTLED, AwardState.REVOKED)
    return render_template(
        "officer/award.html",
        award=row,
        version=found.version,
        tag=award_tag(row.state),
        amounts=staff_amount_facts(row),
        progress=award_progress(found),
        particulars=award_particulars(site().catalog, found),
        doors=award_doors(session, site().catalog, found),
        withdrawal_asked=found.state is AwardState.GRANTED
        and found.withdrawal_asked_on is not None,
        claims=[
            (one, claim_name(one.kind), claim_tag(one.state))
            for one in claims_of(session, award_id)
        ],
        report=report_of(session, award_id),
        repayments=[
            (one, CAUSE_NAMES[one.cause], REPAYMENT_STEPS.names[one.state])
            for one in repayments_of(session, award_id)
        ],
        notices=notices_of(session, [row.application_id], award_id=award_id),
        amendments=amendment_lines(amendments_of(session, award_id, staff=True)),
        contacts=project_contacts(session, row.application_id),
        may_stop=found.state is AwardState.GRANTED,
        waits=drafted_for_award(session, who, award_id),
        filing=session.get(Filing, found.filing_id) if found.filing_id else None,
        open_because=why_open(session, found) if settled else "",
        may_close=settled,
        may_revoke=AwardState.REVOKED in AWARD_STEPS.onward.get(found.state, ()),
    )


@desk.get("/awards/<int:award_id>/close")
@seat(SeatKind.OFFICER)
def confirm_close(award_id: int) -> ResponseReturnValue:
    """Ask whether an award is to be closed."""
    found = load_award(unit_of_work().session, actor(), award_id)
    row = award_row(unit_of_work().session, award_id)
    return render_template(
        "officer/award_close.html",
        award=row,
        version=found.version,
        amounts=staff_amount_facts(row),
    )


@desk.post("/awards/<int:award_id>/close")
@seat(SeatKind.OFFICER)
def close(award_id: int) -> ResponseReturnValue:
    """Close an award."""
    close_award(unit_of_work(), actor(), award_id, version=version_of(request.form))
    flash("精算済みにしました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.award", award_id=award_id), 303)


@desk.get("/awards/statistics")
@seat(SeatKind.OFFICER)
def award_statistics() -> ResponseReturnValue:
    """Show a year's figures, as the core and the plugins add them up."""
    session = unit_of_work().session
    years = years_with_awards(session)
    running = fiscal_year(day_in_japan(now()))
    default = running if running in years else years[0] if years else None
    year = request.args.get("year", type=int) or default
    tables = statistics_of(session, site().catalog, actor(), year) if year is not None else []
    return render_template("officer/statistics.html", years=years, year=year, tables=tables)
