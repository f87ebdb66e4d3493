"""Bills at the organisation's desk: hand one in, look at it, print it, take it back."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.models import Award
from koubo.award.payments.actions.claims import claimable_now, file_claim, withdraw_claim
from koubo.award.payments.bill_paper import bill_paper
from koubo.award.payments.claim_rules import ClaimKind, ClaimState
from koubo.award.policy import load_own_award, load_own_claim
from koubo.award.queries import award_row
from koubo.award.rules import AwardState
from koubo.award.schemas import read_claim
from koubo.people.account_models import BankAccount
from koubo.people.accounts import account_in_use
from koubo.people.policy import require_power
from koubo.people.rules import Power
from koubo.problems import Problem, Problems, Refused
from koubo.reporting.settling.advance_paper import advance_paper
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.award_words import claim_name, claim_tag
from koubo_web.forms.award_forms import ClaimForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.printing import statement_answer
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

NO_ACCOUNT = "この請求には口座が記録されていないため、請求書を印刷できません。"


@desk.get("/awards/<int:award_id>/claim")
@signed_in
def new_claim(award_id: int) -> ResponseReturnValue:
    """Ask for a bill; what can be claimed now decides of which kind it is."""
    found = load_own_award(unit_of_work().session, actor(), award_id)
    kind = _kind_now(found)
    most = claimable_now(unit_of_work().session, site().catalog, found, kind)
    typed = {"kind": kind.value, "amount": f"{most:,}", "purpose": ""}
    return _claim_page(found, typed, found.version)


@desk.post("/awards/<int:award_id>/claim")
@signed_in
def add_claim(award_id: int) -> ResponseReturnValue:
    """Hand in a bill."""
    work, who = unit_of_work(), actor()
    typed, version = ClaimForm(formdata=request.form).typed, version_of(request.form)
    try:
        kind, amount, purpose = read_claim(typed)
        file_claim(
            work,
            site().catalog,
            who,
            award_id,
            kind=kind,
            amount=amount,
            purpose=purpose,
            version=version,
        )
    except Problems as found:
        award = load_own_award(work.session, who, award_id)
        return _claim_page(award, typed, version, found.problems), 422
    flash(
        "請求書を提出しました。市が確かめてから、支払いの手続きをします。請求書は「請求と支払い」から印刷できます。",
        "success",
    )
    return redirect(url_for("applicant.award", award_id=award_id), 303)


def _kind_now(award: Award) -> ClaimKind:
    return ClaimKind.FINAL if award.state is AwardState.SETTLED else ClaimKind.ADVANCE


def _claim_page(
    award: Award, typed: dict[str, Any], version: int, problems: tuple[Problem, ...] = ()
) -> str:
    session, kind = unit_of_work().session, _kind_now(award)
    return render_template(
        "applicant/award_claim.html",
        award=award_row(session, award.id),
        advance=kind is ClaimKind.ADVANCE,
        name=claim_name(kind),
        most=claimable_now(session, site().catalog, award, kind),
        typed={**typed, "kind": kind.value},
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
        account=account_in_use(session, award.application.organisation_id),
        organisation_id=award.application.organisation_id,
    )


@desk.get("/claims/<int:claim_id>")
@signed_in
def claim(claim_id: int) -> ResponseReturnValue:
    """Show one of the organisation's bills, with what can be done about it."""
    session = unit_of_work().session
    found = load_own_claim(session, actor(), claim_id)
    paid_into = session.get(BankAccount, found.account_id) if found.account_id else None
    return render_template(
        "applicant/claim.html",
        claim=found,
        award=award_row(session, found.award_id),
        account=paid_into.masked if paid_into else "",
        name=claim_name(found.kind),
        tag=claim_tag(found.state),
        may_withdraw=found.state is ClaimState.FILED,
        is_sent_back=found.state is ClaimState.SENT_BACK,
    )


@desk.get("/claims/<int:claim_id>.pdf")
@signed_in
def claim_paper(claim_id: int) -> ResponseReturnValue:
    """Print a bill as a 請求書 with the whole account, for those who look after the money."""
    work, who = unit_of_work(), actor()
    found = load_own_claim(work.session, who, claim_id)
    require_power(work.session, who, found.award.application.organisation_id, Power.ACCOUNT)
    if found.account_id is None:
        raise Refused(NO_ACCOUNT)
    details = site().vault.open(work.session.get_one(BankAccount, found.account_id).secret)
    paper = bill_paper(work.session, site().catalog, found, details)
    return statement_answer(
        paper, f"請求書_{found.award.application.receipt_number}-{found.number}"
    )


@desk.post("/claims/<int:claim_id>")
@signed_in
def withdraw_bill(claim_id: int) -> ResponseReturnValue:
    """Take a bill back that the city has not taken up yet."""
    work, who = unit_of_work(), actor()
    award_id = load_own_claim(work.session, who, claim_id).award_id
    withdraw_claim(work, who, claim_id, version=version_of(request.form))
    flash("請求を取り下げました。必要なときは、もう一度請求できます。", "success")
    return redirect(url_for("applicant.award", award_id=award_id), 303)


@desk.get("/awards/<int:award_id>/advance-account.pdf")
@signed_in
def advance_account(award_id: int) -> ResponseReturnValue:
    """Print the 概算払精算書 of an award, where its scheme asks for one."""
    session = unit_of_work().session
    found = load_own_award(session, actor(), award_id)
    paper = advance_paper(session, site().catalog, found)
    return statement_answer(paper, f"概算払精算書_{found.application.receipt_number}")
