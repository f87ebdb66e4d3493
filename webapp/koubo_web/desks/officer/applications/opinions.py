"""Departments' opinions at the officer's desk: asked for, counted, and read."""

from collections.abc import Collection, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import FormField, StringField

from koubo.applications.actions.opinions import ask_opinions
from koubo.applications.opinion_schemas import read_opinion_request
from koubo.applications.opinion_sheets import opinion_sheet
from koubo.applications.queries.in_full import proposal_in_full
from koubo.applications.queries.opinions import (
    PAGE,
    candidates,
    count_opinions,
    opinions_of_call,
    suggested_department,
)
from koubo.calendar import day_in_japan
from koubo.people.queries import departments
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm, errors_by_field
from koubo_web.forms.filing_form import DateBoxes
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.workbook_answer import workbook_answer


class AskForm(RawForm):
    """Which department is asked, until when, and what it should look at."""

    department_id = StringField()
    due_on = FormField(DateBoxes)
    note = StringField()


@desk.get("/calls/<int:call_id>/opinions")
@seat(SeatKind.OFFICER)
def opinions(call_id: int) -> ResponseReturnValue:
    """Show how many opinions each department owes, and ask for more."""
    return _call_page(call_id, AskForm(), request.args)


@desk.post("/calls/<int:call_id>/opinions")
@seat(SeatKind.OFFICER)
def ask_department(call_id: int) -> ResponseReturnValue:
    """Ask a department about all the applications that were ticked."""
    form = AskForm(formdata=request.form)
    chosen = request.form.getlist("applications", type=int)
    load_call(unit_of_work().session, actor(), call_id)
    try:
        count = _ask(form, chosen)
    except Problems as wrong:
        return _call_page(call_id, form, request.form, wrong.problems), 422
    flash(f"{count}件の応募について意見を依頼しました。担当課にメールで知らせます。", "success")
    return redirect(url_for("officer.opinions", call_id=call_id), 303)


@desk.get("/applications/<int:application_id>/opinion")
@seat(SeatKind.OFFICER)
def opinion_request(application_id: int) -> ResponseReturnValue:
    """Ask which department is to give its opinion on an application."""
    return _page(application_id, AskForm())


@desk.post("/applications/<int:application_id>/opinion")
@seat(SeatKind.OFFICER)
def ask_opinion(application_id: int) -> ResponseReturnValue:
    """Ask a department about one application."""
    form = AskForm(formdata=request.form)
    try:
        _ask(form, [application_id])
    except Problems as wrong:
        return _page(application_id, form, wrong.problems), 422
    flash("担当課に意見を依頼しました。メールで知らせます。", "success")
    to = url_for("officer.application", application_id=application_id, _anchor="opinions")
    return redirect(to, 303)


@desk.get("/calls/<int:call_id>/opinions/<int:department_id>/sheet")
@seat(SeatKind.OFFICER)
def opinion_workbook(call_id: int, department_id: int) -> ResponseReturnValue:
    """Give the sheet for a department that has no account."""
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    asked = opinions_of_call(session, who, call_id, department_id)
    if not asked:
        raise NotFound
    name = asked[0].department
    sheet = opinion_sheet(site().catalog.of(call.release), asked, name)
    return workbook_answer([sheet], f"意見書 {name} {call.title}")


def _ask(form: AskForm, application_ids: Collection[int]) -> int:
    wanted = read_opinion_request(form.typed)
    return ask_opinions(unit_of_work(), actor(), application_ids, wanted)


def _page(application_id: int, form: AskForm, problems: Sequence[Problem] = ()) -> str:
    session = unit_of_work().session
    found = proposal_in_full(session, site().catalog, actor(), application_id)
    named = suggested_department(site().catalog, found.filing.application, found.snapshot)
    choices = [(one.id, one.name) for one in departments(session)]
    suggested = next((number for number, name in choices if name == named), "")
    return render_template(
        "officer/opinion_request.html",
        application=found.filing.application,
        form=form,
        departments=choices,
        named=named,
        chosen=form.department_id.data or suggested,
        problems=problems,
        errors=errors_by_field(problems),
    )


def _call_page(
    call_id: int, form: AskForm, sent: MultiDict[str, str], problems: Sequence[Problem] = ()
) -> str:
    session, who = unit_of_work().session, actor()
    call = load_call(session, who, call_id)
    after = request.args.get("after", "")[:50]
    rows = candidates(session, site().catalog, who, call, after=after, limit=PAGE + 1)
    shown, next_url = one_page(
        rows,
        PAGE,
        lambda last: url_for("officer.opinions", call_id=call_id, after=last.receipt_number),
    )
    choices = [(one.id, one.name) for one in departments(session)]
    wanted = sent.get("department_id", type=int)
    name = next((text for number, text in choices if number == wanted), "")
    ticked = set(sent.getlist("applications", type=int))
    if problems == () and name:  # those that suggest themselves are ticked first
        ticked = {one.id for one in shown if one.department == name}
    return render_template(
        "officer/opinions.html",
        call=call,
        counts=count_opinions(session, who, day_in_japan(now()), call_ids=[call_id]),
        listed=shown,
        ticked=ticked,
        departments=choices,
        wanted=wanted or "",
        form=form,
        next_url=next_url,
        problems=problems,
        errors=errors_by_field(problems),
    )
