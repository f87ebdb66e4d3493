"""The city's own people: who sits where, who holds which post, and handing all work over."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.calendar import day_in_japan, fiscal_year, fiscal_year_start
from koubo.people.actions.posts import add_department, record_post
from koubo.people.actions.staff import end_seat, give_seat, hand_over
from koubo.people.queries import departments
from koubo.people.rules import SEAT_NAMES, SeatKind
from koubo.people.staff_queries import handovers, posts, staff_member, staff_seat, staff_seats
from koubo.people.staff_schemas import (
    STAFF_SEATS,
    read_handing,
    read_last_day,
    read_post,
    read_seat,
)
from koubo.problems import Problem, Problems
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm, boxes, errors_by_field, posted
from koubo_web.forms.staff_forms import (
    DepartmentForm,
    HandingForm,
    LastDayForm,
    PostForm,
    SeatForm,
)
from koubo_web.requests import actor, now, unit_of_work

KINDS = [(one.value, SEAT_NAMES[one]) for one in STAFF_SEATS]


def _today() -> date:
    return day_in_japan(now())


@desk.get("/staff")
@seat(SeatKind.OFFICER)
def staff() -> ResponseReturnValue:
    """Show the seats in force and to come, the posts and the handovers."""
    return _list()


def _list(form: RawForm | None = None, problems: tuple[Problem, ...] = ()) -> str:
    session, who = unit_of_work().session, actor()
    return render_template(
        "officer/staff/staff.html",
        seats=[(one, SEAT_NAMES[one.kind]) for one in staff_seats(session, who, _today())],
        own_id=who.person_id,
        posts=posts(session, who),
        handovers=handovers(session, who),
        departments=[one.name for one in departments(session)],
        typed=form.typed if form else {},
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.post("/staff/departments")
@seat(SeatKind.OFFICER)
def add_department_of_city() -> ResponseReturnValue:
    """Add a 課."""
    form = posted(DepartmentForm, request.form)
    try:
        add_department(unit_of_work(), actor(), name=form.typed["department"])
    except Problems as found:
        return _list(form, found.problems), 422
    flash("担当課を加えました。", "success")
    return redirect(url_for("officer.staff"), 303)


@desk.get("/staff/seats/new")
@seat(SeatKind.OFFICER)
def new_seat() -> ResponseReturnValue:
    """Ask who is given which seat."""
    return _seat_page(SeatForm(data={"from_on": boxes(_today())}))


@desk.post("/staff/seats/new")
@seat(SeatKind.OFFICER)
def add_seat() -> ResponseReturnValue:
    """Give a seat."""
    form = posted(SeatForm, request.form)
    try:
        give_seat(unit_of_work(), actor(), seat=read_seat(form.typed))
    except Problems as found:
        return _seat_page(form, found.problems), 422
    flash("席を与えました。事務局職員の全員にメールで知らせます。", "success")
    return redirect(url_for("officer.staff"), 303)


def _seat_page(form: RawForm, problems: tuple[Problem, ...] = ()) -> str:
    found = departments(unit_of_work().session)
    return render_template(
        "officer/staff/seat.html",
        typed=form.typed,
        kinds=KINDS,
        departments=[(str(one.id), one.name) for one in found],
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/staff/seats/<int:seat_id>/end")
@seat(SeatKind.OFFICER)
def confirm_end_seat(seat_id: int) -> ResponseReturnValue:
    """Ask for the last day of a seat."""
    return _end_page(seat_id, LastDayForm(data={"last_day": boxes(_today())}))


@desk.post("/staff/seats/<int:seat_id>/end")
@seat(SeatKind.OFFICER)
def end_seat_of_staff(seat_id: int) -> ResponseReturnValue:
    """Let a seat end."""
    form = posted(LastDayForm, request.form)
    try:
        end_seat(unit_of_work(), actor(), seat_id, last_day=read_last_day(form.typed))
    except Problems as found:
        return _end_page(seat_id, form, found.problems), 422
    flash("席の最後の日を記録しました。", "success")
    return redirect(url_for("officer.staff"), 303)


def _end_page(seat_id: int, form: RawForm, problems: tuple[Problem, ...] = ()) -> str:
    found = staff_seat(unit_of_work().session, actor(), seat_id, _today())
    return render_template(
        "officer/staff/end_seat.html",
        seat=found,
        seat_name=SEAT_NAMES[found.kind],
        typed=form.typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/staff/posts/new")
@seat(SeatKind.OFFICER)
def new_post() -> ResponseReturnValue:
    """Ask who holds a post from when on."""
    title = request.args.get("title", "")
    return _post_page(PostForm(data={"title": title, "from_on": boxes(_next_april())}))


@desk.post("/staff/posts/new")
@seat(SeatKind.OFFICER)
def add_post() -> ResponseReturnValue:
    """Record a post's holder."""
    form = posted(PostForm, request.form)
    try:
        record_post(unit_of_work(), actor(), post=read_post(form.typed))
    except Problems as found:
        return _post_page(form, found.problems), 422
    flash("職の名前を記録しました。その日より前の通知書の名前は変わりません。", "success")
    return redirect(url_for("officer.staff"), 303)


def _post_page(form: RawForm, problems: tuple[Problem, ...] = ()) -> str:
    return render_template(
        "officer/staff/post.html",
        typed=form.typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/staff/<int:person_id>/hand-over")
@seat(SeatKind.OFFICER)
def handing_over(person_id: int) -> ResponseReturnValue:
    """Ask who goes on with somebody's work."""
    return _handing_page(person_id, HandingForm(data={"from_on": boxes(_next_april())}))


@desk.post("/staff/<int:person_id>/hand-over")
@seat(SeatKind.OFFICER)
def hand_work_over(person_id: int) -> ResponseReturnValue:
    """Hand all of somebody's work over."""
    form = posted(HandingForm, request.form)
    try:
        moved = hand_over(unit_of_work(), actor(), person_id, handing=read_handing(form.typed))
    except Problems as found:
        return _handing_page(person_id, form, found.problems), 422
    flash(f"引継ぎを記録しました（席 {moved}つ）。仕事は後任の方に移ります。", "success")
    return redirect(url_for("officer.staff"), 303)


def _handing_page(person_id: int, form: RawForm, problems: tuple[Problem, ...] = ()) -> str:
    seats = staff_member(unit_of_work().session, actor(), person_id, _today())
    return render_template(
        "officer/staff/handing.html",
        seats=[(one, SEAT_NAMES[one.kind]) for one in seats],
        typed=form.typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


def _next_april() -> date:
    """Most people change on 1 April; the day can be changed."""
    return fiscal_year_start(fiscal_year(_today()) + 1)
