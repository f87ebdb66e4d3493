"""One presentation day: its timetable, put in order, told to the groups, and printed."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import JST, format_date
from koubo.papers.day_papers import TimetableLine, timetable_pdf
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo.review.days.actions.order import (
    Order,
    add_pause,
    add_talks,
    mark_away,
    move_slot,
    put_in_order,
    take_out,
)
from koubo.review.days.actions.telling import tell_times
from koubo.review.days.policy import load_day
from koubo.review.days.queries import DayView, SlotLine, day_view, unplaced
from koubo.review.days.rules import AWAY_NAMES, SLOT_KIND_NAMES, Away, SlotKind
from koubo.review.days.schemas import read_pause
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.presentation.days import ticked
from koubo_web.printing import pdf_answer
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

NO_BUTTON = "何をするかが選ばれていません。ページのボタンから操作してください。"
PAUSES = [(one.value, SLOT_KIND_NAMES[one]) for one in (SlotKind.BREAK, SlotKind.DELIBERATION)]


@desk.get("/presentations/<int:day_id>")
@seat(SeatKind.OFFICER)
def presentation(day_id: int) -> ResponseReturnValue:
    """Show a day's timetable with all that can be done about it."""
    return _page(day_id, ())


@desk.post("/presentations/<int:day_id>/order")
@seat(SeatKind.OFFICER)
def order_presentations(day_id: int) -> ResponseReturnValue:
    """Put the talks in the order of the receipt numbers, or draw lots."""
    load_day(unit_of_work().session, actor(), day_id)
    chosen = request.form.get("do", "")
    if chosen not in list(Order):
        raise Refused(NO_BUTTON)
    put_in_order(
        unit_of_work(), actor(), day_id, by=Order(chosen), version=version_of(request.form)
    )
    drawn = "抽選で順番を決めました。" if chosen == Order.LOT else "受付番号の順にしました。"
    flash(drawn, "success")
    return _back(day_id)


@desk.post("/presentations/<int:day_id>/slots/<int:slot_id>")
@seat(SeatKind.OFFICER)
def change_slot(day_id: int, slot_id: int) -> ResponseReturnValue:
    """Move a place up or down, take it out, or note that its group does not come."""
    do, version = request.form.get("do", ""), version_of(request.form)
    work, who = unit_of_work(), actor()
    load_day(work.session, who, day_id)
    if do in ("up", "down"):
        move_slot(work, who, day_id, slot_id, down=do == "down", version=version)
    elif do == "remove":
        take_out(work, who, day_id, slot_id, version=version)
    elif do in [*Away, "comes"]:
        away = None if do == "comes" else Away(do)
        keeps = request.form.get("keeps_time") == "yes"
        mark_away(work, who, day_id, slot_id, away=away, keeps_time=keeps, version=version)
    else:
        raise Refused(NO_BUTTON)
    return _back(day_id, f"slot-{slot_id}")


@desk.post("/presentations/<int:day_id>/pauses")
@seat(SeatKind.OFFICER)
def add_presentation_pause(day_id: int) -> ResponseReturnValue:
    """Put a break or a deliberation into the timetable."""
    kind = request.form.get("kind", "")
    try:
        if kind not in dict(PAUSES):
            raise Problems([Problem("kind", "種類を選んでください。", "kind")])
        title = request.form.get("title", "").strip() or SLOT_KIND_NAMES[SlotKind(kind)]
        title, minutes = read_pause({**request.form, "title": title})
        add_pause(
            unit_of_work(),
            actor(),
            day_id,
            kind=SlotKind(kind),
            title=title,
            minutes=minutes,
            version=version_of(request.form),
        )
    except Problems as raised:
        return _page(day_id, raised.problems), 422
    return _back(day_id)


@desk.post("/presentations/<int:day_id>/talks")
@seat(SeatKind.OFFICER)
def add_presentation_talks(day_id: int) -> ResponseReturnValue:
    """Put applications that have no place yet at the end."""
    add_talks(
        unit_of_work(),
        site().catalog,
        actor(),
        day_id,
        application_ids=ticked(),
        version=version_of(request.form),
    )
    return _back(day_id)


@desk.post("/presentations/<int:day_id>/tell")
@seat(SeatKind.OFFICER)
def tell_presentation(day_id: int) -> ResponseReturnValue:
    """Mail the groups that do not know of their time as it is now."""
    told = tell_times(
        unit_of_work(), site().catalog, actor(), day_id, version=version_of(request.form)
    )
    flash(f"{told}団体に発表の日時をお知らせしました。", "success")
    return _back(day_id)


@desk.get("/presentations/<int:day_id>/timetable")
@seat(SeatKind.OFFICER)
def print_timetable(day_id: int) -> Response:
    """Give the timetable as a PDF for the wall."""
    view = _view(day_id)
    day = view.day
    printed = timetable_pdf(
        [printed_line(one) for one in view.lines],
        title=f"{view.stage.title}　時間割",
        day=day.held_on,
        items=(
            ("日時", f"{format_date(day.held_on)}　{day.starts_at.astimezone(JST):%H:%M}から"),
            ("会場", day.place or "（未定）"),
        ),
    )
    return pdf_answer(printed, f"時間割 {day.held_on:%Y%m%d}")


def printed_line(line: SlotLine) -> TimetableLine:
    """Give a line as it is printed."""
    return TimetableLine(
        time=times_told(line),
        title=line.title,
        organisation=line.organisation,
        note=AWAY_NAMES[line.place.away] if line.place.away else "",
        is_talk=line.is_talk,
    )


def times_told(line: SlotLine) -> str:
    """Give from when to when a line is, in Japan."""
    return f"{line.begins.astimezone(JST):%H:%M}〜{line.ends.astimezone(JST):%H:%M}"


def _view(day_id: int) -> DayView:
    return day_view(unit_of_work().session, site().catalog, actor(), day_id)


def _back(day_id: int, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("officer.presentation", day_id=day_id, _anchor=anchor), 303)


def _page(day_id: int, problems: tuple[Problem, ...]) -> str:
    view = _view(day_id)
    day = view.day
    return render_template(
        "officer/presentation.html",
        view=view,
        free=unplaced(unit_of_work().session, site().catalog, actor(), day.call_id, day.stage_id),
        times=times_told,
        away_names=AWAY_NAMES,
        pauses=PAUSES,
        typed=request.form,
        problems=problems,
        errors={one.field: one.message for one in problems},
    )
