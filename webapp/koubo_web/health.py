"""Whether the site can serve: for a load balancer, without a word of what is in it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError

from koubo_web.access import public
from koubo_web.maintenance import Mode, read_maintenance
from koubo_web.requests import now, site, unit_of_work

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def health_pages() -> Blueprint:
    """Give the blueprint of /health."""
    pages = Blueprint("health", __name__)
    pages.get("/health")(health)
    return pages


@public
def health() -> ResponseReturnValue:
    """Say ok where the database answers, and 503 where it does not.

    While an operator has closed the site it says so, and asks the database nothing: with 200, for
    a balancer that took the site away would take the page away that says until when.
    """
    closed = read_maintenance(site().settings.data)
    if closed is not None and closed.mode(now()) is Mode.STOPPED:
        return "maintenance\n", 200, PLAIN
    try:
        unit_of_work().session.execute(select(literal(1)))
    except SQLAlchemyError:
        return "database\n", 503, PLAIN
    reading = closed is not None and closed.mode(now()) is Mode.READING
    return "ok, reading only\n" if reading else "ok\n", 200, PLAIN
