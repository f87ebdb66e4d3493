"""The city's own Word forms for its letters: one page for each kind, with every version."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.notices.actions.word_forms import NO_FILE, keep_letter_form, retire_letter_form
from koubo.award.notices.samples import sample_letter
from koubo.award.notices.word_forms import (
    WORD_NAMES,
    form_lines,
    load_form,
    word_bytes,
    word_form_contents,
)
from koubo.papers.word_letters import LETTER_LISTS, starter_form
from koubo.people.rules import SeatKind
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.letters import ISSUED, LETTER_NAMES, LetterKind
from koubo.schemes.offering import offered
from koubo.schemes.rules import Scheme
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.stored_files import made_answer, stored_answer


@desk.get("/schemes/<scheme_id>/letter-forms")
@seat(SeatKind.OFFICER)
def letter_forms(scheme_id: str) -> ResponseReturnValue:
    """List the kinds of letters, and whose form each is written in; or show one kind."""
    scheme = _scheme(scheme_id)
    if "kind" in request.args:
        return _page(scheme, _kind(request.args["kind"]))
    lines = form_lines(unit_of_work().session, actor(), scheme_id)
    used = {one.kind: one for one in lines if one.is_used}
    return render_template(
        "officer/grants/letter_forms.html",
        scheme=scheme,
        kinds=[(kind.value, LETTER_NAMES[kind], used.get(kind)) for kind in ISSUED],
    )


@desk.post("/schemes/<scheme_id>/letter-forms")
@seat(SeatKind.OFFICER)
def keep_form(scheme_id: str) -> ResponseReturnValue:
    """Take a form in, if all that stands in it is known."""
    scheme, kind = _scheme(scheme_id), _kind(request.form.get("kind", ISSUED[0].value))
    sent = request.files.get("file")
    try:
        if sent is None:
            raise Problems([Problem("letter_form", NO_FILE, "file")])
        keep_letter_form(
            unit_of_work(),
            site().files,
            actor(),
            scheme_id=scheme_id,
            kind=kind,
            name=sent.filename or "",
            stream=sent.stream,
        )
    except Problems as found:
        return _page(scheme, kind, found.problems), 422
    flash("様式を登録しました。これから作るWordの通知書に使います。", "success")
    return redirect(_url(scheme_id, kind), 303)


@desk.get("/schemes/<scheme_id>/letter-forms/starter.docx")
@seat(SeatKind.OFFICER)
def starter(scheme_id: str) -> ResponseReturnValue:
    """Give a form to begin from."""
    _scheme(scheme_id)
    name = LETTER_NAMES[_kind(request.args.get("kind", ISSUED[0].value))]
    return made_answer(starter_form(name), f"ひな形_{name}.docx")


@desk.get("/schemes/<scheme_id>/letter-forms/<int:form_id>.docx")
@seat(SeatKind.OFFICER)
def letter_form_file(scheme_id: str, form_id: int) -> ResponseReturnValue:
    """Give a version as it was uploaded."""
    found = load_form(unit_of_work().session, actor(), scheme_id, form_id)
    return stored_answer(site().files, found.key, found.name)


@desk.get("/schemes/<scheme_id>/letter-forms/<int:form_id>/sample.docx")
@seat(SeatKind.OFFICER)
def letter_form_sample(scheme_id: str, form_id: int) -> ResponseReturnValue:
    """Give a version filled with a made-up letter."""
    scheme, session = _scheme(scheme_id), unit_of_work().session
    found = load_form(session, actor(), scheme_id, form_id)
    [form] = word_form_contents(session, site().files, {found.kind.value: form_id}).values()
    letter = replace(sample_letter(scheme, found.kind), mark="見本")
    return made_answer(word_bytes(letter, form), f"見本_{LETTER_NAMES[found.kind]}.docx")


@desk.post("/schemes/<scheme_id>/letter-forms/<int:form_id>/retire")
@seat(SeatKind.OFFICER)
def retire_form(scheme_id: str, form_id: int) -> ResponseReturnValue:
    """Set a version aside."""
    kind = load_form(unit_of_work().session, actor(), scheme_id, form_id).kind
    retire_letter_form(unit_of_work(), actor(), scheme_id, form_id)
    flash("この版を使わないことにしました。", "success")
    return redirect(_url(scheme_id, kind), 303)


def _page(scheme: Scheme, kind: LetterKind, problems: tuple[Problem, ...] = ()) -> str:
    lines = form_lines(unit_of_work().session, actor(), scheme.id, kind)
    return render_template(
        "officer/grants/letter_form.html",
        scheme=scheme,
        kind=kind.value,
        name=LETTER_NAMES[kind],
        lines=lines,
        names=WORD_NAMES,
        lists=LETTER_LISTS,
        problems=problems,
    )


def _url(scheme_id: str, kind: LetterKind) -> str:
    return url_for("officer.letter_forms", scheme_id=scheme_id, kind=kind.value)


def _scheme(scheme_id: str) -> Scheme:
    found = offered(unit_of_work().session, site().catalog).get(scheme_id)
    if found is None:
        raise NotFound
    return found.scheme


def _kind(kind: str) -> LetterKind:
    found = next((one for one in ISSUED if one.value == kind), None)
    if found is None:
        raise NotFound
    return found
