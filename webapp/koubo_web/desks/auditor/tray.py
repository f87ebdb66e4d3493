"""The tray, and the cases."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan, fiscal_year, format_fiscal_year
from koubo.people.rules import SeatKind
from koubo.reporting.evaluation.queries import projects_for
from koubo.reporting.tray import FINDING_NAMES, FindingKind, tray
from koubo_web.access import seat
from koubo_web.desks.auditor.desk import desk
from koubo_web.desks.award_words import award_tag
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, now, unit_of_work

PAGE = 50
YEARS = 6


@desk.get("/")
@seat(SeatKind.AUDITOR, SeatKind.OFFICER)
def home() -> ResponseReturnValue:
    """Show what stands out, by kind."""
    today = day_in_japan(now())
    year = request.args.get("year", type=int)
    found = tray(unit_of_work().session, actor(), today=today, fiscal_year=year)
    this = fiscal_year(today)
    return render_template(
        "auditor/tray.html",
        groups=[
            (one.value, FINDING_NAMES[one], [each for each in found if each.kind is one])
            for one in FindingKind
        ],
        counts=[
            (FINDING_NAMES[one], count, "件", f"#kind-{one.value}")
            for one in FindingKind
            if (count := sum(each.kind is one for each in found))
        ],
        total=len(found),
        year=str(year or ""),
        years=[(str(one), format_fiscal_year(one)) for one in range(this + 1, this - YEARS, -1)],
    )


@desk.get("/cases")
@seat(SeatKind.AUDITOR, SeatKind.OFFICER)
def cases() -> ResponseReturnValue:
    """List all that was granted once, newest first."""
    before = request.args.get("before", type=int)
    found = projects_for(
        unit_of_work().session, actor(), before=before, limit=PAGE + 1, ended_too=True
    )
    shown, next_url = one_page(
        found, PAGE, lambda last: url_for("auditor.cases", before=last.award_id)
    )
    return render_template(
        "auditor/cases.html",
        cases=[(one, award_tag(one.state)) for one in shown],
        next_url=next_url,
    )
