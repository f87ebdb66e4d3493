"""One case: everything about it on a page, as a paper and as an archive; a copy for 情報公開."""

from urllib.parse import quote

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from koubo.applications.policy import load_for_staff
from koubo.calendar import day_in_japan
from koubo.lifecycle.case_archive import case_paper, take_case_file
from koubo.lifecycle.case_file import case_file
from koubo.lifecycle.case_rules import CaseFile
from koubo.people.rules import SeatKind
from koubo_web.access import seat
from koubo_web.desks.auditor.desk import desk
from koubo_web.desks.officer.history_words.of_case import history_of_case
from koubo_web.printing import pdf_answer, press
from koubo_web.requests import actor, now, site, unit_of_work

READERS = (SeatKind.AUDITOR, SeatKind.OFFICER)


def _case(application_id: int) -> CaseFile:
    session = unit_of_work().session
    return case_file(
        session,
        site().catalog,
        actor(),
        application_id,
        history=history_of_case(session, application_id),
    )


@desk.get("/cases/<int:application_id>")
@seat(*READERS)
def case(application_id: int) -> ResponseReturnValue:
    """Show everything that is recorded about one case."""
    return render_template(
        "auditor/case.html",
        case=_case(application_id),
        application_id=application_id,
        officer=actor().sits_as(SeatKind.OFFICER),
    )


@desk.get("/cases/<int:application_id>/case.pdf")
@seat(*READERS)
def case_pdf(application_id: int) -> ResponseReturnValue:
    """Give the case as one paper; with ?copy=public what is not made public is blotted out."""
    found, public_copy = _case(application_id), request.args.get("copy") == "public"
    made = case_paper(found, on=day_in_japan(now()), public_copy=public_copy)
    return pdf_answer(made, _name(found.receipt_number, public_copy=public_copy))


@desk.post("/cases/<int:application_id>/archive")
@seat(*READERS)
def take_case(application_id: int) -> ResponseReturnValue:
    """Give the archive; that it was taken is recorded."""
    work, public_copy = unit_of_work(), request.form.get("copy") == "public"
    number = load_for_staff(work.session, actor(), application_id).receipt_number
    made = take_case_file(
        work,
        site().catalog,
        site().files,
        press(),
        actor(),
        application_id,
        public_copy=public_copy,
        history=history_of_case(work.session, application_id),
    )
    answer = Response(made, mimetype="application/zip")
    file = quote(f"{_name(number, public_copy=public_copy)}.zip")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{file}"
    return answer


def _name(receipt_number: str | None, *, public_copy: bool) -> str:
    return f"案件_{receipt_number or ''}{'_公開用' if public_copy else ''}"
