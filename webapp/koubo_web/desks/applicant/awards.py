"""One award at the organisation's desk: what to do next, its sums, bills and letters."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.amendments.queries import amendments_of
from koubo.award.grants.actions.applying import start_grant_application
from koubo.award.grants.actions.declining import decline_award
from koubo.award.grants.actions.ending import may_withdraw
from koubo.award.grants.agreements import agreement_of
from koubo.award.models import Award
from koubo.award.notices.queries.notices import notices_of
from koubo.award.policy import load_own_award
from koubo.award.queries import award_row, claims_of
from koubo.award.rules import AwardState
from koubo.problems import Problem, Problems
from koubo.reporting.accounts.standing import KEPT
from koubo.reporting.actions import start_report
from koubo.reporting.queries import report_of
from koubo.reporting.rules import CAUSE_NAMES, REPAYMENT_STEPS
from koubo.reporting.settling.advance_paper import wants_advance_account
from koubo.reporting.settling.queries import repayments_of
from koubo.schemes.forms import FilingKind
from koubo_web.access import signed_in
from koubo_web.desks.amendment_view import amendment_lines
from koubo_web.desks.applicant.award_facts import applying_notes, own_amounts, own_particulars
from koubo_web.desks.applicant.award_todo import form_title, next_steps
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.award_progress import award_progress
from koubo_web.desks.award_words import award_tag, claim_name, claim_tag
from koubo_web.forms.award_forms import ReasonForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

MAY_DECLINE = (AwardState.CANDIDATE, AwardState.APPLIED)


@desk.get("/awards/<int:award_id>")
@signed_in
def award(award_id: int) -> ResponseReturnValue:
    """Show an award of the person's own organisation."""
    work, catalog = unit_of_work(), site().catalog
    session = work.session
    found = load_own_award(session, actor(), award_id)
    row = award_row(session, award_id)
    report, repayments = report_of(session, award_id), repayments_of(session, award_id)
    bills = claims_of(session, award_id)
    steps = next_steps(session, catalog, found, report, repayments, bills, now())
    return render_template(
        "applicant/award.html",
        award=row,
        tag=award_tag(row.state),
        amounts=own_amounts(row),
        # In the order in which they are taken, not by their days.
        todos=[one.card(now()) for one in steps],
        claims=[(one, claim_name(one.kind), claim_tag(one.state)) for one in bills],
        repayments=[
            (one, CAUSE_NAMES[one.cause], REPAYMENT_STEPS.names[one.state]) for one in repayments
        ],
        notices=notices_of(session, [row.application_id], award_id=award_id),
        progress=award_progress(found),
        particulars=own_particulars(session, catalog, found),
        agreement=agreement_of(session, catalog, found),
        may_withdraw=may_withdraw(session, found) and found.withdrawal_asked_on is None,
        may_decline=row.state in MAY_DECLINE,
        may_change=row.state is AwardState.GRANTED,
        amendments=amendment_lines(amendments_of(session, award_id, staff=False)),
        has_account=row.state in KEPT,
        wants_advance_account=row.paid > 0 and wants_advance_account(catalog, found),
    )


def _title(award: Award, kind: FilingKind) -> str:
    """Give what the award's scheme calls one of its documents."""
    return form_title(site().catalog.of(award.application.call.release), kind)


@desk.get("/awards/<int:award_id>/grant-application")
@signed_in
def confirm_grant_application(award_id: int) -> ResponseReturnValue:
    """Say what the 交付申請書 begins with, and begin it by a button."""
    found = load_own_award(unit_of_work().session, actor(), award_id)
    if found.filing_id is not None:
        return redirect(url_for("applicant.open_filing", filing_id=found.filing_id))
    return render_template(
        "applicant/award_start.html",
        award=award_row(unit_of_work().session, award_id),
        title=f"{_title(found, FilingKind.GRANT_APPLICATION)}を作る",
        url=url_for("applicant.begin_grant_application", award_id=award_id),
        told=[
            f"{_title(found, FilingKind.PROPOSAL)}の内容を写した下書きを作ります。通知書の条件に合わせて直せます。"
            if found.number == 1
            else f"前の{_title(found, FilingKind.GRANT_APPLICATION)}の内容を写した下書きを作ります。変わったところを直してください。",
            "申請額は、内定額を超えないようにします。",
            *applying_notes(found),
            "下書きは何度でも保存でき、提出するまで市には見えません。",
        ],
    )


@desk.post("/awards/<int:award_id>/grant-application")
@signed_in
def begin_grant_application(award_id: int) -> ResponseReturnValue:
    """Begin the 交付申請書, and open its form."""
    filing_id = start_grant_application(unit_of_work(), site().catalog, actor(), award_id)
    return redirect(url_for("applicant.open_filing", filing_id=filing_id), 303)


@desk.get("/awards/<int:award_id>/report")
@signed_in
def confirm_report(award_id: int) -> ResponseReturnValue:
    """Say what the 実績報告書 begins with, and begin it by a button."""
    session = unit_of_work().session
    found = load_own_award(session, actor(), award_id)
    if (report := report_of(session, award_id)) is not None:
        return redirect(url_for("applicant.open_filing", filing_id=report.filing_id))
    return render_template(
        "applicant/award_start.html",
        award=award_row(session, award_id),
        title=f"{_title(found, FilingKind.REPORT)}を作る",
        url=url_for("applicant.begin_report", award_id=award_id),
        told=[
            f"{_title(found, FilingKind.GRANT_APPLICATION)}の内容を写した下書きを作ります。実際にかかった金額に直してください。",
            "会計のページに書いたものがあれば、使った金額と領収書をそのまま写します。",
            "領収書の写しを添付します。写真や配布物も添付できます。",
            "下書きは何度でも保存でき、提出するまで市には見えません。",
        ],
    )


@desk.post("/awards/<int:award_id>/report")
@signed_in
def begin_report(award_id: int) -> ResponseReturnValue:
    """Begin the 実績報告書, and open its form."""
    filing_id = start_report(unit_of_work(), site().catalog, actor(), award_id)
    return redirect(url_for("applicant.open_filing", filing_id=filing_id), 303)


@desk.get("/awards/<int:award_id>/decline")
@signed_in
def confirm_decline(award_id: int) -> ResponseReturnValue:
    """Ask why an award is given up."""
    found = load_own_award(unit_of_work().session, actor(), award_id)
    return _decline_page(found, "", found.version)


@desk.post("/awards/<int:award_id>/decline")
@signed_in
def decline(award_id: int) -> ResponseReturnValue:
    """Give an award up."""
    work, who = unit_of_work(), actor()
    reason, version = ReasonForm(formdata=request.form).typed["reason"], version_of(request.form)
    try:
        decline_award(work, who, award_id, reason=reason, version=version)
    except Problems as found:
        award = load_own_award(work.session, who, award_id)
        return _decline_page(award, reason, version, found.problems), 422
    flash("辞退を届け出ました。", "success")
    return redirect(url_for("applicant.award", award_id=award_id), 303)


def _decline_page(
    award: Award, reason: str, version: int, problems: tuple[Problem, ...] = ()
) -> str:
    return render_template(
        "applicant/award_decline.html",
        award=award_row(unit_of_work().session, award.id),
        reason=reason,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
    )
