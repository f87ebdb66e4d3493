"""評価: goals, each side's sheet, the marks beside each other, the joint sheet, the public one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.policy import is_own, load_for_staff
from koubo.award.models import Award
from koubo.calendar import format_moment_short
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems, Stale
from koubo.reporting.evaluation.actions import (
    GoalText,
    asked_of,
    open_again,
    publish_joint,
    save_evaluation,
    set_goals,
)
from koubo.reporting.evaluation.policy import load_evaluated, load_sheet_for_staff, sides_of
from koubo.reporting.evaluation.queries import (
    EvaluationView,
    SideLine,
    earlier_evaluations,
    evaluation_view,
    goals_of,
    public_evaluation,
)
from koubo.reporting.evaluation.rules import (
    BEFORE_START,
    EVALUATED,
    JOINT,
    ItemAnswer,
    SheetText,
    answers_of,
)
from koubo.reporting.projects.public_projects import project_line
from koubo.review.blind import hides_any
from koubo.schemes.evaluation_words import TIME_NAMES, Evaluation, EvaluationTime
from koubo_web.access import public, seat, signed_in
from koubo_web.forms.call_forms import clean, errors_by_field
from koubo_web.requests import actor, actor_or_none, site, unit_of_work
from koubo_web.versions import version_of

evaluations = Blueprint("evaluations", __name__, url_prefix="/evaluations")
GOALS = 5
"""So many goals the page has room for; more are added on saving."""
OFFICE = (SeatKind.OFFICER, SeatKind.RELEASER, SeatKind.DEPARTMENT, SeatKind.AUDITOR)
"""Who knows who applies, whatever reviewers may not see."""


@evaluations.context_processor
def frame() -> dict[str, Any]:
    """Give the frame of these pages; the way back is the home of all of one's desks."""
    home = url_for("public.home") if actor_or_none() else url_for("public.front")
    return {
        "short": format_moment_short,
        "desk_name": "事業の評価",
        "home_url": home,
        "nav": [("ホーム", home, False)],
    }


def _time(name: str) -> EvaluationTime:
    try:
        return EvaluationTime(name)
    except ValueError:
        raise NotFound from None


@evaluations.get("/<int:award_id>")
@signed_in
def overview(award_id: int) -> ResponseReturnValue:
    """Show the goals, and where every side's sheet stands."""
    award = load_evaluated(unit_of_work().session, actor(), award_id)
    return _overview(award)


def _overview(
    award: Award,
    goals: list[GoalText] | None = None,
    problems: tuple[Problem, ...] = (),
    *,
    stale: bool = False,
) -> str:
    session, who = unit_of_work().session, actor()
    scheme = site().catalog.of(award.application.call.release)
    kept = goals_of(session, award.id)
    texts = goals or [GoalText(one.text, one.measure, one.reached) for one in kept]
    return render_template(
        "evaluation/overview.html",
        award=award,
        own=is_own(who, award.application),
        goals=texts + [GoalText("")] * max(GOALS - len(texts), 1),
        may_set=award.state in BEFORE_START,
        may_evaluate=award.state in EVALUATED,
        may_write=is_own(who, award.application) or who.sits_as(SeatKind.OFFICER),
        officer=who.sits_as(SeatKind.OFFICER) and not is_own(who, award.application),
        views=[
            (one.time.value, TIME_NAMES[one.time], evaluation_view(session, who, award, one))
            for one in scheme.evaluations
        ],
        joint=JOINT,
        kept=[one.text for one in kept] if stale else None,
        problems=problems,
        errors=errors_by_field(problems),
    )


@evaluations.post("/<int:award_id>/goals")
@signed_in
def save_goals(award_id: int) -> ResponseReturnValue:
    """Keep the goals."""
    award = load_evaluated(unit_of_work().session, actor(), award_id)
    count = request.form.get("count", GOALS, type=int)
    goals = [
        GoalText(*(str(clean(request.form.get(f"{name}-{place}", ""))) for name in GOAL_PARTS))
        for place in range(max(min(count, 20), 0))
    ]
    try:
        set_goals(unit_of_work(), actor(), award_id, goals=goals, version=version_of(request.form))
    except Problems as found:
        return _overview(award, goals, found.problems), 422
    except Stale:
        award = load_evaluated(unit_of_work().session, actor(), award_id)
        return _overview(award, goals, stale=True), 409
    flash("目標を保存しました。", "success")
    return redirect(url_for("evaluations.overview", award_id=award_id), 303)


GOAL_PARTS = ("text", "measure", "reached")


@evaluations.get("/<int:award_id>/<time>/<int:place>")
@signed_in
def sheet(award_id: int, time: str, place: int) -> ResponseReturnValue:
    """Show one side's sheet: to be written by who writes for it, else to be read."""
    award, evaluation, line = _line(award_id, time, place)
    if line.text is None and not line.mine:
        raise NotFound
    return _sheet(award, evaluation, line, line.text or SheetText({}))


def _line(award_id: int, time: str, place: int) -> tuple[Award, Evaluation, SideLine]:
    session, who = unit_of_work().session, actor()
    award = load_evaluated(session, who, award_id)
    evaluation = asked_of(site().catalog, award, _time(time))
    view: EvaluationView = evaluation_view(session, who, award, evaluation)
    if not 0 <= place < len(view.lines):
        raise NotFound
    line = view.lines[place]
    if line.side == JOINT and line.mine and not view.complete:
        raise NotFound
    return award, evaluation, line


