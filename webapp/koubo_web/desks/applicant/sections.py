"""Writing a document: one section a page, saved as it was typed."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from koubo.applications.actions.drafts import save_draft
from koubo.applications.drafting import Mark, Overtaken
from koubo.applications.facts import Asked
from koubo.applications.former import former_texts
from koubo.applications.models import Filing
from koubo.applications.policy import load_own_filing
from koubo.applications.rules import FilingState
from koubo.reporting.accounts.standing import award_of_report
from koubo.schemes.forms import FilingKind, Section
from koubo.schemes.questions import question_of
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.limits import named_sum
from koubo_web.desks.applicant.section_page import Work, last_saved, section_page, steps_of
from koubo_web.desks.applicant.sent_files import keep_files
from koubo_web.desks.applicant.stale_page import chosen, is_choice, stale_page
from koubo_web.desks.todo import time_left
from koubo_web.forms.filing_form import Draft, read_form
from koubo_web.forms.places import Places, places_of
from koubo_web.forms.seen import page_of, seen_fields, typed_on
from koubo_web.forms.table_lines import (
    MOST_ROWS,
    first_box,
    lengthened,
    lines_shown,
    table_recounted,
    table_to_lengthen,
)
from koubo_web.forms.unknown_fields import told_unknown, unknown_fields
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

HANDED_IN = frozenset({FilingState.FILED, FilingState.ACCEPTED})
UNTOUCHED = 1
"""The version of a draft that was begun and not saved yet."""
ROWS_PREFIX = "rows-"
TO_CHECK = "check"
"""What the button says that goes straight to the check."""


@desk.get("/filings/<int:filing_id>")
@signed_in
def open_filing(filing_id: int) -> ResponseReturnValue:
    """Go on where there is something to do, or to the receipt of what was handed in."""
    filing = load_own_filing(unit_of_work().session, actor(), filing_id)
    if filing.state in HANDED_IN:
        return redirect(url_for("applicant.receipt", filing_id=filing_id))
    return redirect(page_to_go_on(filing))


def page_to_go_on(filing: Filing) -> str:
    """Give the address of the first unfinished section, or of the check.

    A document that nobody has written in yet opens at its beginning, filled in or not.
    """
    catalog = site().catalog
    if filing.version == UNTOUCHED:
        return _page_url(filing.id, Asked.of(catalog, filing).form.sections[0].id)
    work = Work.of(unit_of_work(), catalog, filing)
    for section in work.asked.form.sections:
        ids = {one.id for one in work.writable_in(section)}
        asked_again = work.correction is not None and bool(ids)
        if asked_again or work.reading.of_questions(ids):
            return _page_url(filing.id, section.id)
    return url_for("applicant.check_page", filing_id=filing.id)


@desk.get("/filings/<int:filing_id>/<section_id>")
@signed_in
def edit_filing(filing_id: int, section_id: str) -> ResponseReturnValue:
    """Show one section as its draft stands."""
    filing = load_own_filing(unit_of_work().session, actor(), filing_id)
    if filing.state in HANDED_IN:
        return redirect(url_for("applicant.receipt", filing_id=filing_id))
    return _page(filing, section_id, show_problems=request.args.get("show") == "problems")


@desk.post("/filings/<int:filing_id>/<section_id>")
@signed_in
def save_section(filing_id: int, section_id: str) -> ResponseReturnValue:
    """Keep what was typed, right or wrong; then stay, go on, or show more lines."""
    uow, who, catalog = unit_of_work(), actor(), site().catalog
    work = Work.of(uow, catalog, load_own_filing(uow.session, who, filing_id))
    section = work.section(section_id)
    typed = read_form(work.writable_in(section), request.form)
    try:
        keep_typed(filing_id, typed, request.form)
        overtaken: Mapping[str, Mark] = {}
    except Overtaken as stale:
        overtaken = stale.fields
    problems = keep_files(work, section)
    # A question that is gone since the page was drawn: what was typed before is kept and shown.
    gone = work.filing.draft.keys() - {one.id for one in work.asked.form.questions()}
    sent = (one for one in request.form if question_of(one.partition("-")[0]) not in gone)
    if unknown := unknown_fields(work.asked.form, sent):
        flash(told_unknown(unknown), "warning")
    if overtaken:
        fresh = _again(filing_id)
        return stale_page(fresh, fresh.section(section_id), typed, overtaken), 409
    if problems:
        places = places_of(work.asked.form, problems)
        return _page(_again(filing_id).filing, section_id, show_problems=True, more=places), 422
    return _go_on(work, section)


def keep_typed(filing_id: int, typed: Draft, posted: MultiDict[str, str]) -> int:
    """Save what was typed on the page that was sent; give the draft's version.

    :raises Overtaken: where others changed the same questions; all else is saved
    """
    page = page_of(posted)
    wanted = chosen(typed, posted) if is_choice(posted) else typed_on(page, typed, posted)
    return save_draft(
        unit_of_work(),
        site().catalog,
        actor(),
        filing_id,
        typed=wanted,
        version=version_of(posted),
        page=page,
    )


def _again(filing_id: int) -> Work:
    """Give the filing as it is after all that was written."""
    uow = unit_of_work()
    uow.session.expire_all()
    return Work.of(uow, site().catalog, load_own_filing(uow.session, actor(), filing_id))


def _go_on(work: Work, section: Section) -> ResponseReturnValue:
    filing_id, form = work.filing.id, work.asked.form
    do = request.form.get("do", "save")
    if table := table_to_lengthen(do):
        shown = lines_shown(request.form, table)
        more = {f"{ROWS_PREFIX}{table}": str(lengthened(shown))}
        anchor = first_box(form, table, shown)
        return redirect(_page_url(filing_id, section.id, anchor, more), 303)
    if place := table_recounted(do):
        return redirect(_page_url(filing_id, section.id, place), 303)
    work = work.saved(unit_of_work().session, section)
    ids = {one.id for one in work.writable_in(section)}
    complete = not work.reading.of_questions(ids)
    if do == "next" and complete:
        return redirect(_next_url(work, section), 303)
    if do == TO_CHECK and complete:
        return redirect(url_for("applicant.check_page", filing_id=filing_id), 303)
    if complete:
        flash("入力した内容を保存しました。", "success")
    return redirect(_page_url(filing_id, section.id, more={"show": "problems"}), 303)


def _next_url(work: Work, section: Section) -> str:
    sections = [one.id for one in work.asked.form.sections]
    following = sections[sections.index(section.id) + 1 :]
    if work.correction is not None:
        following = [one for one in following if work.writable_in(work.section(one))]
    if following:
        return _page_url(work.filing.id, following[0])
    return url_for("applicant.check_page", filing_id=work.filing.id)


def _before_url(work: Work, section: Section) -> str:
    """Give the section before; nothing for the first."""
    sections = [one.id for one in work.asked.form.sections]
    place = sections.index(section.id)
    return _page_url(work.filing.id, sections[place - 1]) if place else ""


def _page_url(
    filing_id: int, section_id: str, anchor: str = "", more: Mapping[str, str] | None = None
) -> str:
    values: dict[str, Any] = {"filing_id": filing_id, "section_id": section_id, **(more or {})}
    return url_for("applicant.edit_filing", _anchor=anchor or None, **values)


def _page(
    filing: Filing, section_id: str, *, show_problems: bool, more: Places | None = None
) -> str:
    catalog = site().catalog
    work = Work.of(unit_of_work(), catalog, filing)
    section = work.section(section_id)
    page = section_page(
        work, catalog, section, show_problems=show_problems, rows=_rows_wanted(), more=more
    )
    here = [one.id for one in work.asked.form.sections].index(section.id)
    steps = steps_of(work)
    others = [one["state"] for one in (*steps[:here], *steps[here + 1 : -1])]
    kinds = {one.kind for one in section.questions}
    return render_template(
        "applicant/section.html",
        page=page,
        work=work,
        filing=filing,
        section=section,
        refused=more is not None,
        seen=seen_fields(filing, work.writable_in(section)),
        saved=last_saved(work),
        former=former_texts(unit_of_work().session, catalog, work.asked, filing),
        person_id=actor().person_id,
        steps=steps,
        current=here + 1,
        # Whoever comes back from the check to mend one thing need not pass through all the rest.
        is_last_to_do=set(others) == {"completed"} and here + 2 < len(steps),
        next_url=_next_url(work, section),
        before_url=_before_url(work, section),
        left=time_left(work.closes_at, now()) if work.closes_at else "",
        has_files=any(one.kind == "files" for one in work.writable_in(section)),
        has_tables=bool(kinds & {"budget", "rows"}),
        limit=named_sum(unit_of_work().session, filing) if "budget" in kinds else None,
        account_url=_account_url(filing) if "budget" in kinds else "",
    )


def _account_url(filing: Filing) -> str:
    """Give where the account is laid into a 実績報告書; empty for other documents."""
    if filing.kind is not FilingKind.REPORT:
        return ""
    award_id = award_of_report(unit_of_work().session, filing.id)
    return url_for("applicant.confirm_copy_account", award_id=award_id) if award_id else ""


def _rows_wanted() -> dict[str, int]:
    """Give how many lines the address asks for, table by table."""
    return {
        name.removeprefix(ROWS_PREFIX): min(request.args.get(name, 0, type=int), MOST_ROWS)
        for name in request.args
        if name.startswith(ROWS_PREFIX)
    }
