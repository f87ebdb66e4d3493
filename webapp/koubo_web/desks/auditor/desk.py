"""The auditor's desk: its blueprint and its menu."""

from typing import Any

from flask import Blueprint, request, url_for

from koubo.people.rules import Actor, SeatKind
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork
from koubo_web.desks.todo import DeskHome, Todo

desk = Blueprint("auditor", __name__, url_prefix="/audit")

MENU = (
    ("目立つこと", "auditor.home"),
    ("決定", "auditor.decisions"),
    ("交付の一覧", "auditor.cases"),
)


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of this desk's pages."""
    return {
        "desk_name": "監査",
        "home_url": url_for("public.home"),
        "nav": [
            (label, url_for(endpoint), request.endpoint == endpoint) for label, endpoint in MENU
        ],
    }


def sits(who: Actor) -> bool:
    """Say whether a person audits."""
    return who.sits_as(SeatKind.AUDITOR)


def todo(work: UnitOfWork, catalog: Catalog, who: Actor) -> list[Todo]:
    """Give nothing: an auditor looks when they look."""
    return []


AUDITOR = DeskHome("auditor", "監査", sits, todo)
