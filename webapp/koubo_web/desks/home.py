"""Where a person lands: their desk's home, or the todos of all their desks together."""

from dataclasses import replace

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.policy import is_own, load_application
from koubo.people.rules import Actor
from koubo_web.access import signed_in
from koubo_web.desks.applicant.todo import APPLICANT
from koubo_web.desks.auditor.desk import AUDITOR
from koubo_web.desks.department.todo import DEPARTMENT
from koubo_web.desks.officer.todos import OFFICER
from koubo_web.desks.public.desk import desk
from koubo_web.desks.releaser.todo import RELEASER
from koubo_web.desks.reviewer.todo import REVIEWER
from koubo_web.desks.todo import DeskHome, cards
from koubo_web.requests import actor, now, site, unit_of_work

DESKS: tuple[DeskHome, ...] = (OFFICER, RELEASER, DEPARTMENT, AUDITOR, REVIEWER, APPLICANT)
"""In the order in which a person with several seats sees them."""


def desks_of(who: Actor) -> list[DeskHome]:
    """Give the desks at which a person sits; nobody is without one."""
    found = [one for one in DESKS if one.sits(who) and f"{one.name}.home" in _endpoints()]
    return found or [APPLICANT]


def _endpoints() -> dict[str, object]:
    return dict(current_app.view_functions)


@desk.get("/home")
@signed_in
def home() -> ResponseReturnValue:
    """Send a person to their desk's home; show one with several what each wants of them."""
    who = actor()
    found = desks_of(who)
    if len(found) == 1:
        return redirect(url_for(f"{found[0].name}.home"))
    work, catalog = unit_of_work(), site().catalog
    waiting = [(one, one.todo(work, catalog, who)) for one in found]
    marked = [replace(todo, mark=(one.title, "blue")) for one, todos in waiting for todo in todos]
    return render_template(
        "home/home.html",
        todos=cards(marked, now()),
        desks=[
            {
                "title": f"{one.title}のページを開く",
                "url": url_for(f"{one.name}.home"),
                "note": f"次にすること {len(todos)}件" if todos else "",
            }
            for one, todos in waiting
        ],
    )


@desk.get("/applications/<int:application_id>")
@signed_in
def application(application_id: int) -> ResponseReturnValue:
    """Send a person to the page of an application at the desk that shows it to them."""
    who = actor()
    found = load_application(unit_of_work().session, who, application_id)
    if is_own(who, found):
        return redirect(url_for("applicant.application", application_id=application_id))
    for one in desks_of(who):
        endpoint = f"{one.name}.application"
        if one.name != APPLICANT.name and endpoint in _endpoints():
            return redirect(url_for(endpoint, application_id=application_id))
    return redirect(url_for("public.home"))
