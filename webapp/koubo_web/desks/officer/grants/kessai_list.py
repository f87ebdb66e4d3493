"""決裁 by list: give the list out, take it in again, look at what it records, record just that."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.decisions.actions.kessai_list import (
    KIND,
    apply_kessai_list,
    awaiting_kessai,
    plan_kessai_import,
)
from koubo.award.decisions.kessai_list import FATE_NAMES, Fate, kessai_sheet
from koubo.people.imports import NO_FILE, keep_import, load_import
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo_web.access import seat
from koubo_web.desks.award_words import decision_name
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.workbook_answer import workbook_answer

FATE_TONES = {Fate.NEW: "blue", Fate.CHANGED: "yellow", Fate.SAME: "grey", Fate.BLANK: "grey"}
CHANGED_MEANWHILE = "確かめているあいだに決定が変わりました。もう一度、下の内容を確かめてください。"


@desk.get("/decisions/kessai-list")
@seat(SeatKind.OFFICER)
def kessai_list() -> ResponseReturnValue:
    """Offer the list of what waits, and ask for the one that came back."""
    return _list_page()


@desk.get("/decisions/kessai-list.xlsx")
@seat(SeatKind.OFFICER)
def kessai_workbook() -> ResponseReturnValue:
    """Give the list of what waits for its 決裁 or its release, to be filled in."""
    sheet = kessai_sheet(awaiting_kessai(unit_of_work().session, actor()))
    return workbook_answer([sheet], "決裁の一覧")


@desk.post("/decisions/kessai-list")
@seat(SeatKind.OFFICER)
def upload_kessai_list() -> ResponseReturnValue:
    """Keep the file; nothing is recorded yet."""
    work, who, files = unit_of_work(), actor(), site().files
    sent = request.files.get("file")
    try:
        if sent is None:
            raise Problems([Problem("no_file", NO_FILE, field="file")])
        list_id = keep_import(
            work,
            files,
            who,
            kind=KIND,
            subject_id=None,
            name=sent.filename or "",
            stream=sent.stream,
        )
        plan_kessai_import(work, files, who, list_id)
    except Problems as found:
        return _list_page(found.problems), 422
    return redirect(url_for("officer.kessai_import", list_id=list_id), 303)


@desk.get("/decisions/kessai-list/<int:list_id>")
@seat(SeatKind.OFFICER)
def kessai_import(list_id: int) -> ResponseReturnValue:
    """Show what the list would record, row by row."""
    return _plan_page(list_id)


@desk.post("/decisions/kessai-list/<int:list_id>")
@seat(SeatKind.OFFICER)
def apply_kessai(list_id: int) -> ResponseReturnValue:
    """Record what was shown, if that is still what would change."""
    try:
        count = apply_kessai_list(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            list_id,
            shown=request.form.get("shown", ""),
        )
    except Stale:
        return _plan_page(list_id, CHANGED_MEANWHILE), 409
    flash(f"{count}件の決裁を記録しました。別の施行担当が施行できます。", "success")
    return redirect(url_for("officer.decisions"), 303)


def _list_page(problems: tuple[Problem, ...] = ()) -> str:
    waiting = awaiting_kessai(unit_of_work().session, actor())
    return render_template(
        "officer/grants/kessai_list.html",
        waiting=[(one, decision_name(one.kind)) for one in waiting],
        problems=problems,
    )


def _plan_page(list_id: int, warning: str = "") -> str:
    work, who = unit_of_work(), actor()
    draft = load_import(work.session, who, list_id, kind=KIND, subject_id=None)
    plan = plan_kessai_import(work, site().files, who, list_id)
    return render_template(
        "officer/grants/kessai_import.html",
        draft=draft,
        plan=plan,
        rows=[
            (one, decision_name(one.decision.kind), FATE_NAMES[one.fate], FATE_TONES[one.fate])
            for one in plan.lines
        ],
        recording=len(plan.of(Fate.NEW, Fate.CHANGED)),
        counts=[(name, len(plan.of(fate))) for fate, name in FATE_NAMES.items()],
        warning=warning,
    )
