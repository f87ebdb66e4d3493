"""A working copy of a scheme file: started, uploaded, typed, checked line by line, discarded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.history import steps_of
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo.proof.proving import Checked, check_file
from koubo.proof.reading import read_cases
from koubo.schemes.actions.scheme_files import (
    discard_scheme_file,
    replace_scheme_file,
    save_scheme_file,
    start_scheme_file,
    upload_scheme_file,
)
from koubo.schemes.explaining.differences import differences
from koubo.schemes.file.reading import BrokenSchemeFile, Complaint
from koubo.schemes.offering import offered
from koubo.schemes.release_models import SchemeFile
from koubo.schemes.release_queries import load_scheme_file
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.schemes.offered import is_same
from koubo_web.desks.officer.schemes.source_lines import differing_lines, shown_lines
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

NOTHING_CHOSEN = Problem("nothing_chosen", "入れ替えるファイルを選んでください。", "file")
TYPED_FIELD = {"file": "text", "cases_file": "cases"}


@dataclass(frozen=True)
class Typed:
    """What stands in the boxes of the page: as typed, or as saved."""

    text: str
    cases: str


@desk.post("/schemes/<scheme_id>/edit")
@seat(SeatKind.OFFICER)
def edit_scheme(scheme_id: str) -> ResponseReturnValue:
    """Start a working copy of the scheme that is offered."""
    file_id = start_scheme_file(unit_of_work(), site().catalog, actor(), scheme_id=scheme_id)
    flash("作業用の写しを作りました。版として公開するまで、募集には影響しません。", "success")
    return redirect(url_for("officer.scheme_file", file_id=file_id), 303)


@desk.get("/scheme-files/upload")
@seat(SeatKind.OFFICER)
def upload_page() -> ResponseReturnValue:
    """Ask for a scheme file."""
    return render_template("officer/schemes/upload.html", problems=(), errors={})


@desk.post("/scheme-files/upload")
@seat(SeatKind.OFFICER)
def upload_scheme() -> ResponseReturnValue:
    """Start a working copy from an uploaded file, broken or not."""
    try:
        file_id = upload_scheme_file(
            unit_of_work(), actor(), content=_sent("file"), cases=_sent("cases_file")
        )
    except Problems as wrong:
        return render_template(
            "officer/schemes/upload.html",
            problems=wrong.problems,
            errors=errors_by_field(wrong.problems),
        ), 422
    flash("制度ファイルを読み込みました。", "success")
    return redirect(url_for("officer.scheme_file", file_id=file_id), 303)


@desk.get("/scheme-files/<int:file_id>")
@seat(SeatKind.OFFICER)
def scheme_file(file_id: int) -> ResponseReturnValue:
    """Show a working copy with every complaint beside its line, and what its cases came to."""
    copy = load_scheme_file(unit_of_work().session, actor(), file_id)
    return _page(copy, Typed(copy.text, copy.cases))


@desk.post("/scheme-files/<int:file_id>")
@seat(SeatKind.OFFICER)
def save_copy(file_id: int) -> ResponseReturnValue:
    """Keep the copy as it is typed, or as chosen files have it, then check it."""
    typed = Typed(_lines("text"), _lines("cases"))
    uow, who = unit_of_work(), actor()
    try:
        if request.form.get("do") == "replace":
            _replace(file_id, typed)
        else:
            save_scheme_file(
                uow,
                who,
                file_id,
                text=typed.text,
                cases=typed.cases,
                version=version_of(request.form),
            )
    except Problems as wrong:
        return _page(load_scheme_file(uow.session, who, file_id), typed, wrong.problems), 422
    except Stale:
        uow.session.expire_all()
        copy = load_scheme_file(uow.session, who, file_id)
        return _page(copy, typed, is_stale=True), 409
    flash("保存して調べました。", "success")
    return redirect(url_for("officer.scheme_file", file_id=file_id), 303)


@desk.get("/scheme-files/<int:file_id>/discard")
@seat(SeatKind.OFFICER)
def discard_page(file_id: int) -> ResponseReturnValue:
    """Ask before a working copy leaves the list."""
    copy = load_scheme_file(unit_of_work().session, actor(), file_id)
    return render_template("officer/schemes/discard.html", copy=copy)


@desk.post("/scheme-files/<int:file_id>/discard")
@seat(SeatKind.OFFICER)
def discard_copy(file_id: int) -> ResponseReturnValue:
    """Take a working copy off the list."""
    discard_scheme_file(unit_of_work(), actor(), file_id, version=version_of(request.form))
    flash("作業用の写しを一覧から外しました。", "success")
    return redirect(url_for("officer.schemes"), 303)


def _sent(name: str) -> bytes:
    file = request.files.get(name)
    return file.stream.read() if file and file.filename else b""


def _lines(name: str) -> str:
    """Give a typed text with line breaks as files have them; browsers send two characters."""
    return request.form.get(name, "").replace("\r\n", "\n")


def _replace(file_id: int, typed: Typed) -> None:
    """Put the chosen files in place of the texts; what was typed beside them is kept as well."""
    content, cases = _sent("file"), _sent("cases_file")
    if not content and not cases:
        raise Problems([NOTHING_CHOSEN])
    sent = {name for name, found in (("file", content), ("cases_file", cases)) if found}
    try:
        replace_scheme_file(
            unit_of_work(),
            actor(),
            file_id,
            content=content or typed.text.encode(),
            cases=cases or typed.cases.encode(),
            version=version_of(request.form),
        )
    except Problems as wrong:
        raise Problems(
            one if one.field in sent else replace(one, field=TYPED_FIELD.get(one.field, ""))
            for one in wrong.problems
        ) from wrong


def _page(
    copy: SchemeFile, typed: Typed, problems: Sequence[Problem] = (), *, is_stale: bool = False
) -> str:
    session, catalog = unit_of_work().session, site().catalog
    checked = check_file(catalog, typed.text, typed.cases)
    in_cases = _case_complaints(typed.cases)
    base = offered(session, catalog).get(_scheme_id(checked, copy))
    changes: tuple[str, ...] | None = None
    if checked.scheme is not None and base is not None:
        changes = differences(base.scheme, checked.scheme)
    return render_template(
        "officer/schemes/file.html",
        copy=copy,
        typed=typed,
        checked=checked,
        blocks=shown_lines(typed.text, checked.complaints),
        wrong_lines={one.line for one in checked.complaints},
        case_blocks=shown_lines(typed.cases, in_cases),
        wrong_case_lines={one.line for one in in_cases},
        changes=changes,
        base=base,
        is_same=is_same(base, checked),
        stale_text=differing_lines(copy.text, typed.text) if is_stale else [],
        stale_cases=differing_lines(copy.cases, typed.cases) if is_stale else [],
        is_stale=is_stale,
        is_saved=typed == Typed(copy.text, copy.cases),
        timeline=timeline_of(steps_of(session, {SchemeFile: [copy.id]})),
        problems=problems,
        errors=errors_by_field(problems),
    )


def _case_complaints(cases: str) -> Sequence[Complaint]:
    """Give what is wrong with the golden cases as a file; what each of them says is their proof's."""
    if not cases:
        return ()
    try:
        read_cases(cases.encode(), lambda course_id: False)
    except BrokenSchemeFile as broken:
        return broken.complaints
    return ()


def _scheme_id(checked: Checked, copy: SchemeFile) -> str:
    return checked.scheme.id if checked.scheme is not None else copy.scheme_id
