"""What is installed: plugins with their hooks, schemes and faults."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.plugins import Standing
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import site

CORE = "koubo."
TONES = {
    Standing.RUNNING: "green",
    Standing.FAULTY: "yellow",
    Standing.SET_ASIDE: "red",
    Standing.LEFT_OUT: "red",
}


@desk.get("/plugins")
@seat(SeatKind.OFFICER)
def plugins() -> ResponseReturnValue:
    """List the plugins, what they do, and what went wrong with them."""
    house = site().house
    titles = {one.id: one.title for one in house.catalog.schemes.values()}
    standings = {one.name: house.standing_of(one.name) for one in house.installed}
    return render_template(
        "officer/plugins.html",
        plugins=[one for one in house.installed if not one.name.startswith(CORE)],
        core=[one for one in house.installed if one.name.startswith(CORE)],
        titles=titles,
        faults=house.all_faults,
        standings={name: (str(one), TONES[one]) for name, one in standings.items()},
    )
