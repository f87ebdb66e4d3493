"""Selected projects: all of them to look through, and each on a page of its own."""

from dataclasses import asdict

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.reporting.projects.public_project import public_project
from koubo.reporting.projects.public_projects import (
    PAGE,
    WantedProjects,
    project_choices,
    public_project_calls,
    public_projects,
)
from koubo.schemes.evaluation_words import TIME_NAMES
from koubo_web.access import public
from koubo_web.desks.public.asked import asked_number, asked_text
from koubo_web.desks.public.desk import desk
from koubo_web.keeping import kept
from koubo_web.lists.pages import one_page
from koubo_web.requests import site, unit_of_work


@desk.get("/projects")
@public
@kept
def projects() -> ResponseReturnValue:
    """List the projects that were selected, by year, course, theme or words."""
    session = unit_of_work().session
    calls = public_project_calls(session, site().catalog)
    wanted = WantedProjects(
        asked_text("q"), asked_number("year"), asked_text("course"), asked_number("theme")
    )
    before = asked_number("before")
    found = public_projects(session, calls, wanted, before=before, limit=PAGE + 1)
    shown, next_url = one_page(found, PAGE, lambda last: _page(wanted, before=last.id))
    return render_template(
        "public/projects.html",
        projects=shown,
        choices=project_choices(session, calls),
        wanted=wanted,
        is_narrowed=wanted != WantedProjects(),
        first_url=_page(wanted) if before else "",
        next_url=next_url,
    )


@desk.get("/projects/<int:application_id>")
@public
@kept
def project(application_id: int) -> ResponseReturnValue:
    """Show what everybody may know of one project."""
    found = public_project(unit_of_work().session, site().catalog, application_id)
    return render_template(
        "public/project.html",
        project=found,
        line=found.line,
        evaluations=[(award_id, time, TIME_NAMES[time]) for award_id, time in found.evaluations],
    )


def _page(wanted: WantedProjects, before: int | None = None) -> str:
    names = {"text": "q", "fiscal_year": "year", "course_id": "course", "theme_id": "theme"}
    asked = {names[name]: value or None for name, value in asdict(wanted).items()}
    return url_for("public.projects", **asked, before=before)
