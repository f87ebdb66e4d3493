"""A roster from an Excel file: upload it, look at what it would change, apply exactly that."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.actions.roster import IMPORT_KIND, apply_import, plan_roster
from koubo.people.imports import NO_FILE, keep_import, load_import
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.roster_rules import FATE_NAMES, ROSTER_LABELS, Fate
from koubo.people.rules import Power
from koubo.problems import Problem, Problems, Stale
from koubo.storage.canonical import digest_of
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.requests import actor, site, unit_of_work

FATE_TONES = {Fate.NEW: "blue", Fate.CHANGED: "yellow", Fate.SAME: "grey", Fate.GONE: "red"}
CHANGED_MEANWHILE = "確かめているあいだに名簿が変わりました。もう一度、下の内容を確かめてください。"


@desk.get("/organisations/<int:organisation_id>/roster/import")
@signed_in
def roster_upload(organisation_id: int) -> ResponseReturnValue:
    """Ask for the file."""
    work, who = unit_of_work(), actor()
    load_own_organisation(work.session, who, organisation_id)
    require_power(work.session, who, organisation_id, Power.ROSTER)
    return _upload_page(organisation_id)


@desk.post("/organisations/<int:organisation_id>/roster/import")
@signed_in
def upload_roster(organisation_id: int) -> ResponseReturnValue:
    """Keep the file; nothing of the roster changes yet."""
    work, who, files = unit_of_work(), actor(), site().files
    load_own_organisation(work.session, who, organisation_id)
    require_power(work.session, who, organisation_id, Power.ROSTER)
    sent = request.files.get("file")
    try:
        if sent is None:
            raise Problems([Problem("no_file", NO_FILE, field="file")])
        import_id = keep_import(
            work,
            files,
            who,
            kind=IMPORT_KIND,
            subject_id=organisation_id,
            name=sent.filename or "",
            stream=sent.stream,
        )
        plan_roster(work, files, who, organisation_id, import_id)
    except Problems as found:
        return _upload_page(organisation_id, found.problems), 422
    return redirect(
        url_for("applicant.roster_import", organisation_id=organisation_id, import_id=import_id),
        303,
    )


def _upload_page(organisation_id: int, problems: tuple[Problem, ...] = ()) -> str:
    organisation = load_own_organisation(unit_of_work().session, actor(), organisation_id)
    return render_template(
        "applicant/roster_upload.html", organisation=organisation, problems=problems
    )


@desk.get("/organisations/<int:organisation_id>/roster/import/<int:import_id>")
@signed_in
def roster_import(organisation_id: int, import_id: int) -> ResponseReturnValue:
    """Show what the file would change, row by row."""
    return _plan_page(organisation_id, import_id)


@desk.post("/organisations/<int:organisation_id>/roster/import/<int:import_id>")
@signed_in
def apply_roster(organisation_id: int, import_id: int) -> ResponseReturnValue:
    """Apply what was shown, if that is still what would change."""
    try:
        done = apply_import(
            unit_of_work(),
            site().files,
            actor(),
            organisation_id,
            import_id,
            shown=request.form.get("shown", ""),
            remove_gone=bool(request.form.get("remove_gone")),
        )
    except Stale:
        return _plan_page(organisation_id, import_id, CHANGED_MEANWHILE), 409
    flash(
        f"名簿に取り込みました（追加{done['new']}人、変更{done['changed']}人、外した人{done['removed']}人）。",
        "success",
    )
    return redirect(url_for("applicant.roster", organisation_id=organisation_id), 303)


def _plan_page(organisation_id: int, import_id: int, warning: str = "") -> str:
    work, who = unit_of_work(), actor()
    organisation = load_own_organisation(work.session, who, organisation_id)
    draft = load_import(work.session, who, import_id, kind=IMPORT_KIND, subject_id=organisation_id)
    plan = plan_roster(work, site().files, who, organisation_id, import_id)
    return render_template(
        "applicant/roster_import.html",
        organisation=organisation,
        draft=draft,
        plan=plan,
        rows=[
            (one, FATE_NAMES[one.fate], FATE_TONES[one.fate], one.after or one.before)
            for one in plan.lines
        ],
        columns=list(ROSTER_LABELS.items()),
        counts=[(name, len(plan.of(fate))) for fate, name in FATE_NAMES.items()],
        gone=len(plan.of(Fate.GONE)),
        shown=digest_of(plan.as_json()),
        warning=warning,
    )
