"""The projects that a department carries out together with an organisation."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.reporting.evaluation.queries import projects_for
from koubo_web.access import seat
from koubo_web.desks.award_words import award_tag
from koubo_web.desks.department.desk import desk
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, unit_of_work

PAGE = 50


@desk.get("/projects")
@seat(SeatKind.DEPARTMENT)
def projects() -> ResponseReturnValue:
    """List the awarded projects that answer the department's themes, newest first."""
    before = request.args.get("before", type=int)
    found = projects_for(unit_of_work().session, actor(), before=before, limit=PAGE + 1)
    shown, next_url = one_page(
        found, PAGE, lambda last: url_for("department.projects", before=last.award_id)
    )
    return render_template(
        "department/projects.html",
        projects=[(one, award_tag(one.state)) for one in shown],
        next_url=next_url,
    )
