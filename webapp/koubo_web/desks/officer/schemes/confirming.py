"""要確認 values of a working copy, confirmed one by one on a named source."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo.schemes.actions.scheme_files import confirm_mark
from koubo.schemes.file.confirming import marks_of
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.release_queries import confirmations, load_scheme_file
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, unit_of_work
from koubo_web.versions import version_of


@desk.get("/scheme-files/<int:file_id>/marks")
@seat(SeatKind.OFFICER)
def marks(file_id: int) -> ResponseReturnValue:
    """List what the city has yet to confirm, and what was confirmed by whom."""
    return _marks(file_id)


@desk.post("/scheme-files/<int:file_id>/marks")
@seat(SeatKind.OFFICER)
def confirm_one(file_id: int) -> ResponseReturnValue:
    """Confirm one value on a named source."""
    uow, who = unit_of_work(), actor()
    try:
        confirm_mark(
            uow,
            who,
            file_id,
            path=request.form.get("path", ""),
            source=_source(),
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _marks(file_id, wrong.problems), 422
    except Stale:
        uow.session.expire_all()
        return _marks(file_id, is_stale=True), 409
    flash("確認済みにしました。根拠と、確認した人を記録しました。", "success")
    return redirect(url_for("officer.marks", file_id=file_id), 303)


def _source() -> str:
    """Give what was typed at the value that was confirmed; each has a box of its own."""
    return request.form.get(f"source-{request.form.get('place', '')}", "")


def _marks(file_id: int, problems: Sequence[Problem] = (), *, is_stale: bool = False) -> str:
    session, who = unit_of_work().session, actor()
    copy = load_scheme_file(session, who, file_id)
    try:
        found = marks_of(copy.text)
        is_broken = False
    except BrokenSchemeFile:
        found, is_broken = (), True
    return render_template(
        "officer/schemes/marks.html",
        copy=copy,
        marks=found,
        is_broken=is_broken,
        is_stale=is_stale,
        confirmed=confirmations(session, who, copy.scheme_id),
        path=request.form.get("path", ""),
        source=_source(),
        problems=problems,
        errors=errors_by_field(problems),
    )
