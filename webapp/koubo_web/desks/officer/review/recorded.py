"""The panel's recorded conclusion: read, printed as 答申書, and withdrawn where it was wrong."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.decisions.actions.reconsidering import withdraw_recommendation
from koubo.award.decisions.queries.decisions import drafted_selection
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.overview import stage_started
from koubo.review.queries.progress import progress_of
from koubo.review.queries.recommendation import (
    Recorded,
    earlier_recommendation,
    recorded_recommendation,
    withdrawals,
)
from koubo.review.recommendation_paper import recommendation_paper
from koubo.schemes.policy import load_call
from koubo.schemes.rules import CallState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.words import conclusion_tag, verdict_tag
from koubo_web.forms.award_forms import ReasonForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.printing import statement_answer
from koubo_web.requests import actor, site, unit_of_work


@desk.get("/calls/<int:call_id>/review/<stage_id>/recommendation")
@seat(SeatKind.OFFICER, SeatKind.RELEASER)
def review_recommendation(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show the recommendation that stands."""
    recorded = _recorded(call_id, stage_id)
    if not actor().sits_as(SeatKind.OFFICER):
        return _page(recorded)
    return _page(recorded, onward=_onward(recorded), may_withdraw=_may_withdraw(recorded))


@desk.get("/calls/<int:call_id>/review/<stage_id>/recommendation/earlier/<int:number>")
@seat(SeatKind.OFFICER, SeatKind.RELEASER)
def earlier_review_recommendation(call_id: int, stage_id: str, number: int) -> ResponseReturnValue:
    """Show a recommendation that was recorded and withdrawn."""
    session, catalog = unit_of_work().session, site().catalog
    return _page(earlier_recommendation(session, catalog, actor(), call_id, stage_id, number))


@desk.get("/calls/<int:call_id>/review/<stage_id>/recommendation.pdf")
@seat(SeatKind.OFFICER, SeatKind.RELEASER)
def recommendation_pdf(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Print the recommendation as the panel's 答申書 to the mayor."""
    session = unit_of_work().session
    recorded = _recorded(call_id, stage_id)
    call = load_call(session, actor(), call_id)
    scheme = site().catalog.of(call.release)
    return statement_answer(
        recommendation_paper(scheme, call.facts(), recorded), f"答申書 {recorded.call}"
    )


@desk.get("/calls/<int:call_id>/review/<stage_id>/recommendation/withdraw")
@seat(SeatKind.OFFICER)
def confirm_withdrawal_of_recommendation(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Ask why the recorded recommendation is withdrawn, and say what follows."""
    return _withdrawal_page(call_id, stage_id, "", ())


@desk.post("/calls/<int:call_id>/review/<stage_id>/recommendation/withdraw")
@seat(SeatKind.OFFICER)
def withdraw_review_recommendation(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Withdraw the recorded recommendation; what it said becomes the draft of the next one."""
    reason = ReasonForm(formdata=request.form).typed["reason"]
    try:
        withdraw_recommendation(
            unit_of_work(), site().catalog, actor(), call_id, stage_id=stage_id, reason=reason
        )
    except Problems as found:
        return _withdrawal_page(call_id, stage_id, reason, found.problems), 422
    except NotFound:
        if not _was_withdrawn(call_id, stage_id):
            raise
        # Pressed twice: the first press did it.
        return redirect(url_for("officer.review_board", call_id=call_id, stage_id=stage_id), 303)
    flash("記録した結論を取り下げました。正しい内容に直して、記録し直してください。", "success")
    return redirect(url_for("officer.review_conclusion", call_id=call_id, stage_id=stage_id), 303)


def _was_withdrawn(call_id: int, stage_id: str) -> bool:
    session = unit_of_work().session
    load_reviewed_call(session, actor(), call_id)
    return bool(withdrawals(session, call_id, stage_id))


def _withdrawal_page(
    call_id: int, stage_id: str, reason: str, problems: tuple[Problem, ...]
) -> str:
    return render_template(
        "officer/review_withdraw.html",
        recorded=_recorded(call_id, stage_id),
        reason=reason,
        problems=problems,
        errors=errors_by_field(problems),
    )


def _recorded(call_id: int, stage_id: str) -> Recorded:
    session, catalog = unit_of_work().session, site().catalog
    return recorded_recommendation(session, catalog, actor(), call_id, stage_id)


def _page(
    recorded: Recorded, onward: tuple[str, str] | None = None, *, may_withdraw: bool = False
) -> str:
    return render_template(
        "officer/review_recorded.html",
        recorded=recorded,
        conclusion_tag=conclusion_tag,
        verdict_tag=verdict_tag,
        may_see_board=actor().sits_as(SeatKind.OFFICER),
        onward=onward,
        may_withdraw=may_withdraw,
    )


def _may_withdraw(recorded: Recorded) -> bool:
    """Say whether nothing is known yet that leans on the recommendation; the verb looks closer."""
    session = unit_of_work().session
    call = load_call(session, actor(), recorded.call_id)
    if call.state is not CallState.PUBLISHED:
        return False
    return drafted_selection(session, actor(), recorded.call_id) is None


def _onward(recorded: Recorded) -> tuple[str, str] | None:
    """Give what follows a recorded conclusion, label and address; None where it was done."""
    work, call_id = unit_of_work(), recorded.call_id
    call = load_call(work.session, actor(), call_id)
    if call.state is not CallState.PUBLISHED:
        return None
    still_open = progress_of(work.session, {call_id: site().catalog.of(call.release)})[call_id].open
    if not still_open:
        if drafted_selection(work.session, actor(), call_id):
            return None
        return "決定を起案する", url_for("officer.new_selection", call_id=call_id)
    following = still_open[0]
    if stage_started(work.session, call_id, following.id):
        return None
    url = url_for("officer.review_starting", call_id=call_id, stage_id=following.id)
    return f"{following.title}を始める", url
