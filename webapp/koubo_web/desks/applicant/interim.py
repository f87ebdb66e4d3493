"""The 中間報告書 at the organisation's desk: what it begins with, and beginning it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from koubo.award.policy import load_own_award
from koubo.award.queries import award_row
from koubo.calendar import format_date
from koubo.problems import NotFound
from koubo.reporting.interim.actions import interim_of, start_interim_report
from koubo.reporting.interim.rules import asks_interim, interim_due
from koubo.schemes.forms import FilingKind
from koubo_web.access import signed_in
from koubo_web.desks.applicant.award_todo import form_title
from koubo_web.desks.applicant.desk import desk
from koubo_web.requests import actor, site, unit_of_work


@desk.get("/awards/<int:award_id>/interim-report")
@signed_in
def confirm_interim_report(award_id: int) -> ResponseReturnValue:
    """Say what the 中間報告書 begins with, and begin it by a button."""
    session = unit_of_work().session
    found = load_own_award(session, actor(), award_id)
    scheme = site().catalog.of(found.application.call.release)
    if not asks_interim(scheme):
        raise NotFound
    row = interim_of(session, award_id)
    if row is not None and row.filing_id is not None:
        return redirect(url_for("applicant.open_filing", filing_id=row.filing_id))
    due = row.due_on if row is not None and row.due_on else interim_due(scheme, found.fiscal_year)
    told = [f"期限は{format_date(due)}です。期限を過ぎても提出できます。"] if due else []
    return render_template(
        "applicant/award_start.html",
        award=award_row(session, award_id),
        title=f"{form_title(scheme, FilingKind.INTERIM_REPORT)}を作る",
        url=url_for("applicant.begin_interim_report", award_id=award_id),
        told=[
            *told,
            "下書きは何度でも保存でき、提出するまで市には見えません。",
            "お金の使い道は、会計のページに書いておくと、実績報告書にそのまま写せます。",
        ],
    )


@desk.post("/awards/<int:award_id>/interim-report")
@signed_in
def begin_interim_report(award_id: int) -> ResponseReturnValue:
    """Begin the 中間報告書, and open its form."""
    filing_id = start_interim_report(unit_of_work(), site().catalog, actor(), award_id)
    return redirect(url_for("applicant.open_filing", filing_id=filing_id), 303)
