"""The public desk: its blueprint and its menu; it stands at the root of the site."""

from typing import Any

from flask import Blueprint, request, url_for

from koubo_web.requests import actor_or_none

desk = Blueprint("public", __name__)


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of the pages for everybody; who is signed in finds the way home."""
    menu = [("募集", "public.front")]
    if actor_or_none() is not None:
        menu = [("ホーム", "public.home"), ("募集", "public.calls")]
    return {
        "nav": [
            (label, url_for(endpoint), request.endpoint == endpoint) for label, endpoint in menu
        ]
    }
