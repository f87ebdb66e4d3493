"""An organisation's roster as officers read it: for the enquiry about 暴力団, each look logged."""

import logging

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan, format_date
from koubo.people.actions.roster import record_export
from koubo.people.models import Organisation
from koubo.people.policy import load_organisation
from koubo.people.roster_rules import ROSTER_LABELS
from koubo.people.rosters import roster_of
from koubo.people.rules import SeatKind
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk, link_to
from koubo_web.desks.roster_sheets import roster_sheet, roster_texts
from koubo_web.requests import actor, now, unit_of_work
from koubo_web.workbook_answer import workbook_answer

access_log = logging.getLogger("koubo.access")


@desk.get("/organisations/<int:organisation_id>/roster")
@seat(SeatKind.OFFICER)
def roster_page(organisation_id: int) -> ResponseReturnValue:
    """Show who stands on the roster."""
    organisation, rows = _read(organisation_id)
    return render_template(
        "officer/roster.html",
        organisation=organisation,
        rows=rows,
        labels=list(ROSTER_LABELS.values()),
        back_url=link_to("officer.organisation", organisation_id=organisation_id),
    )


@desk.get("/organisations/<int:organisation_id>/roster/print")
@seat(SeatKind.OFFICER)
def roster_print(organisation_id: int) -> ResponseReturnValue:
    """Give the roster as a page for A4 paper."""
    organisation, rows = _read(organisation_id)
    return render_template(
        "parts/roster_print.html",
        organisation=organisation,
        rows=rows,
        labels=list(ROSTER_LABELS.values()),
        today=day_in_japan(now()),
        back_url=url_for("officer.roster_page", organisation_id=organisation_id),
    )


@desk.post("/organisations/<int:organisation_id>/roster/export")
@seat(SeatKind.OFFICER)
def roster_export(organisation_id: int) -> ResponseReturnValue:
    """Give the roster as a workbook and note in history that it left the house."""
    work, who = unit_of_work(), actor()
    organisation = load_organisation(work.session, who, organisation_id)
    name = organisation.name
    record_export(work, who, organisation_id)
    entries = roster_of(work.session, organisation_id)
    today = format_date(day_in_japan(now()))
    notes = (f"団体名：{name}", f"作成日：{today}　人数：{len(entries)}人")
    return workbook_answer([roster_sheet(entries, notes)], f"名簿_{name}_{today}")


def _read(organisation_id: int) -> tuple[Organisation, list[list[str]]]:
    """Give organisation and roster; the log says who read it, as it does of others' files."""
    session, who = unit_of_work().session, actor()
    organisation = load_organisation(session, who, organisation_id)
    access_log.info("person %d read the roster of organisation %d", who.person_id, organisation_id)
    return organisation, roster_texts(roster_of(session, organisation_id))
