"""The reviewer's own note: a field of their sheet, and a small form of its own once that is in."""

from collections.abc import Mapping

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from koubo.calendar import JST
from koubo.people.rules import SeatKind
from koubo.problems import Problems, Stale
from koubo.review.actions.notes import NoteInput, save_note
from koubo.review.schemas import read_note
from koubo_web.access import seat
from koubo_web.desks.reviewer.desk import desk
from koubo_web.desks.reviewer.sheet_page import (
    NOTE,
    NOTE_VERSION,
    Shown,
    own,
    sheet_page,
    stale_page,
)
from koubo_web.forms.seen import page_of
from koubo_web.requests import actor, now, unit_of_work
from koubo_web.versions import version_of

OVERTAKEN = (
    "ほかの画面で先にメモを保存しています。ここで入力した内容は、この画面に残っています。"
    "「メモを保存する」を押すと、両方を見比べられます。"
)


@desk.post("/reviews/<int:review_id>/note")
@seat(SeatKind.REVIEWER)
def keep_note(review_id: int) -> ResponseReturnValue:
    """Keep the note beside a sheet that cannot be written in."""
    typed = {NOTE: request.form.get(NOTE, "")}
    try:
        _save(review_id)
    except Problems as raised:
        return sheet_page(own(review_id), Shown(typed, raised.problems)), 422
    except Stale:
        return stale_page(review_id, typed), 409
    flash("メモを保存しました。", "success")
    return redirect(url_for("reviewer.sheet", review_id=review_id), 303)


@desk.post("/reviews/<int:review_id>/note/autosave")
@seat(SeatKind.REVIEWER)
def autosave_note(review_id: int) -> ResponseReturnValue:
    """Keep the note while the reviewer goes on; static/js/autosave.js asks for it."""
    try:
        version = _save(review_id)
    except Problems as raised:
        return jsonify(message="　".join(one.message for one in raised.problems)), 422
    except Stale:
        return jsonify(message=OVERTAKEN), 409
    return jsonify(
        message=f"{now().astimezone(JST):%H:%M}にメモを保存しました",
        fields={NOTE_VERSION: str(version)},
    )


def note_of(posted: Mapping[str, str]) -> NoteInput | None:
    """Give the note that a sheet's page sent; None where it had no field for one.

    :raises Problems: where it is too long
    """
    if NOTE not in posted:
        return None
    version = version_of(MultiDict({"version": posted.get(NOTE_VERSION, "")}))
    return NoteInput(read_note(NOTE, posted[NOTE]), version)


def _save(review_id: int) -> int:
    own(review_id)
    note = note_of({NOTE: ""} | dict(request.form.items()))
    assert note is not None
    return save_note(unit_of_work(), actor(), review_id, note, page=page_of(request.form))
