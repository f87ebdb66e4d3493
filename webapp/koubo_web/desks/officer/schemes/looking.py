"""A scheme looked at before anybody else sees it: its form, its printed form, its rules in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.facts import Asked
from koubo.papers.forms import print_form
from koubo.people.queries import departments
from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo.schemes.blank_forms import blank_form
from koubo.schemes.explaining.explanation import explain
from koubo.schemes.explaining.markdown import as_markdown
from koubo.schemes.file.loading import read_scheme
from koubo.schemes.file.reading import BrokenSchemeFile
from koubo.schemes.forms import FilingKind
from koubo.schemes.offering import offered
from koubo.schemes.release_queries import load_scheme_file
from koubo.schemes.rules import Scheme
from koubo.schemes.tracing import ORIGIN_NAMES, traced_forms, traced_papers
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.schemes.form_preview import asked_of, form_preview
from koubo_web.forms.filing_form import read_form
from koubo_web.forms.table_lines import lengthened, lines_shown, table_to_lengthen
from koubo_web.requests import actor, now, site, unit_of_work

NTH_TIME = "preview-time"
"""A name that no question has: theirs have no hyphen."""
TABLES = {"budget": ("expenses", "incomes"), "groups": ("rows",)}
"""The tables of a kind of question, as its fields are named."""


@dataclass(frozen=True)
class Shown:
    """The scheme of a page: a working copy's, or the one that is offered."""

    scheme: Scheme
    where: dict[str, Any]
    """Which of the two it is, as the addresses of its pages say."""
    back: str

    def url(self, page: str, **more: Any) -> str:
        """Give the address of another page about it."""
        return url_for(f"officer.{page}", **self.where, **more)


@desk.get("/schemes/<scheme_id>/rules")
@desk.get("/scheme-files/<int:file_id>/rules")
@seat(SeatKind.OFFICER)
def scheme_rules(scheme_id: str = "", file_id: int = 0) -> ResponseReturnValue:
    """Show a scheme as a draft 募集要項."""
    return _about(_rules, scheme_id, file_id)


@desk.get("/schemes/<scheme_id>/rules.md")
@desk.get("/scheme-files/<int:file_id>/rules.md")
@seat(SeatKind.OFFICER)
def scheme_rules_text(scheme_id: str = "", file_id: int = 0) -> ResponseReturnValue:
    """Give the draft 募集要項 as a text to take along."""
    return _about(_rules_text, scheme_id, file_id)


@desk.get("/schemes/<scheme_id>/form")
@desk.get("/scheme-files/<int:file_id>/form")
@seat(SeatKind.OFFICER)
def scheme_form(scheme_id: str = "", file_id: int = 0) -> ResponseReturnValue:
    """Show a form of a scheme as applicants see it."""
    return _about(_form, scheme_id, file_id)


@desk.post("/schemes/<scheme_id>/form")
@desk.post("/scheme-files/<int:file_id>/form")
@seat(SeatKind.OFFICER)
def try_scheme_form(scheme_id: str = "", file_id: int = 0) -> ResponseReturnValue:
    """Judge what was typed into the sample, and compute its amount; nothing is kept."""
    return _about(_form, scheme_id, file_id)


@desk.get("/schemes/<scheme_id>/form.pdf")
@desk.get("/scheme-files/<int:file_id>/form.pdf")
@seat(SeatKind.OFFICER)
def scheme_sheet(scheme_id: str = "", file_id: int = 0) -> ResponseReturnValue:
    """Give the printed form."""
    return _about(_sheet, scheme_id, file_id)


@desk.get("/schemes/<scheme_id>/fields")
@desk.get("/scheme-files/<int:file_id>/fields")
@seat(SeatKind.OFFICER)
def scheme_fields(scheme_id: str = "", file_id: int = 0) -> ResponseReturnValue:
    """Show where each printed field of the scheme's papers comes from."""
    return _about(_fields, scheme_id, file_id)


