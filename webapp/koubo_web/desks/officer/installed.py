"""What is installed: plugins with their hooks and faults, schemes with their figures."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo.schemes.catalog import digest_of
from koubo.schemes.figure_list import grouped_figures, to_confirm_of
from koubo.schemes.rules import Scheme
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.proving import plugin_version, proving_of
from koubo_web.requests import site

CORE = "koubo."
SHOWN_DIGITS = 12


@desk.get("/plugins")
@seat(SeatKind.OFFICER)
def plugins() -> ResponseReturnValue:
    """List the plugins, what they do, and what went wrong with them."""
    house = site().house
    titles = {one.id: one.title for one in house.catalog.schemes.values()}
    faults = [*house.faults, *reversed(house.hooks.faults)]
    return render_template(
        "officer/plugins.html",
        plugins=[one for one in house.installed if not one.name.startswith(CORE)],
        core=[one for one in house.installed if one.name.startswith(CORE)],
        titles=titles,
        faults=faults,
        faulty={one.plugin for one in faults},
    )


@desk.get("/schemes")
@seat(SeatKind.OFFICER)
def schemes() -> ResponseReturnValue:
    """List the installed schemes."""
    found = sorted(site().catalog.schemes.values(), key=lambda one: (one.city, one.title))
    return render_template(
        "officer/schemes.html",
        schemes=[(one, len(to_confirm_of(one)), plugin_version(site(), one.id)) for one in found],
    )


@desk.get("/schemes/<scheme_id>")
@seat(SeatKind.OFFICER)
def scheme(scheme_id: str) -> ResponseReturnValue:
    """Show a scheme: its courses, every figure with its source, and the proof of its cases."""
    found = site().catalog.schemes.get(scheme_id)
    if found is None:
        raise NotFound
    return render_template(
        "officer/scheme.html",
        scheme=found,
        figures=grouped_figures(found),
        unconfirmed=to_confirm_of(found),
        proving=proving_of(site(), scheme_id),
        version=plugin_version(site(), scheme_id),
        digest=_short_digest(found),
    )


def _short_digest(scheme: Scheme) -> str:
    return digest_of(scheme.text)[:SHOWN_DIGITS]
