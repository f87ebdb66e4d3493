"""Whether the site can serve: for a load balancer, without a word of what is in it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError

from koubo_web.access import public
from koubo_web.requests import unit_of_work

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def health_pages() -> Blueprint:
    """Give the blueprint of /health."""
    pages = Blueprint("health", __name__)
    pages.get("/health")(health)
    return pages


@public
def health() -> ResponseReturnValue:
    """Say ok where the database answers, and 503 where it does not."""
    try:
        unit_of_work().session.execute(select(literal(1)))
    except SQLAlchemyError:
        return "database\n", 503, PLAIN
    return "ok\n", 200, PLAIN
