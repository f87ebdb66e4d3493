"""The reviewer's desk: its blueprint, its name and its menu."""

from typing import Any

from flask import Blueprint, request, url_for

from koubo_web.requests import sits_at_several_desks

desk = Blueprint("reviewer", __name__, url_prefix="/reviewer")


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of this desk's pages."""
    several = sits_at_several_desks()
    home = url_for("reviewer.home")
    return {
        "desk_name": "審査委員",
        "home_url": url_for("public.home") if several else home,
        "nav": [("担当する応募", home, request.endpoint == "reviewer.home")],
    }
