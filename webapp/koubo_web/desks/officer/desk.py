"""The officer's desk: its blueprint, its menu, and links to pages that other modules bring."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, current_app, request, url_for

from koubo.calendar import format_moment_short
from koubo_web.requests import sits_at_several_desks

desk = Blueprint("officer", __name__, url_prefix="/officer")

Entry = tuple[str, str, str]
"""Label, endpoint, and how the addresses of its page and of those below it begin."""

MENU: tuple[Entry, ...] = (
    ("ホーム", "officer.home", "/officer/$"),
    ("受付", "officer.inbox", "/officer/(inbox|paper/|opinions)"),
    (
        "募集",
        "officer.calls",
        "/officer/(calls|applications|presentations|score-sheets|paper-sheets)",
    ),
    ("決定", "officer.decisions", "/officer/(decisions|notices)"),
    ("交付・精算", "officer.awards", "/officer/(awards|amendments|ledger|payments)"),
    ("団体", "officer.organisations", "/officer/(organisations|registrations|past-awards)"),
)
"""What staff open every day."""

GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "届いたもの・出すもの",
        (
            ("届いた書類", "officer.filings", "/officer/filings"),
            ("テーマ", "officer.themes", "/officer/themes"),
            ("メール", "officer.mails", "/officer/mail"),
        ),
    ),
    (
        "募集の前に整えるもの",
        (
            ("制度", "officer.schemes", "/officer/(schemes|scheme-|rechecks)"),
            ("職員", "officer.staff", "/officer/staff"),
        ),
    ),
    ("システム", (("プラグイン", "officer.plugins", "/officer/plugins"),)),
)
"""The rest, by what it is for."""


@desk.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of this desk's pages."""
    # What stands at several desks leads to the page that has them all.
    several = sits_at_several_desks()
    return {
        "short": format_moment_short,
        "desk_name": "事務局",
        "home_url": url_for("public.home" if several else "officer.home"),
        "nav": _links(MENU),
        "nav_groups": [(name, _links(entries)) for name, entries in GROUPS],
    }


def _links(entries: Sequence[Entry]) -> list[tuple[str, str, bool]]:
    return [
        (label, url, re.match(below, request.path) is not None)
        for label, endpoint, below in entries
        if (url := link_to(endpoint))
    ]


def link_to(endpoint: str, **values: Any) -> str:
    """Give the address of a page, or "" where no module brings it."""
    if endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, **values)
