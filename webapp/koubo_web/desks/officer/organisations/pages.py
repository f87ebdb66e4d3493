"""Organisations as officers keep them: the list, and one with all that is recorded of it."""

from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.contact_rules import CONTACT_WAY_NAMES
from koubo.applications.queries.listing import TOP_COUNT
from koubo.applications.queries.organisation_list import (
    OrganisationLine,
    OrganisationSorting,
    OrganisationsWanted,
    all_organisations,
    count_organisations,
    list_organisations,
)
from koubo.applications.queries.organisations import organisation_page
from koubo.calendar import day_in_japan
from koubo.people.directory import where_now
from koubo.people.duplicates import likely_duplicates
from koubo.people.representatives import terms_of
from koubo.people.rules import SeatKind
from koubo.schemes.eligibility.case import AWARD_ORIGIN_NAMES, GATE_NAMES, AwardOrigin
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk, link_to
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.organisations.columns import (
    NO_KIND,
    RUNNING,
    UNRECORDED,
    list_of_organisations,
)
from koubo_web.desks.officer.own_lists import own_links
from koubo_web.desks.officer.state_words import application_tag
from koubo_web.lists.asked import Asked, read_asked
from koubo_web.lists.files import ENDINGS, list_file
from koubo_web.lists.shown import shown_list
from koubo_web.requests import actor, now, site, unit_of_work


@desk.get("/organisations")
@seat(SeatKind.OFFICER)
def organisations() -> ResponseReturnValue:
    """List organisations by name or reading; searched however they are written."""
    session, who = unit_of_work().session, actor()
    asked = read_asked(list_of_organisations(), request.args)
    wanted, sorting = _wanted(asked), OrganisationSorting(asked.sort.key)
    page = list_organisations(
        session, who, wanted, sorting, descending=asked.descending, place=asked.place
    )
    count = count_organisations(session, who, wanted, TOP_COUNT)
    return render_template(
        "officer/organisations/list.html",
        list=shown_list(asked, page, own_links(asked), total=count, most=TOP_COUNT, unit="団体"),
    )


@desk.get(f"/organisations/list.<{ENDINGS}:ending>")
@seat(SeatKind.OFFICER)
def organisations_file(ending: str) -> ResponseReturnValue:
    """Send just what the list shows, on all its pages."""
    asked = read_asked(list_of_organisations(), request.args)
    session, who, wanted = unit_of_work().session, actor(), _wanted(asked)
    sorting = OrganisationSorting(asked.sort.key)
    rows = all_organisations(session, who, wanted, sorting, descending=asked.descending)
    return list_file(asked, rows, partial(count_organisations, session, who, wanted), ending)


def _wanted(asked: Asked[OrganisationLine]) -> OrganisationsWanted:
    kind, running = asked.chosen.get("kind"), asked.chosen.get("running")
    return OrganisationsWanted(
        text=asked.text,
        kind="" if kind == UNRECORDED else kind,
        running=None if running is None else running == RUNNING,
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
