"""The department's desk: its blueprint, its name and its menu."""

from typing import Any

from flask import Blueprint, request, url_for

from koubo_web.requests import sits_at_several_desks

desk = Blueprint("department", __name__, url_prefix="/department")

MENU = (
    ("ホーム", "department.home"),
    ("テーマ", "department.themes"),
    ("テーマへの応募", "department.applications"),
    ("意見の依頼", "department.opinions"),
    ("進んでいる事業", "department.projects"),
    ("募集を見る", "public.calls"),
)


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of this desk's pages."""
    several = sits_at_several_desks()
    home = url_for("department.home")
    return {
        "desk_name": "担当課",
        "home_url": url_for("public.home" if several else "department.home"),
        "nav": [
            (label, url, request.path == url or (url != home and request.path.startswith(url)))
            for label, endpoint in MENU
            if (url := url_for(endpoint))
        ],
    }
