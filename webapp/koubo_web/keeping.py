"""Pages for everybody that browsers and caches may keep for a minute, and ask after by their ETag.

@desk.get("/calls")
@public
@kept
def calls() -> ResponseReturnValue: ...

Kept is only what a visitor without a session got: whoever signs in, or sends a form, reads a page of
their own. What the page says is part of the ETag, and nothing else: it tells no more than the page.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request, session

from koubo_web.requests import now, site

View = TypeVar("View", bound=Callable[..., Any])

MARK = "koubo_kept"
UNTIL = "koubo_kept_until"
LONGEST = 60
"""Seconds that a page is kept; what is published or cancelled shows within a minute."""
READ = frozenset({"GET", "HEAD"})
NOT_FOUND_BY_SEARCHING = "noindex"


def kept(view: View) -> View:
    """Let caches keep what the page says to somebody without a session."""
    setattr(view, MARK, True)
    return view


def keep_until(moment: datetime | None) -> None:
    """Let nothing keep the page beyond a moment at which it says something else."""
    earlier: datetime | None = g.get(UNTIL)
    if moment is not None and moment > now() and (earlier is None or moment < earlier):
        setattr(g, UNTIL, moment)


def add_keeping(response: Response) -> Response:
    """Say how long an answer may be kept, and answer 304 to who has it; tell robots what is public."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, MARK, False) or response.status_code != 200:
        if request.endpoint != "static":
            response.headers.setdefault("X-Robots-Tag", NOT_FOUND_BY_SEARCHING)
        return response
    if not _is_for_everybody(response):
        return response
    response.vary.add("Cookie")
    response.headers["Cache-Control"] = (
        "no-cache" if site().settings.demo else f"public, max-age={_seconds()}"
    )
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32], weak=True)
    response.make_conditional(request)  # in place: a 304 where the visitor has it
    return response


def _is_for_everybody(response: Response) -> bool:
    """Say whether nothing of the answer is of one visitor's session, nor begins one."""
    config = current_app.config
    cookies = (config["SESSION_COOKIE_NAME"], config.get("REMEMBER_COOKIE_NAME", "remember_token"))
    return (
        request.method in READ
        and not any(name in request.cookies for name in cookies)
        and not session.modified
        and "Set-Cookie" not in response.headers
        and not response.is_streamed
    )


def _seconds() -> int:
    until: datetime | None = g.get(UNTIL)
    return LONGEST if until is None else min(LONGEST, int((until - now()).total_seconds()))


def serve_keeping(app: Flask) -> None:
    """Look at every answer; to be called before all that changes what an answer says."""
    app.after_request(add_keeping)
