"""The dry run of a workbook of score sheets, as the officer's and the reviewer's pages show it."""

from typing import Any

from flask import request

from koubo.people.imports import NO_FILE, keep_import
from koubo.people.models import ImportDraft
from koubo.problems import Problem, Problems
from koubo.review.paper.workbook_plan import FATE_NAMES, Fate, ScorePlan
from koubo_web.requests import actor, site, unit_of_work

FATE_TONES = {Fate.NEW: "blue", Fate.CHANGED: "yellow", Fate.SAME: "grey", Fate.BLANK: "grey"}
CHANGED_MEANWHILE = (
    "確かめているあいだに審査票が変わりました。もう一度、下の内容を確かめてください。"
)


def keep_sent(kind: str, call_id: int) -> int:
    """Keep the workbook that was sent, without applying it; give the id of its import."""
    sent = request.files.get("file")
    if sent is None:
        raise Problems([Problem("no_file", NO_FILE, field="file")])
    return keep_import(
        unit_of_work(),
        site().files,
        actor(),
        kind=kind,
        subject_id=call_id,
        name=sent.filename or "",
        stream=sent.stream,
    )


def plan_shown(plan: ScorePlan, draft: ImportDraft, warning: str) -> dict[str, Any]:
    """Give what the template of a dry run is filled with."""
    return {
        "plan": plan,
        "draft": draft,
        "warning": warning,
        "rows": [(one, FATE_NAMES[one.fate], FATE_TONES[one.fate]) for one in plan.lines],
        "counts": [(name, len(plan.of(fate))) for fate, name in FATE_NAMES.items()],
    }
