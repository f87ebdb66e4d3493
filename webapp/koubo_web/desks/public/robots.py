"""For search engines: which pages are everybody's, and where they stand."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.award.results.queries.public_results import newest_results
from koubo.reporting.projects.public_projects import (
    WantedProjects,
    public_project_calls,
    public_projects,
)
from koubo.schemes.queries import public_calls
from koubo_web.access import public
from koubo_web.desks.public.desk import desk
from koubo_web.desks.public.feeds import address
from koubo_web.keeping import kept
from koubo_web.requests import now, site, unit_of_work

XML_TYPE = "application/xml; charset=utf-8"
PLAIN_TYPE = "text/plain; charset=utf-8"
MOST_CALLS = 1_000
MOST_PROJECTS = 5_000
"""A map of a site takes fifty thousand; the oldest projects are reached by the list."""
PAGES = ("public.front", "public.result_years", "public.projects")
PRIVATE = (
    "/login", "/register", "/reset", "/home", "/applicant/", "/officer/", "/reviewer/", "/releaser/",
    "/auditor/", "/department/", "/files/", "/tablet/", "/consents/", "/invitations/", "/search",
)  # fmt: skip


@desk.get("/sitemap.xml")
@public
@kept
def sitemap() -> ResponseReturnValue:
    """Name every page that everybody may read."""
    session = unit_of_work().session
    found = public_calls(session, now(), closed=MOST_CALLS)
    calls = [one.id for one in (*found.open, *found.coming, *found.closed)]
    results = [one.call_id for one in newest_results(session, limit=MOST_CALLS)]
    of = public_project_calls(session, site().catalog)
    projects = public_projects(session, of, WantedProjects(), limit=MOST_PROJECTS)
    page = render_template(
        "public/sitemap.xml",
        urls=[
            *(address(one) for one in PAGES),
            *(address("public.call", call_id=one) for one in calls),
            *(address("public.results", call_id=one) for one in results),
            *(address("public.project", application_id=one.id) for one in projects),
        ],
    )
    return Response(page, content_type=XML_TYPE)


@desk.get("/robots.txt")
@public
@kept
def robots() -> ResponseReturnValue:
    """Ask robots to leave alone what is not for reading; of a demo, everything."""
    closed = ("/",) if site().settings.demo else PRIVATE
    lines = ["User-agent: *", *(f"Disallow: {one}" for one in closed)]
    lines += ["", f"Sitemap: {site().settings.base_url}{url_for('public.sitemap')}", ""]
    return Response("\n".join(lines), content_type=PLAIN_TYPE)
