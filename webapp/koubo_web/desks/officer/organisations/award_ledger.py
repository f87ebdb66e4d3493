"""Importing a ledger of past awards: uploaded, shown line by line, then done exactly so."""

from collections.abc import Sequence
from io import BytesIO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.papers.workbooks import MOST_BYTES
from koubo.people.imports import keep_import
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo.schemes.actions.ledger import KIND, apply_ledger, preview_ledger
from koubo.schemes.ledger_records import course_titles, known_schemes_by_id
from koubo.schemes.ledger_values import (
    LEAVE_OUT,
    OUTCOME_NAMES,
    Asked,
    Choices,
    Outcome,
)
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work

TONES = {
    Outcome.NEW: "blue",
    Outcome.SAME: "grey",
    Outcome.KEPT: "yellow",
    Outcome.REPLACED: "blue",
    Outcome.LEFT_OUT: "grey",
    Outcome.BROKEN: "red",
}
MOST_SHOWN = 500
"""So many lines are listed; those that need a look come first, and all are counted."""
NEED_A_LOOK = (Outcome.BROKEN, Outcome.KEPT, Outcome.REPLACED)
CHANGED = "確かめたあとに、選び方か記録が変わりました。いまの内容で計算し直したので、確かめてもう一度押してください。"


@desk.get("/organisations/ledger")
@seat(SeatKind.OFFICER)
def ledger() -> ResponseReturnValue:
    """Ask for a ledger."""
    return _upload_page()


@desk.post("/organisations/ledger")
@seat(SeatKind.OFFICER)
def upload_ledger() -> ResponseReturnValue:
    """Keep a ledger and show what it would do."""
    sent = request.files.get("file")
    content = sent.stream.read(MOST_BYTES + 1) if sent else b""
    try:
        ledger_id = keep_import(
            unit_of_work(),
            site().files,
            actor(),
            kind=KIND,
            subject_id=None,
            name=(sent.filename or "") if sent else "",
            stream=BytesIO(content),
        )
    except Problems as wrong:
        return _upload_page(wrong.problems), 422
    return redirect(url_for("officer.ledger_draft", ledger_id=ledger_id), 303)


@desk.get("/organisations/ledger/<int:ledger_id>")
@seat(SeatKind.OFFICER)
def ledger_draft(ledger_id: int) -> ResponseReturnValue:
    """Show line by line what a ledger would do; nothing is recorded yet."""
    return _page(ledger_id, Choices())


@desk.post("/organisations/ledger/<int:ledger_id>")
@seat(SeatKind.OFFICER)
def apply_now(ledger_id: int) -> ResponseReturnValue:
    """Do what was shown, or show what the choices would do."""
    choices = _choices()
    if request.form.get("do") != "apply":
        return _page(ledger_id, choices)
    try:
        counts = apply_ledger(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            ledger_id,
            choices=choices,
            digest=request.form.get("digest", ""),
        )
    except Stale:
        unit_of_work().session.expire_all()
        return _page(ledger_id, choices, CHANGED), 409
    flash(
        f"台帳を取り込みました。新しい助成歴 {counts.get(Outcome.NEW, 0)}件、"
        f"新しく記録した団体 {counts['organisations']}団体。",
        "success",
    )
    return redirect(url_for("officer.ledger_draft", ledger_id=ledger_id), 303)


def _choices() -> Choices:
    names = {
        name: value
        for name, value in request.form.items()
        if name.startswith(("organisation-", "course-"))
    }
    return Choices(
        names,
        take_amounts=request.form.get("amounts") == "ledger",
        without_broken="without_broken" in request.form,
    )


def _upload_page(problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "officer/organisations/ledger_upload.html",
        problems=problems,
        errors=errors_by_field(problems),
    )


def _page(ledger_id: int, choices: Choices, changed: str = "") -> str:
    session, catalog = unit_of_work().session, site().catalog
    found = preview_ledger(session, catalog, site().files, actor(), ledger_id, choices)
    titles = course_titles(known_schemes_by_id(session, catalog).values())
    plan = found.plan
    lines = sorted(plan.lines, key=lambda one: one.outcome not in NEED_A_LOOK)
    return render_template(
        "officer/organisations/ledger.html",
        draft=found.draft,
        notices=found.ledger.notices,
        plan=plan,
        lines=lines[:MOST_SHOWN],
        left=len(lines) - MOST_SHOWN,
        organisations=[(one, _offered(one)) for one in plan.organisations],
        course_options=[*titles.items(), (LEAVE_OUT, "このコースの行は取り込まない")],
        titles=titles,
        counts=[(OUTCOME_NAMES[one], plan.counts.get(one, 0)) for one in Outcome],
        names=OUTCOME_NAMES,
        tones=TONES,
        choices=choices,
        differing=plan.counts.get(Outcome.KEPT, 0) + plan.counts.get(Outcome.REPLACED, 0),
        broken=plan.counts.get(Outcome.BROKEN, 0),
        changed=changed,
    )


def _offered(asked: Asked) -> list[tuple[str, str]]:
    """Give what a name may be said to mean: an organisation of its own, or one that is alike."""
    known = [
        (str(one.id), f"{one.name}（{one.address or '住所の記録なし'}）") for one in asked.likely
    ]
    return [("", "新しく記録する"), *known]
