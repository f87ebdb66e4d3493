"""What an award's organisation does beside bills and reports: 取下げ, and reading its 協定書."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.grants.actions.ending import ask_withdrawal
from koubo.award.grants.agreement_paper import agreement_paper
from koubo.award.grants.agreements import newest_agreement, scan_of
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.award.queries import award_row
from koubo.papers.agreements import print_agreement
from koubo.problems import NotFound, Problem, Problems
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.files import stored_file
from koubo_web.forms.award_forms import ReasonForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.printing import pdf_answer
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/awards/<int:award_id>/withdrawal")
@signed_in
def confirm_withdrawal(award_id: int) -> ResponseReturnValue:
    """Ask why the 交付申請 is taken back after its notice."""
    found = load_own_award(unit_of_work().session, actor(), award_id)
    return _withdrawal_page(found, "", found.version)


@desk.post("/awards/<int:award_id>/withdrawal")
@signed_in
def ask_to_withdraw(award_id: int) -> ResponseReturnValue:
    """Ask to take the 交付申請 back."""
    work, who = unit_of_work(), actor()
    reason, version = ReasonForm(formdata=request.form).typed["reason"], version_of(request.form)
    try:
        ask_withdrawal(work, who, award_id, reason=reason, version=version)
    except Problems as found:
        award = load_own_award(work.session, who, award_id)
        return _withdrawal_page(award, reason, version, found.problems), 422
    flash("取下げを申し出ました。市が確かめて、結果をお知らせします。", "success")
    return redirect(url_for("applicant.award", award_id=award_id), 303)


def _withdrawal_page(
    award: Award, reason: str, version: int, problems: tuple[Problem, ...] = ()
) -> str:
    return render_template(
        "applicant/award_withdrawal.html",
        award=award_row(unit_of_work().session, award.id),
        granted_on=award.granted_on,
        reason=reason,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/awards/<int:award_id>/agreement.pdf")
@signed_in
def award_agreement(award_id: int) -> ResponseReturnValue:
    """Show the 協定書 as a PDF."""
    session = unit_of_work().session
    award = load_own_award(session, actor(), award_id)
    found = newest_agreement(session, award_id)
    if found is None:
        raise NotFound
    paper = agreement_paper(session, site().catalog, award, found)
    return pdf_answer(print_agreement(paper), f"{found.title} {award.application.receipt_number}")


@desk.get("/awards/<int:award_id>/agreement/scan")
@signed_in
def award_agreement_scan(award_id: int) -> ResponseReturnValue:
    """Send the scan of the signed 協定書."""
    session = unit_of_work().session
    load_own_award(session, actor(), award_id)
    scan = scan_of(newest_agreement(session, award_id))
    return stored_file(scan, name=scan.name)
