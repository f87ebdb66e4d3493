"""The door for plugins that bring pages: all that they import beside ``koubo.api``."""

from koubo.applications.policy import load_application
from koubo.people.rules import SeatKind
from koubo.plugins import House
from koubo.schemes.queries import call_page
from koubo_web.access import public, seat, signed_in
from koubo_web.panel import Page, Panel, Subject
from koubo_web.plugged import render
from koubo_web.requests import actor, actor_or_none, now, site, unit_of_work

__all__ = [
    "Page",
    "Panel",
    "SeatKind",
    "Subject",
    "actor",
    "actor_or_none",
    "application",
    "call",
    "house",
    "now",
    "public",
    "render",
    "seat",
    "signed_in",
    "unit_of_work",
]


def house() -> House:
    """Give the schemes and the plugins that are installed."""
    return site().house


def application(application_id: int) -> Subject:
    """Give an application that the actor may see; NotFound, which is a 404, for any other."""
    found = load_application(unit_of_work().session, actor(), application_id)
    return Subject.of_application(found)


def call(call_id: int) -> Subject:
    """Give a call that is public; NotFound, which is a 404, for any other."""
    return Subject.of_call(call_page(unit_of_work().session, call_id).facts)
