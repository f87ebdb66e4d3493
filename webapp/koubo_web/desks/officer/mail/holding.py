"""Holding mails back, so that a call's results go out together, and letting them go."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.mail_holds import REASON_LENGTH, hold_mails, open_holds, release_mails
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.policy import load_call
from koubo.schemes.queries import calls_for
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, unit_of_work

EVERY_CALL = "all"
ONLY_OUTSIDE = "outside"


@desk.get("/mail-holds")
@seat(SeatKind.OFFICER)
def mail_holds() -> ResponseReturnValue:
    """Show what is held back, and ask what else is to be."""
    return _page()


@desk.post("/mail-holds")
@seat(SeatKind.OFFICER)
def hold_mails_now() -> ResponseReturnValue:
    """Hold the mails of a call, or of everything."""
    chosen = request.form.get("call", "")
    try:
        hold_mails(
            unit_of_work(),
            actor(),
            call_id=_call_id(chosen),
            outside_only=request.form.get("whom", ONLY_OUTSIDE) == ONLY_OUTSIDE,
            reason=request.form.get("reason", ""),
        )
    except Problems as wrong:
        return _page(wrong.problems), 422
    flash("メールの送信を保留しました。解除するまで、作られたメールは送られません。", "success")
    return redirect(url_for("officer.mail_holds"), 303)


@desk.post("/mail-holds/release")
@seat(SeatKind.OFFICER)
def release_mails_now() -> ResponseReturnValue:
    """Let the mails of a hold go."""
    hold_id = request.form.get("hold", "")
    if not (hold_id.isascii() and hold_id.isdecimal() and len(hold_id) < 10):
        raise Refused("解除する保留を、一覧のボタンで選んでください。")
    freed = release_mails(unit_of_work(), actor(), int(hold_id))
    flash(f"保留を解除しました。{freed}通のメールを送ります。", "success")
    return redirect(url_for("officer.mail_holds"), 303)


def _call_id(text: str) -> int | None:
    if text == EVERY_CALL:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise Problems([Problem("call", "保留する募集を選んでください。", "call")])
    return load_call(unit_of_work().session, actor(), int(text)).id


def _page(problems: Sequence[Problem] = ()) -> str:
    session, who = unit_of_work().session, actor()
    calls = calls_for(session, who)
    titles = {one.id: one.title for one in calls}
    return render_template(
        "officer/mail_holds.html",
        holds=open_holds(session, who),
        titles=titles,
        calls=[(str(number), title) for number, title in titles.items()],
        every_call=EVERY_CALL,
        length=REASON_LENGTH,
        typed=request.form,
        problems=problems,
        errors=errors_by_field(problems),
    )
