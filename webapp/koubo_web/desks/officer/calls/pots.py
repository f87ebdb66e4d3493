"""The pots of a call (予算の枠): how its budget is parted among its courses."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.review.actions.pots import refuse_pots, set_pots
from koubo.schemes.models import Call
from koubo.schemes.policy import load_call
from koubo.schemes.pot_queries import pots_of
from koubo.schemes.pot_schemas import read_pots
from koubo.schemes.pots import pot_field
from koubo.schemes.queries import courses_of
from koubo.schemes.rules import Course
from koubo_web.access import seat
from koubo_web.desks.officer.calls.pages import scheme_of
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

Row = dict[str, Any]


@desk.get("/calls/<int:call_id>/pots")
@seat(SeatKind.OFFICER)
def call_pots(call_id: int) -> ResponseReturnValue:
    """Show the pots as they are set, to be changed."""
    work = unit_of_work()
    call = load_call(work.session, actor(), call_id)
    refuse_pots(work.session, site().catalog, call)
    rows: list[Row] = [
        {"title": one.title, "amount": f"{one.amount:,}", "course_ids": list(one.course_ids)}
        for one in pots_of(work.session, call_id)
    ]
    return _page(call, rows)


@desk.post("/calls/<int:call_id>/pots")
@seat(SeatKind.OFFICER)
def set_call_pots(call_id: int) -> ResponseReturnValue:
    """Set the pots."""
    work = unit_of_work()
    call = load_call(work.session, actor(), call_id)
    rows = _typed(len(_courses(call)))
    try:
        set_pots(
            work,
            site().catalog,
            actor(),
            call_id,
            pots=read_pots(rows),
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _page(load_call(work.session, actor(), call_id), rows, wrong.problems), 422
    flash("予算の枠を決めました。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


def _courses(call: Call) -> list[Course]:
    opened = courses_of(unit_of_work().session, [call.id]).get(call.id, ())
    return [one for one in scheme_of(call).courses if one.id in opened]


def _typed(count: int) -> list[Row]:
    """Give what was sent for each row, and nothing else."""
    return [
        {
            "title": request.form.get(pot_field("title", place), ""),
            "amount": request.form.get(pot_field("amount", place), ""),
            "course_ids": request.form.getlist(pot_field("course_ids", place)),
        }
        for place in range(count)
    ]


def _page(call: Call, rows: list[Row], problems: tuple[Problem, ...] = ()) -> str:
    """Show a row for each course at most: a course draws on one pot of its own."""
    courses = _courses(call)
    blank: Row = {"title": "", "amount": "", "course_ids": []}
    return render_template(
        "officer/call_pots.html",
        call=call,
        rows=(rows + [blank] * len(courses))[: len(courses)],
        courses=[(one.id, one.title) for one in courses],
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