def _sheet(
    award: Award,
    evaluation: Evaluation,
    line: SideLine,
    text: SheetText,
    problems: tuple[Problem, ...] = (),
    *,
    stale: bool = False,
) -> str:
    return render_template(
        "evaluation/sheet.html",
        award=award,
        evaluation=evaluation,
        time_name=TIME_NAMES[evaluation.time],
        line=line,
        text=text,
        items=[
            (place, item, text.answers.get(item, ItemAnswer(None)))
            for place, item in enumerate(evaluation.items.value)
        ],
        marks=[
            (str(one), str(one)) for one in range(evaluation.highest, evaluation.lowest - 1, -1)
        ],
        writes=line.mine and line.handed_in_at is None,
        problems=problems,
        errors=errors_by_field(problems),
        stale=stale,
    )


@evaluations.post("/<int:award_id>/<time>/<int:place>")
@signed_in
def save_sheet(award_id: int, time: str, place: int) -> ResponseReturnValue:
    """Keep a sheet, or hand it in."""
    award, evaluation, line = _line(award_id, time, place)
    if line.side not in sides_of(actor(), award, evaluation):
        raise NotFound
    text, hand_in = _typed(evaluation), request.form.get("do") == "hand_in"
    try:
        save_evaluation(
            unit_of_work(),
            site().catalog,
            actor(),
            award_id,
            time=evaluation.time,
            side=line.side,
            text=text,
            version=version_of(request.form) or None,
            hand_in=hand_in,
        )
    except Problems as found:
        return _sheet(award, evaluation, line, text, found.problems), 422
    except Stale:
        award, evaluation, line = _line(award_id, time, place)
        return _sheet(award, evaluation, line, text, stale=True), 409
    flash("評価を提出しました。" if hand_in else "評価を保存しました。", "success")
    return redirect(url_for("evaluations.overview", award_id=award_id), 303)


def _typed(evaluation: Evaluation) -> SheetText:
    answers = {}
    for place, item in enumerate(evaluation.items.value):
        mark = request.form.get(f"mark-{place}", type=int)
        answers[item] = ItemAnswer(mark, str(clean(request.form.get(f"reason-{place}", ""))))
    comment, private = (str(clean(request.form.get(one, ""))) for one in ("comment", "private"))
    return SheetText(answers, comment, private)


@evaluations.post("/sheets/<int:evaluation_sheet_id>/open")
@seat(SeatKind.OFFICER)
def open_sheet(evaluation_sheet_id: int) -> ResponseReturnValue:
    """Let a side mend its sheet."""
    award_id = _award_of(evaluation_sheet_id)
    try:
        open_again(
            unit_of_work(),
            site().catalog,
            actor(),
            evaluation_sheet_id,
            reason=str(clean(request.form.get("reason", ""))),
            version=version_of(request.form),
        )
    except Problems as found:
        award = load_evaluated(unit_of_work().session, actor(), award_id)
        return _overview(award, None, found.problems), 422
    flash("提出された評価を、もう一度書けるようにしました。", "success")
    return redirect(url_for("evaluations.overview", award_id=award_id), 303)


def _award_of(evaluation_sheet_id: int) -> int:
    session = unit_of_work().session
    return load_sheet_for_staff(session, actor(), evaluation_sheet_id).award_id


@evaluations.post("/sheets/<int:evaluation_sheet_id>/publish")
@seat(SeatKind.OFFICER)
def publish_sheet(evaluation_sheet_id: int) -> ResponseReturnValue:
    """Let everybody read the joint sheet."""
    award_id, version = _award_of(evaluation_sheet_id), version_of(request.form)
    publish_joint(unit_of_work(), site().catalog, actor(), evaluation_sheet_id, version=version)
    flash("合同の評価を公開しました。ほかの側にだけ書いたことは、公開されません。", "success")
    return redirect(url_for("evaluations.overview", award_id=award_id), 303)


@evaluations.get("/applications/<int:application_id>")
@signed_in
def earlier(application_id: int) -> ResponseReturnValue:
    """Show how the organisation's projects of the same course were evaluated so far (継続)."""
    session, who = unit_of_work().session, actor()
    application = load_for_staff(session, who, application_id)
    scheme = site().catalog.of(application.call.release)
    if not who.sits_anywhere(*OFFICE) and hides_any(scheme):
        raise NotFound  # it would tell a blind reviewer who applies
    found = earlier_evaluations(
        session, who, application.organisation_id, application.course_id, but=application_id
    )
    return render_template(
        "evaluation/earlier.html",
        application=application,
        sheets=[
            (award, one, TIME_NAMES[one.time], answers_of(one.answers)) for award, one in found
        ],
    )


@evaluations.get("/<int:award_id>/<time>/public")
@public
def published(award_id: int, time: str) -> ResponseReturnValue:
    """Show a published joint sheet to everybody."""
    award, text = public_evaluation(unit_of_work().session, award_id, _time(time))
    line = project_line(unit_of_work().session, site().catalog, award.application_id)
    evaluation = asked_of(site().catalog, award, _time(time))
    return render_template(
        "evaluation/public.html",
        award=award,
        line=line,
        time_name=TIME_NAMES[evaluation.time],
        evaluation=evaluation,
        text=text,
        items=[(item, text.answers.get(item, ItemAnswer(None))) for item in evaluation.items.value],
        goals=goals_of(unit_of_work().session, award_id),
    )
