"""Declaring conflicts: who applies and with what, and nothing of the papers."""

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.review.panels.actions.declaration import declare as declare_one
from koubo.review.panels.actions.declaration import declare_all
from koubo.review.panels.queries.against import Against
from koubo.review.panels.queries.declaring import known_of_me
from koubo.review.queries.own import OwnReview, own_reviews
from koubo.review.queries.own_sheet import own_sheet
from koubo.review.rules import ReviewState
from koubo_web.access import seat
from koubo_web.desks.reviewer.desk import desk
from koubo_web.requests import actor, now, site, unit_of_work

NONE, CONFLICT = "none", "conflict"
CHOICES = [(NONE, "利害関係はない"), (CONFLICT, "利害関係がある（審査に加わらない）")]
EXPLAINED_LENGTH = 500
REASON_MISSING = "どのような利害関係かを入力してください。"


@desk.get("/calls/<int:call_id>/<stage_id>/declare")
@seat(SeatKind.REVIEWER)
def declare(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Ask about every application that is not declared yet."""
    reviews = _undeclared(call_id, stage_id)
    if not reviews:
        return redirect(url_for("reviewer.home"))
    return _page(reviews, {}, ())


@desk.post("/calls/<int:call_id>/<stage_id>/declare")
@seat(SeatKind.REVIEWER)
def record_declaration(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Record what was declared; what was left open is asked again."""
    reviews = _undeclared(call_id, stage_id)
    if not reviews:
        return redirect(url_for("reviewer.home"), 303)
    typed = request.form
    if problems := _problems(reviews, typed):
        return _page(reviews, typed, problems), 422
    said = {
        one.id: typed.get(f"reason-{one.id}", "") if typed[f"answer-{one.id}"] == CONFLICT else ""
        for one in reviews
        if typed.get(f"answer-{one.id}") in (NONE, CONFLICT)
    }
    explained = {one.id: typed.get(f"explained-{one.id}", "")[:EXPLAINED_LENGTH] for one in reviews}
    try:
        declare_all(unit_of_work(), site().catalog, actor(), said, explained)
    except Problems as found:
        return _page(reviews, typed, found.problems), 422
    flash(f"利害関係の有無を {len(said)}件申告しました。", "success")
    return redirect(url_for("reviewer.home"), 303)


@desk.get("/reviews/<int:review_id>/conflict")
@seat(SeatKind.REVIEWER)
def noticed_conflict(review_id: int) -> ResponseReturnValue:
    """Ask for the reason of somebody who notices a conflict while marking."""
    return _noticed_page(review_id, "", "")


@desk.post("/reviews/<int:review_id>/conflict")
@seat(SeatKind.REVIEWER)
def record_conflict(review_id: int) -> ResponseReturnValue:
    """Record a conflict that was noticed while marking."""
    reason = request.form.get("reason", "").strip()
    if not reason:
        return _noticed_page(review_id, reason, REASON_MISSING), 422
    declare_one(unit_of_work(), site().catalog, actor(), review_id, conflict=reason)
    flash("利害関係を申告しました。この応募の審査からは外れます。", "success")
    return redirect(url_for("reviewer.home"), 303)


def _undeclared(call_id: int, stage_id: str) -> list[OwnReview]:
    """Give the reviews of one stage that wait for a declaration; NotFound off the panel."""
    if call_id not in actor().calls_reviewed():
        raise NotFound
    return [
        one
        for one in own_reviews(unit_of_work().session, site().catalog, actor())
        if one.state is ReviewState.ASSIGNED and (one.call_id, one.stage_id) == (call_id, stage_id)
    ]


def _problems(reviews: Sequence[OwnReview], typed: Mapping[str, str]) -> tuple[Problem, ...]:
    """Judge the page itself: something is answered, and no conflict goes without its reason."""
    answers = {one.id: typed.get(f"answer-{one.id}", "") for one in reviews}
    if not any(answer in (NONE, CONFLICT) for answer in answers.values()):
        return (Problem("nothing", "1件以上について、利害関係の有無を選んでください。"),)
    return tuple(
        Problem("reason", f"「{one.project}」：{REASON_MISSING}", f"reason-{one.id}")
        for one in reviews
        if answers[one.id] == CONFLICT and not typed.get(f"reason-{one.id}", "").strip()
    )


def _page(
    reviews: Sequence[OwnReview], typed: Mapping[str, str], problems: tuple[Problem, ...]
) -> str:
    return render_template(
        "reviewer/declare.html",
        reviews=reviews,
        known=_known(reviews),
        first=reviews[0],
        typed=typed,
        choices=CHOICES,
        problems=problems,
        errors={one.field: one.message for one in problems if one.field},
    )


def _known(reviews: Sequence[OwnReview]) -> Mapping[int, Against]:
    """Give what the registers know against the reviewer, by application."""
    return known_of_me(
        unit_of_work().session,
        site().catalog,
        actor(),
        reviews[0].call_id,
        [one.application_id for one in reviews],
        day_in_japan(now()),
    )


def _noticed_page(review_id: int, reason: str, error: str) -> str:
    sheet = own_sheet(unit_of_work().session, site().catalog, actor(), review_id)
    problems = (Problem("reason", error, "reason"),) if error else ()
    return render_template(
        "reviewer/conflict.html", sheet=sheet, reason=reason, error=error, problems=problems
    )
