"""What one request works with: its moment, its unit of work, and who asks.

Each is made on first use and kept until the request is over.
"""

from datetime import datetime

from flask import Flask, abort, current_app, g
from flask_security import current_user

from koubo.calendar import day_in_japan
from koubo.people.queries import load_actor
from koubo.people.rules import Actor
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.site import Site

SITE = "koubo"


def site() -> Site:
    """Give what the whole site shares."""
    found: Site = current_app.extensions[SITE]
    return found


def now() -> datetime:
    """Give the request's one moment, aware: all that it decides, it decides as of then."""
    if "koubo_now" not in g:
        g.koubo_now = site().clock.now()
    moment: datetime = g.koubo_now
    return moment


def unit_of_work() -> UnitOfWork:
    """Give the request's one unit of work; it is left when the request is over."""
    if "koubo_unit_of_work" not in g:
        g.koubo_unit_of_work = UnitOfWork(site().database, now=now()).__enter__()
        # Who asks is read through the same unit of work, which by now is there.
        who = actor_or_none()
        g.koubo_unit_of_work.person_id = who.person_id if who else None
    found: UnitOfWork = g.koubo_unit_of_work
    return found


def actor_or_none() -> Actor | None:
    """Give who is signed in, with the seats of today; None for nobody."""
    if "koubo_actor" not in g:
        unit_of_work()  # made first: to make it is to read who asks, once
    if "koubo_actor" not in g:
        g.koubo_actor = _load_actor()
    found: Actor | None = g.koubo_actor
    return found


def actor() -> Actor:
    """Give who is signed in; only for pages that are closed to others."""
    found = actor_or_none()
    if found is None:
        abort(401)
    return found


def sits_at_several_desks() -> bool:
    """Say whether the person's seats lead to different desks; nobody has none."""
    who = actor_or_none()
    return who is not None and len({seat.kind for seat in who.seats}) > 1


def _load_actor() -> Actor | None:
    if not current_user or not current_user.is_authenticated:
        return None
    seen: Actor | None = g.pop("koubo_seen", None)  # read together with the account
    if seen is not None and seen.person_id == current_user.person_id:
        return seen
    return load_actor(unit_of_work().session, current_user.person_id, day_in_japan(now()))


def forget_actor() -> None:
    """Load the actor anew on next use: somebody signed in or out."""
    g.pop("koubo_actor", None)


def leave(error: BaseException | None) -> None:
    """End the request's unit of work; what was not committed is undone."""
    g.pop("koubo_actor", None)
    work: UnitOfWork | None = g.pop("koubo_unit_of_work", None)
    if work is not None:
        work.__exit__(type(error) if error else None, error, None)


def serve_requests(app: Flask, shared: Site) -> None:
    """Let the app's requests find what they work with."""
    app.extensions[SITE] = shared
    app.teardown_request(leave)
