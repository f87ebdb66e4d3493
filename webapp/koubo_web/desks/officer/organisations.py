"""Organisations as officers keep them: the list, and one with all that is recorded of it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.contact_rules import CONTACT_WAY_NAMES
from koubo.applications.queries.organisations import PAGE, list_organisations, organisation_page
from koubo.calendar import day_in_japan
from koubo.people.directory import where_now
from koubo.people.duplicates import likely_duplicates
from koubo.people.representatives import terms_of
from koubo.people.rules import SeatKind
from koubo.schemes.eligibility.case import AWARD_ORIGIN_NAMES, GATE_NAMES, AwardOrigin
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk, link_to
from koubo_web.desks.officer.words import application_tag, timeline_of
from koubo_web.requests import actor, now, site, unit_of_work

NO_KIND = "種類の記録なし"
LONGEST_SEARCH = 100


@desk.get("/organisations")
@seat(SeatKind.OFFICER)
def organisations() -> ResponseReturnValue:
    """List organisations by name; searched by name or reading, however they are written."""
    text = request.args.get("q", "")[:LONGEST_SEARCH]
    key, number = request.args.get("after", ""), request.args.get("number", type=int)
    found = list_organisations(
        unit_of_work().session,
        actor(),
        text,
        after=(key, number) if number is not None else None,
        limit=PAGE + 1,
    )
    shown, more = found[:PAGE], len(found) > PAGE
    return render_template(
        "officer/organisations/list.html",
        rows=shown,
        text=text,
        no_kind=NO_KIND,
        is_first=number is None,
        next_url=url_for(
            "officer.organisations", q=text or None, after=shown[-1].key, number=shown[-1].id
        )
        if more
        else "",
    )


@desk.get("/organisations/<int:organisation_id>")
@seat(SeatKind.OFFICER)
def organisation(organisation_id: int) -> ResponseReturnValue:
    """Show an organisation with all that is recorded of it; a merged one leads to the other."""
    session, who = unit_of_work().session, actor()
    page = organisation_page(session, site().catalog, who, organisation_id)
    if page.organisation.merged_into_id is not None:
        now_at = where_now(session, organisation_id)
        return redirect(url_for("officer.organisation", organisation_id=now_at), 302)
    today = day_in_japan(now())
    return render_template(
        "officer/organisations/organisation.html",
        page=page,
        organisation=page.organisation,
        kind=page.organisation.kind or NO_KIND,
        terms=terms_of(session, page.organisation),
        duplicates=likely_duplicates(session, organisation_id),
        roster_url=link_to("officer.roster_page", organisation_id=organisation_id),
        applications=[(one, application_tag(one.state)) for one in page.applications],
        registrations=[(one, one.counts_on(today)) for one in page.registrations],
        ways=CONTACT_WAY_NAMES,
        gates=GATE_NAMES,
        origins=AWARD_ORIGIN_NAMES,
        koubo=AwardOrigin.KOUBO,
        timeline=timeline_of(page.steps),
    )
