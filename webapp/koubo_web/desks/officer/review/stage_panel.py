"""The panel of one stage: who sits, who is kept out, what is to be settled, and standing in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Refused, Stale
from koubo.review.panels.actions.conflicts import recuse_reviewer, settle_sign
from koubo.review.panels.actions.lifting import ask_to_lift, settle_lift
from koubo.review.panels.actions.substituting import take_over
from koubo.review.panels.conflict_rules import Alike
from koubo.review.panels.lines import StagePanel
from koubo.review.panels.queries.stage_panel import stage_panel
from koubo.review.panels.rules import PANEL_ROLE_NAMES, ConflictSource
from koubo.review.panels.schemas import REASON_LENGTH
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.panel_forms import numbers_of
from koubo_web.requests import actor, now, site, unit_of_work

SAME, ANOTHER = "same", "another"
ANSWERS = {
    Alike.PERSON: [
        (ANOTHER, "同姓同名などの別の方（審査に加わる）"),
        (SAME, "同じ方（審査から外す）"),
    ],
    Alike.ORGANISATION: [
        (ANOTHER, "名称が同じだけの別の団体（審査に加わる）"),
        (SAME, "同じ団体（審査から外す）"),
    ],
    Alike.OTHER: [
        (ANOTHER, "利害関係はない（審査に加わる）"),
        (SAME, "利害関係がある（審査から外す）"),
    ],
}


@desk.get("/calls/<int:call_id>/review/<stage_id>/panel")
@seat(SeatKind.OFFICER)
def stage_members(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show the panel of a stage and its conflicts."""
    return _page(call_id, stage_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/signs/<int:sign_id>")
@seat(SeatKind.OFFICER)
def settle_conflict_sign(call_id: int, stage_id: str, sign_id: int) -> ResponseReturnValue:
    """Settle a sign: the same person, or another one of that name."""
    answer = request.form.get("answer", "")
    note = request.form.get("note", "")[:REASON_LENGTH]
    try:
        if answer not in (SAME, ANOTHER):
            if sign_id not in {one.id for one in _panel(call_id, stage_id).signs}:
                raise NotFound
            message = "確かめた結果を選んでください。"
            raise Problems([Problem("answer", message, "answer")])
        settle_sign(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            sign_id,
            is_conflict=answer == SAME,
            note=note,
        )
    except Problems as found:
        return _page(call_id, stage_id, found.problems, sign_id), 422
    flash("確認を記録しました。", "success")
    return _back(call_id, stage_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/lifts/<int:lift_id>")
@seat(SeatKind.OFFICER)
def settle_recusal_lift(call_id: int, stage_id: str, lift_id: int) -> ResponseReturnValue:
    """Agree that a recusal was wrong, or do not."""
    answer = request.form.get("answer", "")
    if answer not in ("granted", "refused"):
        if lift_id not in {one.id for one in _panel(call_id, stage_id).lifts}:
            raise NotFound
        problem = Problem("answer", "解除するか、しないかを選んでください。")
        return _page(call_id, stage_id, (problem,)), 422
    granted = answer == "granted"
    settle_lift(unit_of_work(), site().catalog, actor(), call_id, lift_id, granted=granted)
    flash(
        "除斥を解除しました。委員は、もう一度申告すると採点できます。"
        if granted
        else "除斥を解除しないことを記録しました。",
        "success",
    )
    return _back(call_id, stage_id)


@desk.get("/calls/<int:call_id>/review/<stage_id>/sheets/<int:review_id>/conflict")
@seat(SeatKind.OFFICER)
def reviewer_conflict(call_id: int, stage_id: str, review_id: int) -> ResponseReturnValue:
    """Ask for the reason of a recusal, or of its being wrong."""
    return _conflict_page(call_id, stage_id, review_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/sheets/<int:review_id>/conflict")
@seat(SeatKind.OFFICER)
def record_reviewer_conflict(call_id: int, stage_id: str, review_id: int) -> ResponseReturnValue:
    """Keep a reviewer out of an application, or ask for that to be lifted."""
    sheet = _panel(call_id, stage_id, review_id=review_id).sheet(review_id)
    if request.form.get("seen", sheet.state.value) != sheet.state.value:
        raise Stale  # pressed twice: the second press would ask for the opposite
    reason = request.form.get("reason", "")[:REASON_LENGTH]
    work, catalog = unit_of_work(), site().catalog
    try:
        if sheet.state is ReviewState.RECUSED:
            taken_back = request.form.get("taken_back", "")[:REASON_LENGTH]
            ask_to_lift(
                work, catalog, actor(), call_id, review_id, reason=reason, taken_back=taken_back
            )
            flash("除斥の解除を求めました。別の職員が確かめると、解除されます。", "success")
        else:
            recuse_reviewer(work, catalog, actor(), call_id, review_id, reason=reason)
            flash("この委員を、この応募の審査から外しました。", "success")
    except Problems as found:
        return _conflict_page(call_id, stage_id, review_id, found.problems), 422
    return _back(call_id, stage_id)


@desk.get("/calls/<int:call_id>/review/<stage_id>/members/<int:member_id>/substitute")
@seat(SeatKind.OFFICER)
def substitution(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Ask who judges in a member's place, for which applications and why."""
    return _substitution_page(call_id, stage_id, member_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/members/<int:member_id>/substitute")
@seat(SeatKind.OFFICER)
def record_substitution(call_id: int, stage_id: str, member_id: int) -> ResponseReturnValue:
    """Let somebody else judge in a member's place."""
    panel = _panel(call_id, stage_id, member_id)
    own = {one.review_id for one in panel.replaceable(panel.member(member_id).id)}
    wanted = numbers_of(request.form.getlist("sheets"))
    substitute = numbers_of([request.form.get("substitute", "")])
    problems = []
    if not wanted:
        problems.append(Problem("sheets", "引き継ぐ応募を選んでください。", "sheets"))
    if not substitute:
        problems.append(Problem("substitute", "引き継ぐ委員を選んでください。", "substitute"))
    if problems:
        return _substitution_page(call_id, stage_id, member_id, tuple(problems)), 422
    if not wanted <= own:
        raise NotFound
    try:
        taken = take_over(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            stage_id=stage_id,
            review_ids=wanted,
            substitute_id=min(substitute),
            reason=request.form.get("reason", "")[:REASON_LENGTH],
        )
    except Problems as found:
        return _substitution_page(call_id, stage_id, member_id, found.problems), 422
    except Refused as refused:
        problem = Problem("refused", refused.message, "substitute")
        return _substitution_page(call_id, stage_id, member_id, (problem,)), 422
    flash(f"{taken.given}件の審査票を引き継ぎ、新しい委員に知らせました。", "success")
    for told in taken.kept_out:
        flash(f"引き継がなかった応募　{told}", "info-1")
    return _back(call_id, stage_id)


def _back(call_id: int, stage_id: str) -> ResponseReturnValue:
    return redirect(url_for("officer.stage_members", call_id=call_id, stage_id=stage_id), 303)


def _panel(
    call_id: int, stage_id: str, member_id: int | None = None, review_id: int | None = None
) -> StagePanel:
    return stage_panel(
        unit_of_work().session,
        site().catalog,
        actor(),
        call_id,
        stage_id,
        day_in_japan(now()),
        member_id=member_id,
        review_id=review_id,
    )


def _page(call_id: int, stage_id: str, problems: tuple[Problem, ...] = (), about: int = 0) -> str:
    return render_template(
        "officer/stage_panel.html",
        panel=_panel(call_id, stage_id),
        role_names=PANEL_ROLE_NAMES,
        state_names=REVIEW_STEPS.names,
        typed=request.form,
        about=about,
        problems=[
            Problem(one.code, one.message, f"{one.field}-{about}" if about else one.field)
            for one in problems
        ],
        errors={one.field: one.message for one in problems},
        answers=ANSWERS,
    )


def _conflict_page(
    call_id: int, stage_id: str, review_id: int, problems: tuple[Problem, ...] = ()
) -> str:
    panel = _panel(call_id, stage_id, review_id=review_id)
    sheet = panel.sheet(review_id)
    return render_template(
        "officer/reviewer_conflict.html",
        panel=panel,
        sheet=sheet,
        is_recused=sheet.state is ReviewState.RECUSED,
        is_own=sheet.source is ConflictSource.DECLARED,
        state_names=REVIEW_STEPS.names,
        typed=request.form,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )


def _substitution_page(
    call_id: int, stage_id: str, member_id: int, problems: tuple[Problem, ...] = ()
) -> str:
    panel = _panel(call_id, stage_id, member_id)
    member = panel.member(member_id)
    sheets = panel.replaceable(member_id)
    ticked = request.form.getlist("sheets") if request.form else [str(s.review_id) for s in sheets]
    return render_template(
        "officer/substitution.html",
        panel=panel,
        member=member,
        sheets=sheets,
        ticked=ticked,
        substitutes=panel.substitutes(member_id),
        role_names=PANEL_ROLE_NAMES,
        state_names=REVIEW_STEPS.names,
        typed=request.form,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
