"""The releaser's desk: its blueprint and its menu."""

from typing import Any

from flask import Blueprint, request, url_for

desk = Blueprint("releaser", __name__, url_prefix="/releaser")

MENU = (("施行を待つ決定", "releaser.home"), ("すべての決定", "releaser.decisions"))


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of this desk's pages."""
    return {
        "desk_name": "施行担当",
        "home_url": url_for("releaser.home"),
        "nav": [
            (label, url_for(endpoint), request.endpoint == endpoint) for label, endpoint in MENU
        ],
    }
