"""The last page of a paper: its stamp, its scan, what it lacks; then it is recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FormField, StringField

from koubo.applications.actions.checking import Check
from koubo.applications.actions.paper import check_paper, record_paper
from koubo.applications.actions.participation import participation_filed
from koubo.applications.models import Filing
from koubo.applications.paper_scans import SCAN, SCAN_QUESTION
from koubo.applications.paper_schemas import read_stamp
from koubo.applications.policy import load_paper_filing
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused, Stale
from koubo.schemes.forms import FilingKind
from koubo_web.access import seat
from koubo_web.desks.applicant.section_page import Work
from koubo_web.desks.applicant.sent_files import keep_sent
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.paper.form import HANDED_IN, steps_of
from koubo_web.forms.call_forms import RawForm, errors_by_field
from koubo_web.forms.file_fields import accept, file_rules
from koubo_web.forms.filing_form import DateBoxes
from koubo_web.forms.places import places_of
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

TAKEN = (FilingKind.PROPOSAL, FilingKind.PARTICIPATION)
"""What an officer may enter from paper; later documents belong to an award."""
SCAN_FIELD = "scan"


class StampForm(RawForm):
    """The stamp of a paper, and its postmark where that is what counts."""

    stamped_on = FormField(DateBoxes)
    stamped_time = StringField()
    postmarked_on = FormField(DateBoxes)


@desk.get("/paper/<int:filing_id>/stamp")
@seat(SeatKind.OFFICER)
def paper_stamp(filing_id: int) -> ResponseReturnValue:
    """Ask for the stamp and the scan, and tell what the paper lacks."""
    filing = load_paper_filing(unit_of_work().session, actor(), filing_id)
    if filing.state in HANDED_IN:
        return redirect(url_for("officer.filing", filing_id=filing_id))
    return _page(filing, StampForm())


@desk.post("/paper/<int:filing_id>/stamp")
@seat(SeatKind.OFFICER)
def record_stamp(filing_id: int) -> ResponseReturnValue:
    """Keep the scans, and record the paper as received; "files" only keeps the scans."""
    form = StampForm(formdata=request.form)
    filing = load_paper_filing(unit_of_work().session, actor(), filing_id)
    if filing.kind not in TAKEN:
        raise Refused("この書類は、紙からの入力を受け付けていません。")
    if filing.state not in HANDED_IN:
        if filing.version != version_of(request.form):
            raise Stale
        problems = _keep_scans(filing)
        if problems or request.form.get("do") == "files":
            return _page(_again(filing_id), form, problems), 422 if problems else 200
    try:
        number = _record(_again(filing_id), form)
    except Problems as wrong:
        return _page(_again(filing_id), form, wrong.problems), 422
    flash(f"紙の提出を記録しました。受付番号は {number} です。", "success")
    return redirect(url_for("officer.filing", filing_id=filing_id), 303)


def _record(filing: Filing, form: StampForm) -> str:
    """Record the paper as it stands, the scans that were just kept included."""
    catalog = site().catalog
    call = filing.application.call
    office = catalog.of(call.release).office_words
    stamp = read_stamp(
        form.typed, now=now(), opens_at=call.opens_at, postmark_counts=office.takes_postmark
    )
    declares = filing.kind is FilingKind.PARTICIPATION
    return record_paper(
        unit_of_work(),
        catalog,
        site().files,
        actor(),
        filing.id,
        stamp=stamp,
        version=filing.version,
        filed=participation_filed(catalog) if declares else None,
    )


def _keep_scans(filing: Filing) -> tuple[Problem, ...]:
    """Take off the scans that were ticked and keep those that were chosen."""
    work = Work.of(unit_of_work(), site().catalog, filing)
    own = {one["id"] for one in work.kept(SCAN_QUESTION)}
    return keep_sent(filing.id, {SCAN_FIELD: SCAN}, own)


def _again(filing_id: int) -> Filing:
    uow = unit_of_work()
    uow.session.expire_all()
    return load_paper_filing(uow.session, actor(), filing_id)


def _page(filing: Filing, form: StampForm, problems: Sequence[Problem] = ()) -> str:
    work = Work.of(unit_of_work(), site().catalog, filing)
    check = check_paper(unit_of_work(), site().catalog, actor(), filing.id)
    steps = steps_of(work)
    shown = [_at_scan(one) for one in problems]
    return render_template(
        "officer/paper_stamp.html",
        filing=filing,
        application=filing.application,
        work=work,
        form=form,
        office=check.asked.scheme.office_words,
        scans=work.kept(SCAN_QUESTION),
        scan=SCAN_QUESTION,
        accept=accept(SCAN_QUESTION),
        rules=file_rules(SCAN_QUESTION),
        lacks=_lacks(check, filing.id),
        steps=steps,
        current=len(steps),
        problems=shown,
        errors=errors_by_field(shown),
    )


def _at_scan(problem: Problem) -> Problem:
    if problem.field != SCAN:
        return problem
    return Problem(problem.code, problem.message, SCAN_FIELD)


def _lacks(check: Check, filing_id: int) -> list[Mapping[str, Any]]:
    """Give what the paper lacks, each with the section in which it would stand."""
    placed = places_of(check.asked.form, check.problems).problems
    return [
        {
            "message": one.message,
            "url": url_for(
                "officer.edit_paper",
                filing_id=filing_id,
                section_id=one.section,
                _anchor=one.field or None,
            )
            if one.section
            else "",
        }
        for one in placed
    ]
