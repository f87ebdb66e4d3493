"""Opening a call to the public, recording the vote, cancelling it."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.queries.staff import applicants_of_call, counts_by_state
from koubo.award.grants.actions.calls import record_vote
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo.proof.proving import proving_of
from koubo.schemes.actions.calls import NOT_PLANNED
from koubo.schemes.actions.publishing import (
    cancel_call,
    opening_of,
    publish_call,
    publish_problems,
)
from koubo.schemes.call_schemas import read_vote
from koubo.schemes.deadline_queries import titles_beside
from koubo.schemes.figure_list import to_confirm_of
from koubo.schemes.models import Call
from koubo.schemes.offering import offered_scheme
from koubo.schemes.plans import plan_warnings
from koubo.schemes.policy import load_call
from koubo.schemes.rules import CallState
from koubo_web.access import seat
from koubo_web.desks.deadlines import closing_words, moment_facts, track_lines
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import (
    RawForm,
    VoteForm,
    boxes,
    errors_by_field,
    posted,
)
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/calls/<int:call_id>/publish")
@seat(SeatKind.OFFICER)
def publish(call_id: int) -> ResponseReturnValue:
    """Show all that becomes public, the proof, and what stands against it."""
    return _publish_page(_planned(call_id))


@desk.post("/calls/<int:call_id>/publish")
@seat(SeatKind.OFFICER)
def publish_now(call_id: int) -> ResponseReturnValue:
    """Open the call to the public."""
    found, work, catalog = _planned(call_id), unit_of_work(), site().catalog
    override = request.form.get("override", "")
    scheme = offered_scheme(work.session, catalog, found.scheme_id)
    try:
        publish_call(
            work,
            catalog,
            actor(),
            call_id,
            proven=proving_of(catalog, scheme).proven,
            version=version_of(request.form),
            override=override,
        )
    except Problems as wrong:
        return _publish_page(_planned(call_id), wrong.problems, override), 422
    flash("募集を公開しました。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


def _publish_page(call: Call, problems: Sequence[Problem] = (), override: str = "") -> str:
    work, catalog = unit_of_work(), site().catalog
    scheme = offered_scheme(work.session, catalog, call.scheme_id)
    opening = opening_of(work.session, call)
    proving = proving_of(catalog, scheme)
    blocking = list(publish_problems(opening, scheme, proving.proven, now=now(), override="-"))
    plan = opening.plan
    courses = [one for one in scheme.courses if one.id in plan.course_ids]
    return render_template(
        "officer/publish.html",
        call=call,
        scheme=scheme,
        courses=[one.title for one in courses],
        closes=closing_words(track_lines(plan.deadlines, courses, now()), plan.closes_at),
        moments=moment_facts(plan.deadlines, plan.days),
        themes=opening.themes,
        proving=proving,
        needs_override=bool(proving.proven.failed) and not proving.proven.wrong_sums,
        override=override,
        blocking=blocking,
        warnings=list(plan_warnings(plan, titles_beside(work.session, call))),
        unconfirmed=to_confirm_of(scheme),
        problems=problems or blocking,
        errors=errors_by_field(problems),
    )


def _planned(call_id: int) -> Call:
    found = load_call(unit_of_work().session, actor(), call_id)
    if found.state is not CallState.PLANNED:
        raise Refused(NOT_PLANNED)
    return found


@desk.get("/calls/<int:call_id>/vote")
@seat(SeatKind.OFFICER)
def vote(call_id: int) -> ResponseReturnValue:
    """Ask for the day of the vote and the budget that was voted."""
    found = load_call(unit_of_work().session, actor(), call_id)
    voted_on = boxes(found.voted_on) if found.voted_on else {}
    form = VoteForm(data={"voted_on": voted_on, "budget": f"{found.budget:,}"})
    return _page("officer/vote.html", call_id, form)


@desk.post("/calls/<int:call_id>/vote")
@seat(SeatKind.OFFICER)
def vote_now(call_id: int) -> ResponseReturnValue:
    """Record the vote."""
    form = posted(VoteForm, request.form)
    try:
        voted_on, budget = read_vote(form.typed)
        record_vote(
            unit_of_work(),
            actor(),
            call_id,
            voted_on=voted_on,
            amount=budget,
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _page("officer/vote.html", call_id, form, wrong.problems), 422
    flash("予算の議決を記録しました。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


@desk.get("/calls/<int:call_id>/cancel")
@seat(SeatKind.OFFICER)
def cancel(call_id: int) -> ResponseReturnValue:
    """Ask for the reason of a cancellation, with what it does."""
    return _page("officer/cancel.html", call_id, None)


@desk.post("/calls/<int:call_id>/cancel")
@seat(SeatKind.OFFICER)
def cancel_now(call_id: int) -> ResponseReturnValue:
    """Cancel the call."""
    work = unit_of_work()
    try:
        cancel_call(
            work,
            actor(),
            call_id,
            reason=request.form.get("reason", ""),
            version=version_of(request.form),
            tell=applicants_of_call(work.session, call_id),
        )
    except Problems as wrong:
        return _page("officer/cancel.html", call_id, None, wrong.problems), 422
    flash("募集を中止しました。", "success")
    return redirect(url_for("officer.call", call_id=call_id), 303)


def _page(
    template: str, call_id: int, form: RawForm | None, problems: Sequence[Problem] = ()
) -> str:
    work, who = unit_of_work(), actor()
    found = load_call(work.session, who, call_id)
    counts: dict[Any, int] = counts_by_state(work.session, who, [call_id])[call_id]
    return render_template(
        template,
        call=found,
        form=form,
        filed=sum(counts.values()),
        reason=request.form.get("reason", ""),
        problems=problems,
        errors=errors_by_field(problems),
    )
