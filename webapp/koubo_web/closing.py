"""What requests meet while the site is closed, or about to be; see maintenance.py for who closes it."""

from flask import Flask, Response, g, request

from koubo.calendar import format_moment_short
from koubo_web.access import SAFE_METHODS
from koubo_web.error_answers import Shape, answer_trouble, bare_page, shape_wanted
from koubo_web.error_words import READING_ONLY, STOPPED
from koubo_web.maintenance import Maintenance, Mode, read_maintenance
from koubo_web.requests import now, site

ALWAYS = frozenset({"static", "health.health"})
TO_READ = frozenset({"security.login", "security.logout"})
"""Forms that stay open while pages may be read: the way in and out."""


def serve_closing(app: Flask) -> None:
    """Let the operator close the site; stands before everything that asks the database."""
    app.before_request(keep_closed)


def keep_closed() -> Response | None:
    """Answer for the site while it is closed; None where the request may go on."""
    found = _maintenance()
    if found is None or request.endpoint in ALWAYS or _is_style(request.endpoint or ""):
        return None
    mode = found.mode(now())
    if mode is Mode.STOPPED:
        return _stopped(found)
    sends = request.method not in SAFE_METHODS
    if mode is Mode.READING and sends and request.endpoint not in TO_READ:
        return answer_trouble(503, READING_ONLY, wait=found.wait(now()))
    return None


def notice_of_closing() -> str:
    """Give the one line that every page bears while the site is closed in part, or soon will be."""
    found = _maintenance()
    if found is None:
        return ""
    end, mode = found.end(now()), found.mode(now())
    if mode is Mode.READING:
        return f"点検のため、いまは読むことだけができます。終わる予定：{end or '未定'}"
    begin = format_moment_short(found.since)
    if found.reading:
        return f"点検のため、{begin}から保存や提出ができなくなります。終わる予定：{end or '未定'}"
    return f"点検のため、{begin}からすべてのページを止めます。終わる予定：{end or '未定'}"


def _maintenance() -> Maintenance | None:
    if "koubo_maintenance" not in g:
        g.koubo_maintenance = read_maintenance(site().settings.data)
    found: Maintenance | None = g.koubo_maintenance
    return found


def _stopped(found: Maintenance) -> Response:
    if shape_wanted() is not Shape.PAGE:
        return answer_trouble(503, STOPPED, wait=found.wait(now()))
    answer = bare_page(STOPPED, until=found.end(now()), note=found.note)
    answer.status_code = 503
    answer.headers["Retry-After"] = str(found.wait(now()))
    return answer


def _is_style(endpoint: str) -> bool:
    """Say whether this is a plugin's own style sheet or picture."""
    return endpoint.endswith(".static")
