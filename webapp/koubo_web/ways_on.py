"""Where to go from a page that says no: back, to one's own desk, to where things are looked for."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException

from koubo.people.rules import Actor, SeatKind
from koubo_web.access import Gate, policy_of_request
from koubo_web.requests import actor_or_none, site

SAFE = "GET"


class Way(NamedTuple):
    """A link of such a page."""

    label: str
    url: str


SEARCHES: tuple[tuple[SeatKind, str, str], ...] = (
    (SeatKind.OFFICER, "募集から探す", "officer.calls"),
    (SeatKind.OFFICER, "団体から探す", "officer.organisations"),
    (SeatKind.DEPARTMENT, "応募から探す", "department.applications"),
    (SeatKind.AUDITOR, "案件から探す", "auditor.cases"),
)
"""Where people of a seat look for things."""
CALLS = "募集を見る"
HOME = "自分のホームへ"
FRONT = "最初のページへ"
SIGN_IN = "ログインする"
BACK = "前のページへ戻る"
AGAIN = "ページを開き直す"


def ways_on(code: int) -> list[Way]:
    """Give the links of a page about an HTTP code, the most likely first."""
    who = actor_or_none()
    ways = [Way(SIGN_IN, _sign_in_url())] if who is None and _asks_for_somebody(code) else []
    came_from = path_before()
    if code == 409 and came_from:
        ways.append(Way(AGAIN, came_from))
    elif came_from and came_from != request.full_path.rstrip("?"):
        ways.append(Way(BACK, came_from))
    if code >= 500 and path_again():
        ways.append(Way(AGAIN, path_again()))
    ways.append(Way(FRONT, "/") if who is None else Way(HOME, url_for("public.home")))
    if code in (403, 404, 410):
        ways += _searches(who)
    return ways


def path_again() -> str:
    """Give the page that was asked for, to ask for it once more; "" where a form was sent."""
    is_own = request.method == SAFE and not request.path.startswith("//")
    return request.full_path.rstrip("?") if is_own else ""


def path_before() -> str:
    """Give the page of this site that the request came from, where it can be opened again; else ""."""
    address = request.referrer or ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    own = urlsplit(site().settings.base_url)
    if (parts.scheme, parts.netloc) != (own.scheme, own.netloc) or not _opens(parts.path):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _opens(path: str) -> bool:
    """Say whether there is a page to be read at a path; a page that answered a form has none."""
    if not path.startswith("/") or path.replace("\\", "/").startswith("//"):
        return False
    try:
        current_app.url_map.bind("").match(unquote(path), method=SAFE)
    except HTTPException:
        return False
    return True


def _asks_for_somebody(code: int) -> bool:
    """Say whether signing in may open the page; a page of tablets asks for a card alone."""
    if code not in (401, 403):
        return False
    policy = policy_of_request()
    return policy is None or policy.gate is not Gate.TABLET


def _searches(who: Actor | None) -> list[Way]:
    known = current_app.view_functions
    found = [
        Way(label, url_for(endpoint))
        for kind, label, endpoint in SEARCHES
        if who is not None and who.sits_as(kind) and endpoint in known
    ]
    return found or [Way(CALLS, url_for("public.calls"))]


def _sign_in_url() -> str:
    wanted = request.full_path.rstrip("?") if request.method == SAFE else None
    return url_for("security.login", next=wanted)
