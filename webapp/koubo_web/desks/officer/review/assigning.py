"""Who judges what in a stage: the table, ticked by hand or drawn by the lot after a look at it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo.review.panels.actions.choosing import assign_by_hand, assign_by_lot
from koubo.review.panels.assigning import BY_LOAD
from koubo.review.panels.queries.drawing import (
    Drawn,
    assignment_table,
    draw,
    last_run,
    terms_of,
)
from koubo.review.panels.schemas import read_terms
from koubo.review.rules import REVIEW_STEPS
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.panel_forms import numbers_of, pairs_of, terms_texts
from koubo_web.requests import actor, now, site, unit_of_work

ROWS = 100
"""Applications on one page of the table."""
DRAWING = ("each", "seed", "sphere", "least", "apart")


@desk.get("/calls/<int:call_id>/review/<stage_id>/assignment")
@seat(SeatKind.OFFICER)
def assignment(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show who judges what; with the terms of a drawing, what it would come to. Stores nothing."""
    if "each" not in request.args:
        return _page(call_id, stage_id)
    try:
        terms = read_terms(request.args)
    except Problems as found:
        return _page(call_id, stage_id, found.problems), 422
    drawn = draw(unit_of_work(), site().catalog, actor(), call_id, stage_id, terms)
    return _page(call_id, stage_id, drawn=drawn)


@desk.post("/calls/<int:call_id>/review/<stage_id>/assignment")
@seat(SeatKind.OFFICER)
def assign_now(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Give sheets out as ticked, or as drawn and looked at."""
    if "seen" in request.form:
        return _assign_drawn(call_id, stage_id)
    kept = pairs_of(request.form.getlist("kept"))
    ticked = pairs_of(request.form.getlist("pair"))
    try:
        given, taken = assign_by_hand(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            stage_id=stage_id,
            add=ticked - kept,
            remove=kept - ticked,
        )
    except Refused as refused:
        return _page(call_id, stage_id, (Problem("refused", refused.message),)), 422
    flash(f"審査票を {given}件割り当て、{taken}件の割当てを取り消しました。", "success")
    return redirect(url_for("officer.assignment", call_id=call_id, stage_id=stage_id), 303)


def _assign_drawn(call_id: int, stage_id: str) -> ResponseReturnValue:
    terms = read_terms(request.form)
    work, catalog = unit_of_work(), site().catalog
    try:
        given = assign_by_lot(
            work,
            catalog,
            actor(),
            call_id,
            stage_id=stage_id,
            terms=terms,
            seen=request.form["seen"],
            partly=request.form.get("partly") == "yes",
        )
    except Problems as found:
        drawn = draw(work, catalog, actor(), call_id, stage_id, terms)
        return _page(call_id, stage_id, found.problems, drawn), 422
    except Refused as refused:
        return _page(call_id, stage_id, (Problem("refused", refused.message),)), 422
    flash(f"審査票を {given}件割り当て、委員にお知らせしました。", "success")
    return redirect(url_for("officer.assignment", call_id=call_id, stage_id=stage_id), 303)


def _page(
    call_id: int,
    stage_id: str,
    problems: tuple[Problem, ...] = (),
    drawn: Drawn | None = None,
) -> str:
    session = unit_of_work().session
    table = (
        drawn.table
        if drawn
        else assignment_table(
            session, site().catalog, actor(), call_id, stage_id, day_in_japan(now())
        )
    )
    run = last_run(session, call_id, stage_id)
    typed = {name: request.values[name] for name in DRAWING if name in request.values}
    spheres = sorted({one.sphere for one in table.members if one.sphere})
    ticked = request.form.getlist("pair") if request.form else None
    after = max(numbers_of([request.values.get("after", "")]), default=0)
    rest = [one for one in table.shown if one.id > after]
    return render_template(
        "officer/assignment.html",
        table=table,
        rows=rest[:ROWS],
        next_after=rest[ROWS - 1].id if len(rest) > ROWS else None,
        first=after == 0,
        drawn=drawn,
        reasons={
            (application.id, member.id): why
            for application, member, why in (drawn.new() if drawn else ())
            if application.id not in table.hidden
        },
        lacks=[
            (one, drawn.lacks[one.receipt_number])
            for one in (table.shown if drawn else ())
            if drawn and one.receipt_number in drawn.lacks
        ],
        by_load=BY_LOAD,
        run=run,
        typed={**terms_texts(terms_of(run, table.call, table.stage)), **typed},
        spheres=[(one, one) for one in spheres],
        ticked=ticked,
        state_names=REVIEW_STEPS.names,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
