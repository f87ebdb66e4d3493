"""The officer's home: what has to be done next, then the calls and what came in for them."""

from collections.abc import Mapping

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.applications.queries.staff import counts_by_state
from koubo.applications.rules import ApplicationState
from koubo.people.rules import SeatKind
from koubo.schemes.queries import calls_for
from koubo.schemes.rules import CallState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.todos import todo
from koubo_web.desks.officer.words import line_tag
from koubo_web.desks.todo import cards
from koubo_web.requests import actor, now, site, unit_of_work

RUNNING = (CallState.PLANNED, CallState.PUBLISHED, CallState.DECIDED)


@desk.get("/")
@seat(SeatKind.OFFICER)
def home() -> ResponseReturnValue:
    """Show what has to be done, and the running calls."""
    work, who = unit_of_work(), actor()
    calls = [one for one in calls_for(work.session, who) if one.state in RUNNING]
    counts = counts_by_state(work.session, who, [one.id for one in calls])
    return render_template(
        "officer/home.html",
        todos=cards(todo(work, site().catalog, who), now()),
        calls=[(one, line_tag(one, now(), counts[one.id]), inbox(counts[one.id])) for one in calls],
    )


def came_in(counts: Mapping[ApplicationState, int]) -> int:
    """Count the proposals that came in; a 参加表明 alone is none yet."""
    return sum(counts.values()) - counts.get(ApplicationState.DRAFT, 0)


def inbox(counts: dict[ApplicationState, int]) -> dict[str, int]:
    """Give what came in, as the tables of calls show it."""
    return {
        "total": came_in(counts),
        "declared": counts.get(ApplicationState.DRAFT, 0),
        "filed": counts.get(ApplicationState.FILED, 0),
        "in_correction": counts.get(ApplicationState.IN_CORRECTION, 0),
        "accepted": counts.get(ApplicationState.ACCEPTED, 0),
        "ineligible": counts.get(ApplicationState.INELIGIBLE, 0),
        "selected": counts.get(ApplicationState.SELECTED, 0),
    }
