"""Mails that wait, went out, or could not go out; trying one once more."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.outgoing import (
    MAIL_NAMES,
    PAGE,
    faulty_events,
    list_mails,
    retry_event,
    retry_mail,
)
from koubo.people.rules import SeatKind
from koubo.storage.outbox import MailState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.mailing import sender_of
from koubo_web.requests import actor, site, unit_of_work

TONES = {MailState.QUEUED: "blue", MailState.SENT: "green", MailState.FAILED: "red"}
TABS = (
    ("すべて", ""),
    ("送れていないもの", "trouble"),
    *((MAIL_NAMES[one], one.value) for one in MailState),
)


@desk.get("/mails")
@seat(SeatKind.OFFICER)
def mails() -> ResponseReturnValue:
    """List the outbox, newest first; happenings without a mail stand above."""
    session, who = unit_of_work().session, actor()
    wanted = request.args.get("state", "")
    found = list_mails(
        session,
        who,
        state=MailState(wanted) if wanted in set(MailState) else None,
        trouble=wanted == "trouble",
        before=request.args.get("before", type=int),
        limit=PAGE + 1,
    )
    shown, more = found[:PAGE], len(found) > PAGE
    return render_template(
        "officer/mails.html",
        mails=shown,
        events=faulty_events(session, who),
        names=MAIL_NAMES,
        tones=TONES,
        leaves=sender_of(site().settings, site()) is not None,
        tabs=[
            (label, url_for("officer.mails", state=value or None), value == wanted)
            for label, value in TABS
        ],
        next_url=url_for("officer.mails", state=wanted or None, before=shown[-1].id)
        if more
        else "",
    )


@desk.post("/mails/<int:mail_id>/retry")
@seat(SeatKind.OFFICER)
def retry_mail_now(mail_id: int) -> ResponseReturnValue:
    """Put a mail back into the queue."""
    retry_mail(unit_of_work(), actor(), mail_id)
    flash("メールをもう一度送ります。", "success")
    return redirect(url_for("officer.mails"), 303)


@desk.post("/mails/events/<int:event_id>/retry")
@seat(SeatKind.OFFICER)
def retry_event_now(event_id: int) -> ResponseReturnValue:
    """Make the mails of a happening once more."""
    retry_event(unit_of_work(), actor(), event_id)
    flash("メールをもう一度作ります。", "success")
    return redirect(url_for("officer.mails"), 303)
