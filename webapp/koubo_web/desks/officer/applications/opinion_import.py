"""A department's sheet that came back: upload it, look at what it would enter, enter just that."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.opinion_imports import KIND, apply_opinions, plan_import
from koubo.applications.opinion_sheets import FATE_NAMES, Fate
from koubo.people.imports import NO_FILE, keep_import, load_import
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work

FATE_TONES = {Fate.NEW: "blue", Fate.CHANGED: "yellow", Fate.SAME: "grey", Fate.BLANK: "grey"}
CHANGED_MEANWHILE = "確かめているあいだに意見が変わりました。もう一度、下の内容を確かめてください。"


@desk.get("/calls/<int:call_id>/opinions/import")
@seat(SeatKind.OFFICER)
def opinion_upload(call_id: int) -> ResponseReturnValue:
    """Ask for the file."""
    return _upload_page(call_id)


@desk.post("/calls/<int:call_id>/opinions/import")
@seat(SeatKind.OFFICER)
def upload_opinions(call_id: int) -> ResponseReturnValue:
    """Keep the file; no opinion changes yet."""
    work, who, files = unit_of_work(), actor(), site().files
    load_call(work.session, who, call_id)
    sent = request.files.get("file")
    try:
        if sent is None:
            raise Problems([Problem("no_file", NO_FILE, field="file")])
        sheet_id = keep_import(
            work,
            files,
            who,
            kind=KIND,
            subject_id=call_id,
            name=sent.filename or "",
            stream=sent.stream,
        )
        plan_import(work, site().catalog, files, who, call_id, sheet_id)
    except Problems as found:
        return _upload_page(call_id, found.problems), 422
    return redirect(url_for("officer.opinion_import", call_id=call_id, sheet_id=sheet_id), 303)


@desk.get("/calls/<int:call_id>/opinions/import/<int:sheet_id>")
@seat(SeatKind.OFFICER)
def opinion_import(call_id: int, sheet_id: int) -> ResponseReturnValue:
    """Show what the sheet would enter, row by row."""
    return _plan_page(call_id, sheet_id)


@desk.post("/calls/<int:call_id>/opinions/import/<int:sheet_id>")
@seat(SeatKind.OFFICER)
def enter_opinions(call_id: int, sheet_id: int) -> ResponseReturnValue:
    """Enter what was shown, if that is still what would change."""
    try:
        count = apply_opinions(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            call_id,
            sheet_id,
            shown=request.form.get("shown", ""),
        )
    except Stale:
        return _plan_page(call_id, sheet_id, CHANGED_MEANWHILE), 409
    flash(f"{count}件の意見を取り込みました。", "success")
    return redirect(url_for("officer.opinions", call_id=call_id), 303)


def _upload_page(call_id: int, problems: tuple[Problem, ...] = ()) -> str:
    call = load_call(unit_of_work().session, actor(), call_id)
    return render_template("officer/opinion_upload.html", call=call, problems=problems)


def _plan_page(call_id: int, sheet_id: int, warning: str = "") -> str:
    work, who, catalog = unit_of_work(), actor(), site().catalog
    call = load_call(work.session, who, call_id)
    draft = load_import(work.session, who, sheet_id, kind=KIND, subject_id=call_id)
    plan = plan_import(work, catalog, site().files, who, call_id, sheet_id)
    questions = catalog.of(call.release).office_words.opinion_questions
    return render_template(
        "officer/opinion_import.html",
        call=call,
        draft=draft,
        plan=plan,
        rows=[(one, FATE_NAMES[one.fate], FATE_TONES[one.fate]) for one in plan.lines],
        labels=[one.label for one in questions],
        entering=len(plan.of(Fate.NEW)) + len(plan.of(Fate.CHANGED)),
        counts=[(name, len(plan.of(fate))) for fate, name in FATE_NAMES.items()],
        warning=warning,
    )
