"""What every answer tells the browser: load nothing foreign, be framed by nobody, keep nothing."""

from flask import Flask, Response, request, session

from koubo_web.access import Gate, policy_of_request
from koubo_web.charts import ASKED_ANEW

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
SESSION_PERSON = "_user_id"


def add_headers(response: Response) -> Response:
    """Add the headers of safety, and forbid keeping what is personal."""
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A page whose own address is a key says less than this: see desks/tablet/opening.py.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint != "static":
        _forbid_keeping(response)
    return response


def _forbid_keeping(response: Response) -> None:
    policy = policy_of_request()
    open_to_all = policy is not None and policy.gate is Gate.PUBLIC
    if open_to_all and SESSION_PERSON not in session:
        response.headers.setdefault("Cache-Control", "no-cache")
    elif response.headers.get("Cache-Control") != ASKED_ANEW:
        response.headers["Cache-Control"] = "private, no-store"


def serve_headers(app: Flask) -> None:
    """Send the headers with every answer, error pages included."""
    app.after_request(add_headers)
