"""Where a newcomer wanted to go: kept in the session from registering until the address is confirmed.

It stands in no mailed link, so no link leads to a place that somebody else chose; whoever opens the
link in another browser lands on the first page.
"""

from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from flask import Flask, request, session
from flask_security.signals import user_not_registered, user_registered
from flask_security.utils import validate_redirect_url

from koubo_web.login.accounts import Account

WANTED = "koubo_wanted"
LONGEST = 500
"""The session is a cookie; no page of ours has an address as long as that."""


def own_path(typed: str) -> str:
    """Give a path of this site as it may be led to; empty for anything else."""
    is_path = typed.startswith("/") and not typed.replace("\\", "/").startswith("//")
    if len(typed) > LONGEST or not typed.isprintable() or not is_path:
        return ""
    if not validate_redirect_url(typed):
        return ""
    parts = urlsplit(typed)
    # Quoted, as at the sign-in: browsers take a backslash for a slash.
    return urlunsplit(("", "", quote(parts.path, safe="/%"), parts.query, ""))


def asked_path() -> str:
    """Give the path of this site that the page's own address asks to go on to."""
    return own_path(request.args.get("next", ""))


def wanted_path() -> str:
    """Give where whoever registered last in this browser wanted to go; empty for nowhere."""
    kept = session.get(WANTED)
    return own_path(str(kept[1])) if kept else ""


def wanted_by(account: Account) -> str:
    """Give where this account wanted to go when it registered in this browser."""
    kept = session.get(WANTED)
    return wanted_path() if kept and kept[0] == account.email else ""


def forget_wanted() -> None:
    """Take what was kept off: the person is there."""
    session.pop(WANTED, None)


def keep_wanted(app: Flask) -> None:
    """Let registering keep the path; for a known address too, so that both look alike."""
    user_registered.connect(_keep, app)
    user_not_registered.connect(_keep, app)


def _keep(sender: Flask, user: Account, form_data: dict[str, Any], **more: Any) -> None:
    path = own_path(str(form_data.get("wanted") or ""))
    if path:
        session[WANTED] = [user.email, path]
    else:
        forget_wanted()
