"""Opening a tablet by its card: the address shows a page with a button, and the button opens it."""

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.problems import NotFound
from koubo.review.days.actions.cards import open_card
from koubo.review.days.policy import holder_by_token
from koubo.review.days.tablet import tablet_of
from koubo_web.access import public, tablet
from koubo_web.desks.tablet.desk import desk
from koubo_web.requests import actor_or_none, now, site, unit_of_work
from koubo_web.tablets import begin_tablet, end_tablet, refuse_wrong_card

SHORT_REFERRER = "strict-origin"
"""The address is the key: no other address is told more than the site's own name."""


@desk.get("/cards/<token>")
@public
def card(token: str) -> ResponseReturnValue:
    """Say whose card it is, and ask whether marking begins; nothing is changed yet."""
    work = unit_of_work()
    try:
        found = holder_by_token(work.session, token, now())
    except NotFound:
        refuse_wrong_card()
        raise
    opened = tablet_of(work.session, site().catalog, found)
    who = actor_or_none()
    return _secret(
        render_template(
            "tablet/card.html", token=token, holder=found, opened=opened, signed_in=who is not None
        )
    )


@desk.post("/cards/<token>")
@public
def begin(token: str) -> ResponseReturnValue:
    """Let this tablet work for the card's seat; whoever was signed in is signed out."""
    try:
        found = open_card(unit_of_work(), token)
    except NotFound:
        refuse_wrong_card()
        raise
    begin_tablet(found.card_id)
    return _secret(redirect(url_for("tablet.home"), 303))


@desk.post("/leave")
@tablet
def leave() -> ResponseReturnValue:
    """End the marking on this tablet; the card opens it again."""
    end_tablet()
    return redirect(url_for("tablet.left"), 303)


@desk.get("/left")
@public
def left() -> ResponseReturnValue:
    """Say that the tablet may be given back."""
    return render_template("tablet/left.html")


def _secret(answer: ResponseReturnValue) -> Response:
    found = make_response(answer)
    found.headers["Referrer-Policy"] = SHORT_REFERRER
    found.headers["Cache-Control"] = "private, no-store"
    return found
