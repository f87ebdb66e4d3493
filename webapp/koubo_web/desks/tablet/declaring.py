"""Declaring conflicts on a tablet: before anything is read, or when one is noticed."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan
from koubo.problems import Problem, Problems
from koubo.review.days.actions.sheets import declare_on_tablet
from koubo.review.days.tablet import Tablet
from koubo.review.panels.queries.declaring import known_of_me
from koubo_web.access import tablet
from koubo_web.desks.reviewer.declaration import (
    CHOICES,
    CONFLICT,
    EXPLAINED_LENGTH,
    NONE,
    REASON_MISSING,
)
from koubo_web.desks.tablet.desk import desk
from koubo_web.desks.tablet.sheets import one_sheet, opened
from koubo_web.requests import now, site, unit_of_work
from koubo_web.tablets import holder

NOTHING = "1件以上について、利害関係の有無を選んでください。"


@desk.get("/declare")
@tablet
def declare() -> ResponseReturnValue:
    """Ask about every application of the day that is not declared yet."""
    found = opened()
    if not found.undeclared:
        return redirect(url_for("tablet.home"))
    return _page(found, ())


@desk.post("/declare")
@tablet
def record_declaration() -> ResponseReturnValue:
    """Record what was declared; what was left open is asked again."""
    found = opened()
    typed = request.form
    asked = {one.review_id: one for one in found.undeclared}
    answers = {number: typed.get(f"answer-{number}", "") for number in asked}
    problems = [
        Problem("reason", f"「{one.project}」：{REASON_MISSING}", f"reason-{number}")
        for number, one in asked.items()
        if answers[number] == CONFLICT and not typed.get(f"reason-{number}", "").strip()
    ]
    said = {
        number: typed.get(f"reason-{number}", "").strip() if answer == CONFLICT else ""
        for number, answer in answers.items()
        if answer in (NONE, CONFLICT)
    }
    if not said:
        problems = [Problem("nothing", NOTHING)]
    if problems:
        return _page(found, problems), 422
    explained = {
        number: typed.get(f"explained-{number}", "")[:EXPLAINED_LENGTH] for number in asked
    }
    try:
        declare_on_tablet(unit_of_work(), site().catalog, holder(), said, explained)
    except Problems as raised:
        return _page(found, raised.problems), 422
    flash(f"利害関係の有無を {len(said)}件申告しました。", "success")
    return redirect(url_for("tablet.home"), 303)


@desk.get("/sheets/<int:review_id>/conflict")
@tablet
def noticed(review_id: int) -> ResponseReturnValue:
    """Ask for the reason of somebody who notices a conflict while marking."""
    return _noticed_page(review_id, "")


@desk.post("/sheets/<int:review_id>/conflict")
@tablet
def record_conflict(review_id: int) -> ResponseReturnValue:
    """Record a conflict that was noticed while marking; the sheet is gone at the next request."""
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _noticed_page(review_id, REASON_MISSING), 422
    one_sheet(review_id)
    declare_on_tablet(unit_of_work(), site().catalog, holder(), {review_id: reason})
    flash("利害関係を申告しました。この応募の審査からは外れます。", "success")
    return redirect(url_for("tablet.home"), 303)


def _page(found: Tablet, problems: Sequence[Problem]) -> str:
    known = known_of_me(
        unit_of_work().session,
        site().catalog,
        holder().actor,
        found.holder.call_id,
        [one.application_id for one in found.undeclared],
        day_in_japan(now()),
    )
    return render_template(
        "tablet/declare.html",
        opened=found,
        known=known,
        choices=CHOICES,
        problems=problems,
        errors={one.field: one.message for one in problems if one.field},
    )


def _noticed_page(review_id: int, error: str) -> str:
    problems = (Problem("reason", error, "reason"),) if error else ()
    return render_template(
        "tablet/conflict.html", sheet=one_sheet(review_id), error=error, problems=problems
    )
