"""What the frame of every page is given: the site's name, who is signed in, the demo's clock."""

from typing import Any

from flask import Flask, url_for

from koubo.applications.actions.standing_aside import STAFF
from koubo.calendar import format_moment_short
from koubo.people.rules import Actor
from koubo_web.closing import notice_of_closing
from koubo_web.language.choice import other_language
from koubo_web.requests import actor_or_none, now, site


def frame() -> dict[str, Any]:
    """Give what layout/base.html asks for on every page; a desk adds its name and its menu."""
    settings = site().settings
    who = actor_or_none()
    return {
        "site_name": settings.site_name,
        "contact": settings.contact,
        "site_notice": notice_of_closing(),
        "signed_in_name": who.name if who else "",
        "login_url": url_for("security.login"),
        "other_language": other_language(),
        "logout_url": url_for("security.logout"),
        "footer_links": [*(_footer_links(who) if who else []), *_policies()],
        "demo_clock": _demo_clock() if settings.demo else None,
        "demo_mails_url": url_for("demo.mails") if settings.demo else "",
    }


def _footer_links(who: Actor) -> list[tuple[str, str]]:
    links = [("パスワードの変更", url_for("security.change_password"))]
    if any(who.sits_as(kind) for kind in STAFF):
        links.append(("利害関係の届出", url_for("conflicts.overview")))
    return links


def _policies() -> list[tuple[str, str]]:
    return [
        ("ウェブアクセシビリティ方針", url_for("public.accessibility")),
        ("個人情報の取扱い", url_for("public.privacy")),
    ]


def _demo_clock() -> dict[str, str]:
    return {
        "now": format_moment_short(now()),
        "url": url_for("demo.clock"),
        "people": url_for("security.login") + "#demo-people",
    }


def serve_frame(app: Flask) -> None:
    """Give every template what the frame needs."""
    app.context_processor(frame)
