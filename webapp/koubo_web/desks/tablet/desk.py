"""The tablet's desk: its blueprint and its frame; nobody is signed in here."""

from typing import Any

from flask import Blueprint, url_for

from koubo_web.tablets import holder_or_none

desk = Blueprint("tablet", __name__, url_prefix="/tablet")


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of a tablet's pages: whose seat it is, and no way to anywhere else."""
    found = holder_or_none()
    home = url_for("tablet.home") if found else ""
    return {
        "desk_name": f"採点（{found.pseudonym}）" if found else "採点用タブレット",
        "home_url": home or "/",
        "nav": [],
        "signed_in_name": "",
        "login_url": "",
        "footer_links": [],
        "tablet": found,
    }
