"""The applicant's desk: its blueprint, its name and its menu."""

from typing import Any

from flask import Blueprint, request, url_for

desk = Blueprint("applicant", __name__, url_prefix="/applicant")

MENU = (
    ("ホーム", "applicant.home"),
    ("募集を見る", "public.calls"),
    ("通知書", "applicant.letters"),
    ("団体の情報", "applicant.organisations"),
)


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of this desk's pages."""
    return {
        "desk_name": "応募する団体",
        "home_url": url_for("public.home"),
        "nav": [
            (label, url_for(endpoint), request.endpoint == endpoint) for label, endpoint in MENU
        ],
    }
