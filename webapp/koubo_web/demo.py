"""The demo's own pages: the mails that would have gone out, and the clock that can be moved on."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.core import Security
from flask_security.utils import validate_redirect_url
from marshmallow import ValidationError
from sqlalchemy import select

from koubo.calendar import JST, format_moment
from koubo.fields import Date
from koubo.storage.outbox import Mail
from koubo_web.access import public_in_demo, signed_in
from koubo_web.clock import DemoClock
from koubo_web.demo_people import parts_to_play
from koubo_web.login.accounts import Account
from koubo_web.requests import now, site, unit_of_work
from koubo_web.sample.residents import PASSWORD

SHOWN_MAILS = 50
DAYS_ON = {"1": 1, "7": 7}
MORNING = time(9, 0)
DAY = Date(required=True, metadata={"label": "日付"})


def demo_pages() -> Blueprint:
    """Give the blueprint of the demo; create_app registers it in demo mode only."""
    pages = Blueprint("demo", __name__, url_prefix="/demo")
    pages.get("/mails")(mails)
    pages.get("/clock")(clock)
    pages.post("/clock")(move_clock)
    return pages


def offer_people(app: Flask) -> None:
    """Let the sign-in page offer the people of the sample city; create_app asks in demo mode only."""
    security: Security = app.extensions["security"]
    security.login_context_processor(_people)


def _people() -> dict[str, Any]:
    known = unit_of_work().session.scalars(select(Account.email)).all()
    return {"parts_to_play": parts_to_play(known), "demo_password": PASSWORD}


@public_in_demo
def mails() -> ResponseReturnValue:
    """List the newest mails of the outbox, so that a newcomer can follow their links."""
    newest = unit_of_work().session.execute(
        select(Mail.id, Mail.address, Mail.subject, Mail.body, Mail.created_at)
        .order_by(Mail.id.desc())
        .limit(SHOWN_MAILS)
    )
    shown = [(mail, format_moment(mail.created_at)) for mail in newest]
    return render_template("demo/mails.html", mails=shown)


@public_in_demo
def clock() -> ResponseReturnValue:
    """Show the demo's moment and the ways to move on from it."""
    return _clock_page()


@signed_in
def move_clock() -> ResponseReturnValue:
    """Move the demo on by a day, by a week, or to the morning of a given day; never back."""
    ahead = DAYS_ON.get(request.form.get("days", ""))
    if ahead is not None:
        moment = now() + timedelta(days=ahead)
    else:
        boxes = {part: request.form.get(f"to-{part}", "") for part in ("year", "month", "day")}
        try:
            moment = datetime.combine(DAY.deserialize(boxes), MORNING, JST)
        except ValidationError as found:
            return _clock_page(str(found.messages[0]), boxes), 422
        if moment <= now():
            return _clock_page("「日付」はいまより後の日を入力してください。", boxes), 422
    moved = site().clock
    if not isinstance(moved, DemoClock):
        abort(404)
    moved.move_to(moment)
    flash(f"デモ用の時計を {format_moment(moment)} に進めました。", "success")
    wanted = request.form.get("next", "")
    return redirect(wanted if validate_redirect_url(wanted) else url_for("demo.clock"))


def _clock_page(error: str = "", boxes: dict[str, str] | None = None) -> str:
    return render_template(
        "demo/clock.html", moment=format_moment(now()), error=error, boxes=boxes or {}
    )
