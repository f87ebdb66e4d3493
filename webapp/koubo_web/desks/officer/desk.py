"""The officer's desk: its blueprint, its menu, and links to pages that other modules bring."""

from typing import Any

from flask import Blueprint, current_app, request, url_for

from koubo_web.desks.officer.words import short_moment
from koubo_web.requests import actor

desk = Blueprint("officer", __name__, url_prefix="/officer")

MENU = (
    ("ホーム", "officer.home", "officer.home"),
    ("募集", "officer.calls", "officer.call"),
    ("テーマ", "officer.themes", "officer.theme"),
    ("届いた書類", "officer.filings", "officer.filing"),
    ("交付・精算", "officer.awards", "officer.award"),
    ("メール", "officer.mails", "officer.mail"),
    ("制度", "officer.schemes", "officer.scheme"),
    ("プラグイン", "officer.plugins", "officer.plugin"),
)
"""Label, endpoint, and how the endpoints of the pages below it begin."""


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of this desk's pages."""
    # What stands at several desks leads to the page that has them all.
    several = len({seat.kind for seat in actor().seats}) > 1
    here = request.endpoint or ""
    return {
        "short": short_moment,
        "desk_name": "事務局",
        "home_url": url_for("public.home" if several else "officer.home"),
        "nav": [
            (label, url, here.startswith(begins))
            for label, endpoint, begins in MENU
            if (url := link_to(endpoint))
        ],
    }


def link_to(endpoint: str, **values: Any) -> str:
    """Give the address of a page, or "" where no module brings it."""
    if endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, **values)
