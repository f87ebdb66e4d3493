"""The days of the public presentation: which there are for a stage, making and changing one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import JST
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.review.days.actions.timetable import change_day, make_day
from koubo.review.days.models import PresentationDay
from koubo.review.days.queries import day_counts, day_view, days_of, seats_counted, unplaced_in
from koubo.review.days.rules import needed
from koubo.review.days.schemas import read_day
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.schemes.review_words import Stage
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.review.panel_forms import numbers_of
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

PREFILLED = ("talk_minutes", "question_minutes", "marking_minutes")
USUAL = {"talk_minutes": 10, "question_minutes": 5, "marking_minutes": 2}
"""Where the scheme says nothing: shown as a proposal to be confirmed, never computed with."""


@desk.get("/calls/<int:call_id>/review/<stage_id>/presentations")
@seat(SeatKind.OFFICER)
def presentations(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show the days of a stage, and a form for another one."""
    return _list_page(call_id, stage_id, None, ())


@desk.post("/calls/<int:call_id>/review/<stage_id>/presentations")
@seat(SeatKind.OFFICER)
def make_presentation(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Make a day with the applications that were ticked."""
    try:
        day_id = make_day(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            stage_id,
            typed=read_day(typed_day()),
            application_ids=ticked(),
        )
    except Problems as raised:
        return _list_page(call_id, stage_id, typed_day(), raised.problems), 422
    flash("開催日を作りました。順番と時刻を確かめてください。", "success")
    return redirect(url_for("officer.presentation", day_id=day_id), 303)


@desk.get("/presentations/<int:day_id>/edit")
@seat(SeatKind.OFFICER)
def edit_presentation(day_id: int) -> ResponseReturnValue:
    """Show the form in which a day is changed."""
    view = day_view(unit_of_work().session, site().catalog, actor(), day_id)
    return _edit_page(day_id, kept_day(view.day), ())


@desk.post("/presentations/<int:day_id>/edit")
@seat(SeatKind.OFFICER)
def save_presentation(day_id: int) -> ResponseReturnValue:
    """Change when, where and how long; all times follow."""
    try:
        change_day(
            unit_of_work(),
            site().catalog,
            actor(),
            day_id,
            typed=read_day(typed_day()),
            version=version_of(request.form),
        )
    except Problems as raised:
        return _edit_page(day_id, typed_day(), raised.problems), 422
    flash("開催日を変えました。時刻はすべて計算し直しています。", "success")
    return redirect(url_for("officer.presentation", day_id=day_id), 303)


def ticked() -> set[int]:
    """Give the applications that were ticked."""
    return numbers_of(request.form.getlist("applications"))


def typed_day() -> dict[str, Any]:
    """Give what was typed into the form of a day."""
    names = ("starts", "place", *PREFILLED, "quorum")
    typed: dict[str, Any] = {name: request.form.get(name, "") for name in names}
    boxes = ("year", "month", "day")
    return typed | {"held_on": {one: request.form.get(f"held_on-{one}", "") for one in boxes}}


def kept_day(day: PresentationDay) -> dict[str, Any]:
    """Give a day as the texts of its form."""
    return {
        "held_on": day.held_on,
        "starts": f"{day.starts_at.astimezone(JST):%H:%M}",
        "place": day.place,
        "talk_minutes": str(day.talk_minutes),
        "question_minutes": str(day.question_minutes),
        "marking_minutes": str(day.marking_minutes),
        "quorum": "" if day.quorum is None else str(day.quorum),
    }


def proposed_day(stage: Stage, members: int) -> tuple[dict[str, Any], list[str]]:
    """Give the form of a new day as the scheme fills it, and what the scheme leaves open."""
    found: dict[str, Any] = {"held_on": {}, "starts": "13:00", "place": ""}
    open_points = []
    names = {"talk_minutes": "発表", "question_minutes": "質疑", "marking_minutes": "採点"}
    for field, usual in USUAL.items():
        declared = getattr(stage, field)
        found[field] = str(declared.value if declared else usual)
        if declared is None:
            open_points.append(f"{names[field]}の分数は制度に定めがありません（要確認）。")
        elif declared.to_confirm:
            open_points.append(f"{names[field]}の分数：{declared.to_confirm}（要確認）")
    found["quorum"] = str(needed(stage.quorum.value, members)) if stage.quorum else ""
    if stage.quorum is None:
        open_points.append(
            "定足数は制度に定めがありません（要確認）。要綱を確かめて入力してください。"
        )
    return found, open_points


def _list_page(
    call_id: int, stage_id: str, typed: dict[str, Any] | None, problems: tuple[Problem, ...]
) -> str:
    session, catalog, who = unit_of_work().session, site().catalog, actor()
    call = load_reviewed_call(session, who, call_id)
    stage = stage_of(catalog.of(call.release), stage_id)
    days = days_of(session, call_id, stage_id)
    proposed, open_points = proposed_day(stage, seats_counted(session, call_id, stage_id))
    free = unplaced_in(session, catalog, who, call, stage_id)
    return render_template(
        "officer/presentations.html",
        call=call,
        stage=stage,
        days=days,
        counts=day_counts(session, days),
        free=free,
        ticked=ticked() if typed else {one.id for one in free},
        typed=typed or proposed,
        open_points=open_points,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )


def _edit_page(day_id: int, typed: dict[str, Any], problems: tuple[Problem, ...]) -> str:
    view = day_view(unit_of_work().session, site().catalog, actor(), day_id)
    return render_template(
        "officer/presentation_edit.html",
        view=view,
        typed=typed,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