def _about(
    show: Callable[[Shown], ResponseReturnValue], scheme_id: str, file_id: int
) -> ResponseReturnValue:
    """Show an offered scheme or a working copy; a copy that cannot be read leads to its complaints."""
    session, catalog = unit_of_work().session, site().catalog
    if scheme_id:
        found = offered(session, catalog).get(scheme_id)
        if found is None:
            raise NotFound
        back = url_for("officer.scheme", scheme_id=scheme_id)
        return show(Shown(found.scheme, {"scheme_id": scheme_id}, back))
    copy = load_scheme_file(session, actor(), file_id)
    back = url_for("officer.scheme_file", file_id=file_id)
    try:
        scheme = read_scheme(copy.text.encode(), catalog.vocabulary)
    except BrokenSchemeFile:
        return redirect(back, 303)
    return show(Shown(scheme, {"file_id": file_id}, back))


def _rules(shown: Shown) -> str:
    return render_template(
        "officer/schemes/rules.html",
        shown=shown,
        scheme=shown.scheme,
        parts=explain(shown.scheme),
    )


def _fields(shown: Shown) -> str:
    return render_template(
        "officer/schemes/fields.html",
        shown=shown,
        scheme=shown.scheme,
        papers=traced_papers(shown.scheme),
        forms=traced_forms(shown.scheme),
        origins=ORIGIN_NAMES,
    )


def _rules_text(shown: Shown) -> Response:
    name = f"{shown.scheme.id}-boshuyoko.md"
    return Response(
        as_markdown(shown.scheme),
        mimetype="text/markdown",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _form(shown: Shown) -> ResponseReturnValue:
    asked = _chosen(shown.scheme)
    is_tried = request.method == "POST"
    page = form_preview(
        site().catalog,
        asked,
        departments=tuple(one.name for one in departments(unit_of_work().session)),
        now=now(),
        typed=read_form(asked.form.questions(), request.form) if is_tried else None,
        rows=_rows(asked) if is_tried else {},
        nth_time=_nth_time(),
    )
    chosen = {"course": asked.course.name, "kind": asked.form.kind.value}
    drawn = render_template(
        "officer/schemes/form.html",
        shown=shown,
        scheme=shown.scheme,
        page=page,
        is_tried=is_tried,
        choices=_choices(shown, asked),
        try_url=shown.url("try_scheme_form", **chosen),
        sheet_url=shown.url("scheme_sheet", **chosen),
        time_field=NTH_TIME,
    )
    return drawn, 422 if page.places.problems else 200


def _sheet(shown: Shown) -> Response:
    asked = _chosen(shown.scheme)
    pdf = print_form(blank_form(asked.scheme, asked.course, asked.form.kind))
    return Response(pdf, mimetype="application/pdf")


def _chosen(scheme: Scheme) -> Asked:
    """Give the form of the course and kind that were asked for, else of the first ones."""
    courses = {one.name: one for one in (*scheme.open_courses, *scheme.courses)}
    kinds = {kind.value: kind for kind in FilingKind if kind in scheme.forms}
    if not kinds:
        raise NotFound
    course = courses.get(request.args.get("course", ""), next(iter(courses.values())))
    usual = kinds.get(FilingKind.PROPOSAL.value, next(iter(kinds.values())))
    return asked_of(scheme, course, kinds.get(request.args.get("kind", ""), usual))


def _rows(asked: Asked) -> dict[str, int]:
    """Give how many lines each table had, with more where its button was pressed."""
    longer = table_to_lengthen(request.form.get("do", ""))
    names = [
        f"{one.id}-{part}" for one in asked.form.questions() for part in TABLES.get(one.kind, ())
    ]
    shown = {name: lines_shown(request.form, name) for name in names}
    return {name: lengthened(count) if name == longer else count for name, count in shown.items()}


def _nth_time() -> int:
    text = request.form.get(NTH_TIME, "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 3 else 1


def _choices(shown: Shown, asked: Asked) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Give links to every form of every course: label, address, whether it is this one."""
    scheme, course, kind = asked.scheme, asked.course, asked.form.kind
    courses = [
        (
            f"{one.title}（終了）" if one.ended else one.title,
            shown.url("scheme_form", course=one.name, kind=kind.value),
            one.id == course.id,
        )
        for one in scheme.courses
    ]
    forms = [
        (
            scheme.forms[one].title,
            shown.url("scheme_form", course=course.name, kind=one.value),
            one is kind,
        )
        for one in FilingKind
        if one in scheme.forms
    ]
    return [("コース", courses), ("書類", forms)]
