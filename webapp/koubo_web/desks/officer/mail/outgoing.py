"""Mails that wait, went out, or could not go out; trying, reading, sending and printing one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.addressee import addressee
from koubo.calendar import day_in_japan, format_date
from koubo.people.history import steps_of
from koubo.people.mail_handling import (
    note_posted,
    print_mail,
    read_mail,
    retry_event,
    retry_failed,
    retry_mail,
    send_again,
)
from koubo.people.mail_holds import open_holds
from koubo.people.mail_map import declared
from koubo.people.outgoing import (
    MAIL_NAMES,
    PAGE,
    MailFilter,
    faulty_events,
    list_mails,
)
from koubo.people.rules import SeatKind
from koubo.schemes.queries import calls_for
from koubo.storage.outbox import Mail, MailState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.mail.words import MAIL_TONES, names_of, reader_name
from koubo_web.lists.pages import one_page
from koubo_web.mailing import sender_of
from koubo_web.requests import actor, now, site, unit_of_work

TABS = (
    ("すべて", ""),
    ("送れていないもの", "trouble"),
    *((MAIL_NAMES[one], one.value) for one in MailState),
)
KEPT = ("state", "call", "kind", "q")


@desk.get("/mails")
@seat(SeatKind.OFFICER)
def mails() -> ResponseReturnValue:
    """List the outbox, newest first; happenings without a mail stand above."""
    session, who = unit_of_work().session, actor()
    chosen = request.args.get("state", "")
    wanted = _wanted(chosen)
    before = request.args.get("before", type=int)
    found = list_mails(session, who, wanted, before=before, limit=PAGE + 1)
    shown, next_url = one_page(found, PAGE, lambda last: _url(before=last.id))
    names = names_of(declared(site().hooks))
    return render_template(
        "officer/mails.html",
        mails=shown,
        events=faulty_events(session, who),
        names=MAIL_NAMES,
        kinds=names,
        tones=MAIL_TONES,
        reader_name=reader_name,
        calls={one.id: one.title for one in calls_for(session, who)},
        wanted=wanted,
        state=chosen,
        held=sum(one.count for one in open_holds(session, who)),
        leaves=sender_of(site()) is not None,
        tabs=[(label, _url(state=value or None), value == chosen) for label, value in TABS],
        next_url=next_url,
    )


@desk.post("/mails/<int:mail_id>/retry")
@seat(SeatKind.OFFICER)
def retry_mail_now(mail_id: int) -> ResponseReturnValue:
    """Put a mail back into the queue."""
    retry_mail(unit_of_work(), actor(), mail_id)
    flash("メールをもう一度送ります。", "success")
    return redirect(url_for("officer.mails"), 303)


@desk.post("/mails/retry")
@seat(SeatKind.OFFICER)
def retry_failed_now() -> ResponseReturnValue:
    """Put every mail that was given up back into the queue."""
    count = retry_failed(unit_of_work(), actor())
    flash(f"送れなかったメール{count}通を、もう一度送ります。", "success")
    return redirect(url_for("officer.mails"), 303)


@desk.post("/mails/events/<int:event_id>/retry")
@seat(SeatKind.OFFICER)
def retry_event_now(event_id: int) -> ResponseReturnValue:
    """Make the mails of a happening once more."""
    retry_event(unit_of_work(), actor(), event_id)
    flash("メールをもう一度作ります。", "success")
    return redirect(url_for("officer.mails"), 303)


@desk.post("/mails/<int:mail_id>/again")
@seat(SeatKind.OFFICER)
def send_again_now(mail_id: int) -> ResponseReturnValue:
    """Send a mail that went out once more."""
    send_again(unit_of_work(), actor(), mail_id)
    flash("同じ内容のメールを、もう1通送ります。", "success")
    return redirect(url_for("officer.mails"), 303)


@desk.post("/mails/<int:mail_id>/read")
@seat(SeatKind.OFFICER)
def read_mail_now(mail_id: int) -> ResponseReturnValue:
    """Show a mail's text; a button, not a link, for that it was read goes to history."""
    mail = read_mail(unit_of_work(), actor(), mail_id)
    return render_template(
        "officer/mail.html",
        mail=mail,
        kind=names_of(declared(site().hooks)).get(mail.kind, mail.kind),
        reader=reader_name(mail.reader),
        names=MAIL_NAMES,
        tones=MAIL_TONES,
        may_go_again=mail.state in (MailState.SENT, MailState.FAILED),
        history=timeline_of(steps_of(unit_of_work().session, {Mail: [mail.id]})),
    )


@desk.post("/mails/<int:mail_id>/paper")
@seat(SeatKind.OFFICER)
def print_mail_now(mail_id: int) -> ResponseReturnValue:
    """Show a mail as a letter to be printed and posted, with the organisation's address."""
    work = unit_of_work()
    mail = print_mail(work, actor(), mail_id)
    return render_template(
        "officer/mail_paper.html",
        mail=mail,
        organisation=addressee(
            work.session, application_id=mail.application_id, person_id=mail.person_id
        ),
        today=format_date(day_in_japan(now())),
        sender=site().settings.site_name or "事務局",
        contact=site().settings.contact,
        to_post=mail.state is MailState.TO_POST,
    )


@desk.post("/mails/<int:mail_id>/posted")
@seat(SeatKind.OFFICER)
def note_posted_now(mail_id: int) -> ResponseReturnValue:
    """Note that a letter was posted."""
    note_posted(unit_of_work(), actor(), mail_id)
    flash("郵送したことを記録しました。", "success")
    return redirect(url_for("officer.mails", state=MailState.TO_POST.value), 303)


def _wanted(chosen: str) -> MailFilter:
    return MailFilter(
        state=MailState(chosen) if chosen in set(MailState) else None,
        trouble=chosen == "trouble",
        call_id=request.args.get("call", type=int),
        kind=request.args.get("kind", "")[:60],
        address=request.args.get("q", "").strip()[:100],
    )


def _url(**changes: Any) -> str:
    kept = {name: request.args.get(name) or None for name in KEPT}
    return url_for("officer.mails", **(kept | changes))
