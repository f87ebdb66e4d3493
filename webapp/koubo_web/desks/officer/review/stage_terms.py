"""The sheets of a stage as officers run them: the day, newer papers, files kept back, booklets."""

from collections.abc import Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FormField, StringField

from koubo.calendar import JST
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.review.actions.reopening import reopen_sheet
from koubo.review.actions.terms import keep_file_from_reviewers, move_to_newest, set_due
from koubo.review.blind import hides_organisation
from koubo.review.queries.sheet_office import SheetInOffice, sheet_in_office
from koubo.review.queries.terms import StageSheets, stage_sheets_page
from koubo.review.terms_schemas import read_due, read_reopening
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm, errors_by_field, posted
from koubo_web.forms.filing_form import DateBoxes
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

MOVED_ON = "ほかの人が先に提出期限を変えています。いまの期限を確かめて、もう一度入力してください。"


class DueForm(RawForm):
    """A day and an hour, as they were typed."""

    due_on = FormField(DateBoxes)
    due_time = StringField()


class ReopeningForm(DueForm):
    """Why a sheet is scored again, and until when."""

    reason = StringField()


@desk.get("/calls/<int:call_id>/review/<stage_id>/sheets")
@seat(SeatKind.OFFICER)
def stage_terms(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Show until when a stage's sheets are asked for, and what is to be decided about them."""
    found = _found(call_id, stage_id)
    return _page(found, _due_form(found.time.due_at))


@desk.post("/calls/<int:call_id>/review/<stage_id>/sheets")
@seat(SeatKind.OFFICER)
def save_stage_terms(call_id: int, stage_id: str) -> ResponseReturnValue:
    """Set, move or lift the day."""
    form = posted(DueForm, request.form)
    try:
        set_due(
            unit_of_work(),
            site().catalog,
            actor(),
            call_id,
            stage_id=stage_id,
            due_at=read_due(form.typed),
            seen=_seen(request.form.get("seen", "")),
        )
    except Problems as wrong:
        return _page(_found(call_id, stage_id), form, wrong.problems), 422
    except Refused as refused:
        problems = (Problem("refused", refused.message, "due_on"),)
        return _page(_found(call_id, stage_id), form, problems), 409
    except Stale:
        problems = (Problem("stale", MOVED_ON, "due_on"),)
        return _page(_found(call_id, stage_id), form, problems), 409
    flash(
        "審査票の提出期限を保存しました。未提出の審査票がある委員にメールで知らせます。", "success"
    )
    return _back(call_id, stage_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/sheets/newest/<int:application_id>")
@seat(SeatKind.OFFICER)
def move_sheets(call_id: int, stage_id: str, application_id: int) -> ResponseReturnValue:
    """Let the open sheets for one application look at what was handed in last."""
    moved = move_to_newest(
        unit_of_work(),
        site().catalog,
        actor(),
        call_id,
        stage_id=stage_id,
        application_id=application_id,
    )
    flash(
        f"書きかけの審査票 {moved}件を、訂正後の内容に替えました。委員にメールで知らせます。",
        "success",
    )
    return _back(call_id, stage_id)


@desk.post("/calls/<int:call_id>/review/<stage_id>/sheets/files/<int:attachment_id>")
@seat(SeatKind.OFFICER)
def keep_file_back(call_id: int, stage_id: str, attachment_id: int) -> ResponseReturnValue:
    """Keep a file from the reviewers, or show it to them again."""
    is_kept = request.form.get("do") == "keep"
    keep_file_from_reviewers(
        unit_of_work(),
        site().catalog,
        actor(),
        call_id,
        attachment_id=attachment_id,
        is_kept=is_kept,
    )
    flash(
        "このファイルを委員に見せないようにしました。"
        if is_kept
        else "このファイルを委員に見せます。",
        "success",
    )
    return _back(call_id, stage_id)


@desk.get("/calls/<int:call_id>/review/<stage_id>/sheets/<int:review_id>/reopen")
@seat(SeatKind.OFFICER)
def confirm_reopen(call_id: int, stage_id: str, review_id: int) -> ResponseReturnValue:
    """Ask why a sheet that is in is to be scored again."""
    return _reopen_page(_sheet(call_id, stage_id, review_id), ReopeningForm())


@desk.post("/calls/<int:call_id>/review/<stage_id>/sheets/<int:review_id>/reopen")
@seat(SeatKind.OFFICER)
def reopen(call_id: int, stage_id: str, review_id: int) -> ResponseReturnValue:
    """Give a sheet back to its reviewer."""
    found = _sheet(call_id, stage_id, review_id)
    form = posted(ReopeningForm, request.form)
    try:
        reason, until = read_reopening(form.typed)
        reopen_sheet(
            unit_of_work(),
            site().catalog,
            actor(),
            review_id,
            reason=reason,
            until=until,
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _reopen_page(found, form, wrong.problems), 422
    except Refused as refused:
        problems = (Problem("refused", refused.message, "reason"),)
        return _reopen_page(_sheet(call_id, stage_id, review_id), form, problems), 409
    flash(f"{found.reviewer}に審査票を戻しました。メールで知らせます。", "success")
    return redirect(
        url_for(
            "officer.review_working",
            call_id=call_id,
            stage_id=stage_id,
            application_id=found.application_id,
        ),
        303,
    )


def _found(call_id: int, stage_id: str) -> StageSheets:
    return stage_sheets_page(
        unit_of_work().session, site().catalog, actor(), call_id, stage_id, now()
    )


def _sheet(call_id: int, stage_id: str, review_id: int) -> SheetInOffice:
    return sheet_in_office(
        unit_of_work().session, site().catalog, actor(), call_id, stage_id, review_id
    )


def _back(call_id: int, stage_id: str) -> ResponseReturnValue:
    return redirect(url_for("officer.stage_terms", call_id=call_id, stage_id=stage_id), 303)


def _due_form(due_at: datetime | None) -> DueForm:
    if due_at is None:
        return DueForm()
    local = due_at.astimezone(JST)
    boxes = {"year": str(local.year), "month": str(local.month), "day": str(local.day)}
    return DueForm(data={"due_on": boxes, "due_time": f"{local:%H:%M}"})


def _seen(text: str) -> datetime | None:
    """Give the day that the page showed; one that nobody can have seen counts as stale."""
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        raise Stale from None


def _page(found: StageSheets, form: RawForm, problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "officer/stage_terms.html",
        found=found,
        call=found.call,
        stage=found.stage,
        form=form,
        is_open=found.time.is_running and not found.time.is_concluded,
        nameless=hides_organisation(found.stage),
        problems=problems,
        errors=errors_by_field(problems),
    )


def _reopen_page(found: SheetInOffice, form: RawForm, problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "officer/sheet_reopen.html",
        found=found,
        form=form,
        problems=problems,
        errors=errors_by_field(problems),
    )
