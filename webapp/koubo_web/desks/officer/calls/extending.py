"""Giving more time: to everybody, or for one course, one track or one gate only."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.staff import applicants_of_call
from koubo.calendar import format_deadline
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.schemes.actions.extending import extend_deadline
from koubo.schemes.call_schemas import read_deadline
from koubo.schemes.deadline_queries import deadlines_of
from koubo.schemes.deadlines import EVERYBODY, Target, TargetKind, target_name, targets_of
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import DeadlineForm, RawForm, errors_by_field, posted
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/calls/<int:call_id>/extend")
@seat(SeatKind.OFFICER)
def extend(call_id: int) -> ResponseReturnValue:
    """Ask whose deadline is moved, for the new one and its reason."""
    return _page(call_id, DeadlineForm())


@desk.post("/calls/<int:call_id>/extend")
@seat(SeatKind.OFFICER)
def extend_now(call_id: int) -> ResponseReturnValue:
    """Move the deadline, for all whom it concerns alike."""
    work, who, form = unit_of_work(), actor(), posted(DeadlineForm, request.form)
    try:
        target, closes_at, reason = read_deadline(form.typed)
        extend_deadline(
            work,
            site().catalog,
            who,
            call_id,
            closes_at=closes_at,
            reason=reason,
            version=version_of(request.form),
            target=target,
            tell=_concerned(call_id, target),
        )
    except Problems as wrong:
        return _page(call_id, form, wrong.problems), 422
    flash(
        "締切を延ばしました。募集のページに理由を載せ、応募中の団体にメールで知らせます。",
        "success",
    )
    return redirect(url_for("officer.call", call_id=call_id), 303)


def _concerned(call_id: int, target: Target) -> list[int]:
    """Give whom more time concerns: a gate lies before every proposal of the call."""
    work = unit_of_work()
    call = load_call(work.session, actor(), call_id)
    if target.kind is TargetKind.GATE:
        return applicants_of_call(work.session, call_id)
    deadlines = deadlines_of(work.session, call)
    return applicants_of_call(work.session, call_id, lambda track: deadlines.moves(target, track))


def _page(call_id: int, form: RawForm, problems: Sequence[Problem] = ()) -> str:
    work = unit_of_work()
    call = load_call(work.session, actor(), call_id)
    scheme = site().catalog.of(call.release)
    deadlines = deadlines_of(work.session, call)
    targets = targets_of(deadlines, [scheme.course(one.course_id) for one in deadlines.courses])
    return render_template(
        "officer/extend.html",
        call=call,
        form=form,
        everybody=EVERYBODY.key,
        targets=[
            (one.key, target_name(deadlines, scheme, one), f"いまの締切：{format_deadline(at)}")
            for one in targets
            if (at := deadlines.at(one)) is not None
        ],
        problems=problems,
        errors=errors_by_field(problems),
    )
