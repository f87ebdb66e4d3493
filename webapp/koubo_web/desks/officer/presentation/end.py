"""How complete the day is, and its end: remarks, the chair's signature, the minutes, closing."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.papers.day_papers import minutes_pdf
from koubo.people.rules import SeatKind
from koubo.review.days.actions.signing import SIGNERS, close_day, note_remarks, note_signature
from koubo.review.days.missing import MARK_NAMES, CellMark, day_grid, present
from koubo.review.days.queries import day_view, members_counted, sittings
from koubo.review.days.result import result_of, signature_holds
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.presentation.minutes import minutes_of
from koubo_web.desks.officer.review.panel_forms import numbers_of
from koubo_web.printing import pdf_answer
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

MARK_TONES = {
    CellMark.NONE: "grey",
    CellMark.UNDECLARED: "yellow",
    CellMark.NOTHING: "neutral",
    CellMark.BEGUN: "blue",
    CellMark.PAPER: "yellow",
    CellMark.HANDED_IN: "green",
    CellMark.RECUSED: "grey",
    CellMark.ABSENT: "grey",
    CellMark.REPLACED: "grey",
}
NOTES_LENGTH = 4000


@desk.get("/presentations/<int:day_id>/progress")
@seat(SeatKind.OFFICER)
def presentation_progress(day_id: int) -> ResponseReturnValue:
    """Show application by seat how far each sheet is; renewed by itself, without any score."""
    session = unit_of_work().session
    view = day_view(session, site().catalog, actor(), day_id)
    grid = day_grid(session, actor(), view.day)
    members = [one.sitting for one in grid.seats]
    return render_template(
        "officer/presentation_progress.html",
        view=view,
        grid=grid,
        names=MARK_NAMES,
        tones=MARK_TONES,
        present=present(members, now()),
        counted=members_counted(members),
        now=now(),
    )


@desk.get("/presentations/<int:day_id>/finish")
@seat(SeatKind.OFFICER)
def presentation_finish(day_id: int) -> ResponseReturnValue:
    """Show what is left to do at the end of the day."""
    session = unit_of_work().session
    view = day_view(session, site().catalog, actor(), day_id)
    members = sittings(session, view.day)
    result = result_of(session, actor(), view.day.call_id, view.day.stage_id)
    return render_template(
        "officer/presentation_finish.html",
        view=view,
        result=result,
        holds=signature_holds(view.day, result),
        signers=[one for one in members if one.role in SIGNERS],
        signed_by=next((one for one in members if one.member_id == view.day.signed_by), None),
        present=max(
            (present(members, one.place.began_at) for one in view.talks if one.place.began_at),
            default=present(members, now()),
        ),
        notes_length=NOTES_LENGTH,
    )


@desk.post("/presentations/<int:day_id>/remarks")
@seat(SeatKind.OFFICER)
def note_presentation_remarks(day_id: int) -> ResponseReturnValue:
    """Keep the remarks for the minutes."""
    notes = request.form.get("notes", "").replace("\r\n", "\n")[:NOTES_LENGTH]
    note_remarks(unit_of_work(), actor(), day_id, notes=notes, version=version_of(request.form))
    flash("意見・特記事項を保存しました。", "success")
    return _back(day_id)


@desk.post("/presentations/<int:day_id>/signature")
@seat(SeatKind.OFFICER)
def note_presentation_signature(day_id: int) -> ResponseReturnValue:
    """Note that the chair signed the result on paper."""
    members = numbers_of(request.form.getlist("member")[:1])
    note_signature(
        unit_of_work(),
        actor(),
        day_id,
        member_id=min(members, default=0),
        digest=request.form.get("digest", ""),
        version=version_of(request.form),
    )
    flash("紙の署名を記録しました。", "success")
    return _back(day_id)


@desk.get("/presentations/<int:day_id>/close")
@seat(SeatKind.OFFICER)
def confirm_closing_presentation(day_id: int) -> ResponseReturnValue:
    """Say what closing does, and what has not come in yet, before it is done."""
    session = unit_of_work().session
    view = day_view(session, site().catalog, actor(), day_id)
    if view.day.closed_at:
        return _back(day_id)
    return render_template(
        "officer/presentation_close.html",
        view=view,
        awaited=day_grid(session, actor(), view.day).awaited(),
    )


@desk.post("/presentations/<int:day_id>/close")
@seat(SeatKind.OFFICER)
def close_presentation(day_id: int) -> ResponseReturnValue:
    """Close the day: no card opens anything any more."""
    close_day(unit_of_work(), actor(), day_id, version=version_of(request.form))
    flash("開催日を閉じました。カードは使えなくなりました。", "success")
    return _back(day_id)


@desk.get("/presentations/<int:day_id>/minutes")
@seat(SeatKind.OFFICER)
def presentation_minutes(day_id: int) -> Response:
    """Give the minutes as a PDF: for the file with names, or without names and scores."""
    is_public = request.args.get("for") == "public"
    session = unit_of_work().session
    view = day_view(session, site().catalog, actor(), day_id)
    result = result_of(session, actor(), view.day.call_id, view.day.stage_id)
    minutes = minutes_of(view, sittings(session, view.day), result, is_public=is_public)
    ending = "公表用" if is_public else "事務局用"
    return pdf_answer(minutes_pdf(minutes), f"議事録 {view.day.held_on:%Y%m%d} {ending}")


def _back(day_id: int) -> ResponseReturnValue:
    return redirect(url_for("officer.presentation_finish", day_id=day_id), 303)
