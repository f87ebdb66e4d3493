"""Entering what a paper says, on the same questions that an organisation answers on the web."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.drafts import save_draft
from koubo.applications.models import Filing
from koubo.applications.policy import load_paper_filing
from koubo.applications.rules import FilingState
from koubo.people.rules import SeatKind
from koubo.schemes.forms import Form, Section
from koubo_web.access import seat
from koubo_web.desks.applicant.section_page import Work, section_page
from koubo_web.desks.applicant.sent_files import keep_files
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.filing_form import read_form
from koubo_web.forms.places import Places, places_of
from koubo_web.forms.seen import keys_of, page_of, seen_fields, typed_on
from koubo_web.forms.table_lines import (
    MOST_ROWS,
    first_box,
    lengthened,
    lines_shown,
    table_recounted,
    table_to_lengthen,
)
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

HANDED_IN = frozenset({FilingState.FILED, FilingState.ACCEPTED})
ROWS_PREFIX = "rows-"


@desk.get("/paper/<int:filing_id>")
@seat(SeatKind.OFFICER)
def open_paper(filing_id: int) -> ResponseReturnValue:
    """Go to the first section of a paper, or to its application where it is recorded."""
    filing = load_paper_filing(unit_of_work().session, actor(), filing_id)
    if filing.state in HANDED_IN:
        return redirect(url_for("officer.filing", filing_id=filing_id))
    sections = _work(filing).asked.form.sections
    return redirect(_section_url(filing_id, sections[0].id))


@desk.get("/paper/<int:filing_id>/<section_id>")
@seat(SeatKind.OFFICER)
def edit_paper(filing_id: int, section_id: str) -> ResponseReturnValue:
    """Show one section of a paper's form as it was entered so far."""
    filing = load_paper_filing(unit_of_work().session, actor(), filing_id)
    if filing.state in HANDED_IN:
        return redirect(url_for("officer.filing", filing_id=filing_id))
    return _page(_work(filing), section_id)


@desk.post("/paper/<int:filing_id>/<section_id>")
@seat(SeatKind.OFFICER)
def save_paper(filing_id: int, section_id: str) -> ResponseReturnValue:
    """Keep what was entered, right or wrong; then stay, go on, or show more lines."""
    uow, who = unit_of_work(), actor()
    work = _work(load_paper_filing(uow.session, who, filing_id))
    section = work.section(section_id)
    page = page_of(request.form)
    typed = typed_on(page, read_form(work.writable_in(section), request.form), request.form)
    version = version_of(request.form)
    save_draft(uow, site().catalog, who, filing_id, typed=typed, version=version, page=page)
    if problems := keep_files(work, section):
        uow.session.expire_all()
        fresh = _work(load_paper_filing(uow.session, who, filing_id))
        return _page(fresh, section_id, places_of(work.asked.form, problems)), 422
    return _go_on(filing_id, work.asked.form, section)


def steps_of(work: Work) -> list[dict[str, str]]:
    """Give the steps of entering a paper: its sections, then its stamp."""
    filing_id = work.filing.id
    steps = [
        {
            "label": one.title,
            "state": "completed" if _is_entered(work, one) else "reached",
            "url": _section_url(filing_id, one.id),
        }
        for one in work.asked.form.sections
    ]
    url = url_for("officer.paper_stamp", filing_id=filing_id)
    return [*steps, {"label": "収受の記録", "state": "reached", "url": url}]


def _is_entered(work: Work, section: Section) -> bool:
    """Say whether something was entered in a section and nothing is amiss there.

    A section of nothing but optional questions lacks nothing before anybody has opened it.
    """
    keys = {*keys_of(section.questions)}
    attached = {one.question_id for one in work.attachments}
    ids = {one.id for one in section.questions}
    touched = bool(keys & {*work.filing.marks}) or bool(ids & attached)
    return touched and not work.reading.of_questions(ids)


def _work(filing: Filing) -> Work:
    return Work.of(unit_of_work(), site().catalog, filing)


def _go_on(filing_id: int, form: Form, section: Section) -> ResponseReturnValue:
    do = request.form.get("do", "save")
    if table := table_to_lengthen(do):
        shown = lines_shown(request.form, table)
        more = {f"{ROWS_PREFIX}{table}": str(lengthened(shown))}
        anchor = first_box(form, table, shown)
        return redirect(_section_url(filing_id, section.id, anchor, more), 303)
    if anchor := table_recounted(do) or "":
        return redirect(_section_url(filing_id, section.id, anchor), 303)
    if do == "next":
        return redirect(_next_url(filing_id, form, section), 303)
    flash("入力した内容を保存しました。", "success")
    return redirect(_section_url(filing_id, section.id), 303)


def _next_url(filing_id: int, form: Form, section: Section) -> str:
    following = form.sections[form.sections.index(section) + 1 :]
    if following:
        return _section_url(filing_id, following[0].id)
    return url_for("officer.paper_stamp", filing_id=filing_id)


def _section_url(
    filing_id: int, section_id: str, anchor: str = "", more: Mapping[str, str] | None = None
) -> str:
    values: dict[str, Any] = {"filing_id": filing_id, "section_id": section_id, **(more or {})}
    return url_for("officer.edit_paper", _anchor=anchor or None, **values)


def _page(work: Work, section_id: str, more: Places | None = None) -> str:
    section = work.section(section_id)
    rows = {
        name.removeprefix(ROWS_PREFIX): min(request.args.get(name, 0, type=int), MOST_ROWS)
        for name in request.args
        if name.startswith(ROWS_PREFIX)
    }
    # What a paper lacks is told at its stamp: while it is written off, blanks are no faults.
    page = section_page(
        work,
        site().catalog,
        section,
        show_problems=False,
        rows=rows,
        more=more,
        on_paper=True,
    )
    ids = [one.id for one in work.asked.form.sections]
    kinds = {one.kind for one in section.questions}
    return render_template(
        "officer/paper_section.html",
        page=page,
        work=work,
        filing=work.filing,
        section=section,
        seen=seen_fields(work.filing, work.writable_in(section)),
        steps=steps_of(work),
        current=ids.index(section.id) + 1,
        has_files=any(one.kind == "files" for one in work.writable_in(section)),
        has_tables=bool(kinds & {"budget", "rows"}),
    )
