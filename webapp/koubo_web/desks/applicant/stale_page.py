"""A save over something newer: both texts, question by question; the person chooses."""

from typing import Any

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from koubo.schemes.forms import Section
from koubo_web.desks.applicant.section_page import Work
from koubo_web.forms.filing_form import Draft, read_form, shown_form
from koubo_web.forms.showing import raw_text

KEEP = "keep-"
MINE = "mine"
NOT_CARRIED = frozenset({"csrf_token", "version", "do"})


def is_choice(posted: MultiDict[str, str]) -> bool:
    """Say whether the page that showed both texts was sent."""
    return posted.get("do") == "choose"


def chosen(typed: Draft, posted: MultiDict[str, str]) -> Draft:
    """Give what the person wants of their own text; of what was saved nothing is touched."""
    return {name: raw for name, raw in typed.items() if posted.get(f"{KEEP}{name}", MINE) == MINE}


def stale_page(work: Work, section: Section, typed: Draft) -> str:
    """Show both texts; the person's own travels on in the form until they have chosen."""
    questions = work.writable_in(section)
    saved = read_as_typed(work, section)
    both: list[tuple[Any, str, str]] = [
        (one, raw_text(one, saved[one.id]), raw_text(one, typed[one.id]))
        for one in questions
        if one.id in typed and saved[one.id] != typed[one.id]
    ]
    return render_template(
        "applicant/stale.html",
        work=work,
        filing=work.filing,
        section=section,
        both=both,
        carried=_carried(),
    )


def read_as_typed(work: Work, section: Section) -> Draft:
    """Give the saved draft of a section in the very shape in which a post is read."""
    questions = work.writable_in(section)
    form = shown_form(questions, work.filing.draft)
    fields: MultiDict[str, str] = MultiDict()
    for field in form:
        _collect(field, fields)
    return read_form(questions, fields)


def _collect(field: Any, fields: MultiDict[str, str]) -> None:
    """Gather a form's boxes as a browser would send them."""
    inner = getattr(field, "form", None) or getattr(field, "entries", None)
    if inner is None:
        fields.add(field.name, str(field.data or "").replace("\r\n", "\n").replace("\n", "\r\n"))
        return
    for one in inner:
        _collect(one, fields)


def _carried() -> list[tuple[str, str]]:
    """Give all that was sent, to be sent again."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_CARRIED and not name.startswith(KEEP) and not name.endswith("-remove")
    ]
