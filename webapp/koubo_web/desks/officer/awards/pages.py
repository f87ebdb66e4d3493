"""Awards at the officer's desk: the list, one with all that belongs to it, and its close."""

from collections.abc import Sequence
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.project_contacts import project_contacts
from koubo.applications.models import Filing
from koubo.applications.queries.listing import TOP_COUNT
from koubo.award.amendments.queries import amendments_of
from koubo.award.decisions.queries.decisions import drafted_for_award
from koubo.award.grants.queries.call_money import CallMoney, call_money
from koubo.award.notices.queries.notices import notices_of
from koubo.award.policy import load_award
from koubo.award.queries import (
    AwardRow,
    AwardSorting,
    AwardsWanted,
    all_awards,
    award_row,
    award_rows,
    claims_of,
    count_awards,
)
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.reporting.queries import report_of
from koubo.reporting.rules import CAUSE_NAMES, REPAYMENT_STEPS
from koubo.reporting.settling.actions.closing import close_award, why_open
from koubo.reporting.settling.queries import repayments_of
from koubo.schemes.queries import CallLine, calls_for
from koubo_web.access import seat
from koubo_web.desks.amendment_view import amendment_lines
from koubo_web.desks.award_progress import award_progress
from koubo_web.desks.award_words import award_tag, claim_name, claim_tag, staff_amount_facts
from koubo_web.desks.officer.awards.columns import list_of_awards
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.grants.doors import award_doors, award_particulars
from koubo_web.desks.officer.own_lists import own_links
from koubo_web.lists.asked import Asked, read_asked
from koubo_web.lists.files import ENDINGS, list_file
from koubo_web.lists.shown import shown_list
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

MOST_CALLS = 100


@desk.get("/awards")
@seat(SeatKind.OFFICER)
def awards() -> ResponseReturnValue:
    """List awards with their sums, and what each call's budget has left."""
    session, who = unit_of_work().session, actor()
    calls = call_money(session, who)
    asked = _asked(calls)
    wanted, sorting = _wanted(asked), AwardSorting(asked.sort.key)
    page = award_rows(session, who, wanted, sorting, descending=asked.descending, place=asked.place)
    count = count_awards(session, who, wanted, TOP_COUNT)
    return render_template(
        "officer/awards.html",
        calls=calls,
        today=day_in_japan(now()),
        call_id=wanted.call_id,
        list=shown_list(asked, page, own_links(asked), total=count, most=TOP_COUNT),
    )


@desk.get(f"/awards/list.<{ENDINGS}:ending>")
@seat(SeatKind.OFFICER)
def awards_file(ending: str) -> ResponseReturnValue:
    """Send just what the list of awards shows, on all its pages."""
    session, who = unit_of_work().session, actor()
    asked = _asked(calls_for(session, who, limit=MOST_CALLS))
    sorting = AwardSorting(asked.sort.key)
    wanted = _wanted(asked)
    rows = all_awards(session, who, wanted, sorting, descending=asked.descending)
    return list_file(asked, rows, partial(count_awards, session, who, wanted), ending)


def _asked(calls: Sequence[CallMoney | CallLine]) -> Asked[AwardRow]:
    years = sorted({one.fiscal_year for one in calls}, reverse=True)
    listing = list_of_awards([(str(one.id), one.title) for one in calls], years)
    return read_asked(listing, request.args)


def _wanted(asked: Asked[AwardRow]) -> AwardsWanted:
    chosen = asked.chosen
    return AwardsWanted(
        call_id=int(chosen["call_id"]) if "call_id" in chosen else None,
        state=AwardState(chosen["state"]) if "state" in chosen else None,
        year=int(chosen["year"]) if "year" in chosen else None,
        text=asked.text,
    )


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
