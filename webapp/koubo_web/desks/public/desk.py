"""The public desk: its blueprint and its menu; it stands at the root of the site."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, request, url_for

from koubo_web.requests import actor_or_none, site

TOLD_APART = ("year", "course", "theme", "q", "before")
"""What of an address makes another page of it; the rest, the language say, is the same page."""

desk = Blueprint("public", __name__)


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of the pages for everybody; who is signed in finds the way home."""
    public_pages = [
        ("募集", "public.calls"),
        ("結果", "public.result_years"),
        ("事業の紹介", "public.projects"),
        ("さがす", "public.search"),
    ]
    if actor_or_none() is not None:
        menu = [("ホーム", "public.home"), *public_pages]
    else:
        menu = [("募集", "public.front"), *public_pages[1:]]
    return {
        "nav": [
            (label, url_for(endpoint), request.endpoint == endpoint) for label, endpoint in menu
        ],
        "base_url": site().settings.base_url,
        "canonical_url": _canonical(),
    }


def _canonical() -> str:
    """Give the one address of this page, whatever else somebody added to it."""
    asked = [(name, request.args[name]) for name in TOLD_APART if request.args.get(name)]
    query = f"?{urlencode(asked)}" if asked else ""
    path = url_for("public.front") if request.endpoint == "public.calls" else request.path
    return f"{site().settings.base_url}{quote(path)}{query}"
