"""The map of every mail: who is told what and when, in which words, and whether it goes out."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.history import steps_of
from koubo.people.mail_editing import (
    read_wording,
    reset_mail_text,
    save_mail_text,
    switch_mail,
)
from koubo.people.mail_kinds import (
    BODY_LENGTH,
    FIELD_NAMES,
    READER_NAMES,
    SUBJECT_LENGTH,
    MailKind,
    Wording,
)
from koubo.people.mail_map import HOUSE_WIDE, Key, declared, read_mail_map
from koubo.people.mail_models import MailTextRow
from koubo.people.outgoing import recent_facts
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.mail.words import (
    changed_words,
    grouped,
    key_of,
    key_text,
    switch_tag,
)
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

SWITCHES = {"on": True, "off": False, "above": None}
OWN_MAILS = "koubo_messages"


@desk.get("/mail-texts")
@seat(SeatKind.OFFICER)
def mail_texts() -> ResponseReturnValue:
    """Show the map: event, reader, on or off, changed or not; for all schemes or for one."""
    scheme_id = _scheme_of(request.args.get("scheme", ""))
    mail_map = read_mail_map(unit_of_work().session, site().hooks)
    return render_template(
        "officer/mail_texts.html",
        groups=[
            (
                title,
                [
                    (
                        plan,
                        READER_NAMES[plan.kind.reader],
                        switch_tag(plan),
                        changed_words(plan, in_scheme=bool(scheme_id)),
                        _url(plan.kind.key, scheme_id),
                    )
                    for plan in plans
                ],
            )
            for title, plans in grouped(mail_map.plans(scheme_id))
        ],
        schemes=_schemes(),
        scheme_id=scheme_id,
        plugins=[one.name for one in site().house.installed if OWN_MAILS in one.hooks],
    )


@desk.get("/mail-texts/<mail_key>")
@seat(SeatKind.OFFICER)
def mail_text(mail_key: str) -> ResponseReturnValue:
    """Show one mail with its words, a preview, and the switch."""
    key, scheme_id = _asked(mail_key, request.args.get("scheme", ""))
    return _page(key, scheme_id)


@desk.post("/mail-texts/<mail_key>")
@seat(SeatKind.OFFICER)
def save_mail_text_now(mail_key: str) -> ResponseReturnValue:
    """Save other words, or only show how they would read."""
    key, scheme_id = _asked(mail_key, request.form.get("scheme", ""))
    typed = {name: request.form.get(name, "") for name in ("subject", "body")}
    try:
        if request.form.get("do") == "preview":
            wording = read_wording(declared(site().hooks, scheme_id)[key], typed)
            return _page(key, scheme_id, wording)
        save_mail_text(
            unit_of_work(),
            site().hooks,
            actor(),
            key,
            scheme_id=scheme_id,
            typed=typed,
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _page(key, scheme_id, Wording(**typed), wrong.problems), 422
    except Stale:
        return _page(key, scheme_id, Wording(**typed), is_stale=True), 409
    flash("文面を保存しました。これから作るメールに使います。", "success")
    return redirect(_url(key, scheme_id), 303)


@desk.post("/mail-texts/<mail_key>/reset")
@seat(SeatKind.OFFICER)
def reset_mail_text_now(mail_key: str) -> ResponseReturnValue:
    """Take the changed words back."""
    key, scheme_id = _asked(mail_key, request.form.get("scheme", ""))
    reset_mail_text(
        unit_of_work(),
        site().hooks,
        actor(),
        key,
        scheme_id=scheme_id,
        version=version_of(request.form),
    )
    flash("もとの文面に戻しました。", "success")
    return redirect(_url(key, scheme_id), 303)


@desk.post("/mail-texts/<mail_key>/switch")
@seat(SeatKind.OFFICER)
def switch_mail_now(mail_key: str) -> ResponseReturnValue:
    """Let the mail go out, or not."""
    key, scheme_id = _asked(mail_key, request.form.get("scheme", ""))
    try:
        switch_mail(
            unit_of_work(),
            site().hooks,
            actor(),
            key,
            scheme_id=scheme_id,
            is_on=SWITCHES.get(request.form.get("is_on", ""), True),
            reason=request.form.get("reason", ""),
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _page(key, scheme_id, problems=wrong.problems), 422
    flash("送るかどうかを変えました。", "success")
    return redirect(_url(key, scheme_id), 303)


def _page(
    key: Key,
    scheme_id: str,
    typed: Wording | None = None,
    problems: Sequence[Problem] = (),
    *,
    is_stale: bool = False,
) -> str:
    session, who = unit_of_work().session, actor()
    mail_map = read_mail_map(session, site().hooks)
    plan, row = mail_map.plan(key, scheme_id), mail_map.row(key, scheme_id)
    shown = typed or plan.wording
    recent = recent_facts(session, who, *key, scheme_id=scheme_id)
    return render_template(
        "officer/mail_text.html",
        plan=plan,
        kind=plan.kind,
        reader=READER_NAMES[plan.kind.reader],
        mail_key=key_text(key),
        scheme_id=scheme_id,
        schemes=_schemes(),
        wording=shown,
        differing=_differing(plan.wording, shown) if is_stale else None,
        is_typed=typed is not None,
        tag=switch_tag(plan),
        changed=changed_words(plan, in_scheme=bool(scheme_id)),
        may_reset=row is not None and bool(row.subject),
        switched=row.is_on if row is not None else None,
        reason=request.form.get("reason", row.reason if row is not None else ""),
        version=row.version if row is not None else 0,
        previews=[
            (title, filled)
            for title, facts in (
                ("見本の内容を入れたとき", plan.kind.samples),
                ("最近あった出来事の内容を入れたとき", recent),
            )
            if facts is not None and (filled := _filled(plan.kind, shown, facts)) is not None
        ],
        history=timeline_of(steps_of(session, {MailTextRow: [row.id]})) if row is not None else [],
        limits=(SUBJECT_LENGTH, BODY_LENGTH),
        problems=problems,
        errors=errors_by_field(problems),
        map_url=url_for("officer.mail_texts", scheme=scheme_id or None),
    )


def _differing(saved: Wording, typed: Wording) -> list[tuple[str, str, str]]:
    """Give both texts of a save that came too late."""
    return [
        (FIELD_NAMES["subject"], saved.subject, typed.subject),
        (FIELD_NAMES["body"], saved.body, typed.body),
    ]


def _filled(kind: MailKind, wording: Wording, facts: dict[str, str]) -> Wording | None:
    """Give the words filled in; None where they cannot be, which is complained about elsewhere."""
    if kind.problems(wording):
        return None
    try:
        return kind.fill(wording, facts)
    except KeyError:
        return None  # an event from before this version lacks a fact


def _asked(mail_key: str, scheme: str) -> tuple[Key, str]:
    scheme_id, key = _scheme_of(scheme), key_of(mail_key)
    if key is None or key not in declared(site().hooks, scheme_id):
        abort(404)
    return key, scheme_id


def _scheme_of(text: str) -> str:
    if text != HOUSE_WIDE and text not in site().catalog.schemes:
        abort(404)
    return text


def _schemes() -> list[tuple[str, str]]:
    """Give the schemes that may have words of their own."""
    found = site().catalog.schemes.values()
    return [(one.id, f"{one.city} {one.title}") for one in found]


def _url(key: Key, scheme_id: str) -> str:
    return url_for("officer.mail_text", mail_key=key_text(key), scheme=scheme_id or None)
