"""Documents: those that wait to be accepted, one of them, and asking for a correction."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from koubo.applications.actions.staff import accept_filing, ask_correction
from koubo.applications.lacking import lacking
from koubo.applications.models import Filing
from koubo.applications.queries.in_full import HandedIn, filing_in_full
from koubo.applications.queries.staff import LATER_FILINGS, PAGE, waiting_filings
from koubo.applications.rules import FILING_STEPS, FilingState
from koubo.applications.staff_schemas import read_correction
from koubo.award.amendments.models import Amendment
from koubo.people.history import steps_of
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo.reporting.models import Report
from koubo.schemes.forms import FilingKind
from koubo.schemes.questions import question_of
from koubo_web.access import seat
from koubo_web.desks.officer.applications.corrected import FILE_WORDS, changed_answers
from koubo_web.desks.officer.applications.received_files import received_files
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.todos import LATER_NAMES
from koubo_web.desks.officer.tones import FILING_TONES
from koubo_web.forms.call_forms import CorrectionForm, RawForm, errors_by_field, posted
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/filings")
@seat(SeatKind.OFFICER)
def filings() -> ResponseReturnValue:
    """List the 交付申請書 and 実績報告書 that wait to be accepted."""
    wanted = request.args.get("kind", "")
    kinds = [FilingKind(wanted)] if wanted in LATER_FILINGS else LATER_FILINGS
    found = waiting_filings(
        unit_of_work().session,
        actor(),
        kinds=kinds,
        before=request.args.get("before", type=int),
        limit=PAGE + 1,
    )
    shown, next_url = one_page(
        found, PAGE, lambda last: url_for("officer.filings", kind=wanted or None, before=last.id)
    )
    tabs = [("すべて", ""), *((LATER_NAMES[one], one.value) for one in LATER_FILINGS)]
    return render_template(
        "officer/filings.html",
        filings=shown,
        names=LATER_NAMES,
        tabs=[
            (label, url_for("officer.filings", kind=value or None), value == wanted)
            for label, value in tabs
        ],
        next_url=next_url,
    )


@desk.get("/filings/<int:filing_id>")
@seat(SeatKind.OFFICER)
def filing(filing_id: int) -> ResponseReturnValue:
    """Show one document as it was last handed in."""
    found = _load(filing_id)
    if found.filing.kind is FilingKind.PROPOSAL:
        return redirect(url_for("officer.application", application_id=found.filing.application_id))
    return render_template(
        "officer/filing.html",
        handed_in=found,
        files=received_files(found),
        filing=found.filing,
        application=found.filing.application,
        state=FILING_STEPS.names[found.filing.state],
        tone=FILING_TONES[found.filing.state],
        may_judge=found.filing.state is FilingState.FILED,
        corrected=_labels(found),
        changed=changed_answers(found),
        file_words=FILE_WORDS,
        report_id=_report_of(found.filing),
        amendment_id=_amendment_of(found.filing),
        timeline=timeline_of(steps_of(unit_of_work().session, {Filing: [filing_id]})),
    )


@desk.get("/filings/<int:filing_id>/accept")
@seat(SeatKind.OFFICER)
def confirm_accept_filing(filing_id: int) -> ResponseReturnValue:
    """Ask whether the document is accepted as complete; a report is judged on its own page."""
    found = _load(filing_id)
    _refuse_report(found.filing)
    return render_template(
        "officer/accept_filing.html", handed_in=found, application=found.filing.application
    )


@desk.post("/filings/<int:filing_id>/accept")
@seat(SeatKind.OFFICER)
def accept_filing_now(filing_id: int) -> ResponseReturnValue:
    """Accept the document as complete."""
    _refuse_report(_load(filing_id).filing)
    accept_filing(unit_of_work(), actor(), filing_id, version=version_of(request.form))
    flash("書類を受理しました。", "success")
    return redirect(url_for("officer.filing", filing_id=filing_id), 303)


@desk.get("/filings/<int:filing_id>/correction")
@seat(SeatKind.OFFICER)
def correction(filing_id: int) -> ResponseReturnValue:
    """Ask what has to be mended, why, and by when."""
    return _correction(_load(filing_id), CorrectionForm())


@desk.post("/filings/<int:filing_id>/correction")
@seat(SeatKind.OFFICER)
def ask_correction_now(filing_id: int) -> ResponseReturnValue:
    """Ask the applicant to mend the ticked fields."""
    form = posted(CorrectionForm, request.form)
    found = _load(filing_id)
    application_id = found.filing.application_id
    try:
        wanted = read_correction(form.typed)
        ask_correction(
            unit_of_work(),
            site().catalog,
            actor(),
            filing_id,
            fields=wanted.fields,
            reason=wanted.reason,
            due_on=wanted.due_on,
            version=version_of(request.form),
        )
    except Problems as wrong:
        return _correction(_load(filing_id), form, wrong.problems), 422
    flash("補正を依頼しました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.application", application_id=application_id), 303)


def _report_of(filing: Filing) -> int | None:
    """Give the id of the report that a 実績報告書 belongs to."""
    if filing.kind is not FilingKind.REPORT:
        return None
    return unit_of_work().session.scalar(select(Report.id).where(Report.filing_id == filing.id))


def _amendment_of(filing: Filing) -> int | None:
    """Give the id of the change that a 変更承認申請書 belongs to."""
    if filing.kind is not FilingKind.AMENDMENT:
        return None
    wanted = select(Amendment.id).where(Amendment.filing_id == filing.id)
    return unit_of_work().session.scalar(wanted)


def _refuse_report(filing: Filing) -> None:
    if filing.kind is FilingKind.AMENDMENT:
        raise Refused("計画の変更は、変更のページで答えてください。")
    if filing.kind is FilingKind.REPORT:
        raise Refused("実績報告書は、実績を確かめるページで受理してください。")


def _load(filing_id: int) -> HandedIn:
    return filing_in_full(unit_of_work().session, site().catalog, actor(), filing_id)


def _labels(found: HandedIn) -> list[str]:
    asked = found.open_correction
    questions = [found.form.question(one) for one in asked.fields] if asked else []
    return [one.label for one in questions if one is not None]


def _lacking_fields(found: HandedIn) -> list[str]:
    """Give the questions that a paper lacks: these are asked for first."""
    return list(dict.fromkeys(question_of(one.field) for one in lacking(found.snapshot)))


def _correction(found: HandedIn, form: RawForm, problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "officer/correction.html",
        handed_in=found,
        filing=found.filing,
        application=found.filing.application,
        form=form,
        chosen=form.typed["fields"] or _lacking_fields(found),
        problems=problems,
        errors=errors_by_field(problems),
    )
