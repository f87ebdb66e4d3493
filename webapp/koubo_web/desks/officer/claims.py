"""Money in and out at the officer's desk: bills from filing to payment, and repayments."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.actions.claims import accept_claim, order_payment, pay_claim
from koubo.award.policy import load_award, load_claim
from koubo.award.queries.awards import SHOWN, award_row, open_claims
from koubo.award.rules import ClaimState
from koubo.award.schemas import read_day, read_number
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.reporting.actions.closing import bill_repayment, receive_repayment
from koubo.reporting.policy import load_repayment
from koubo.reporting.queries import open_repayments
from koubo.reporting.rules import CAUSE_NAMES, REPAYMENT_STEPS
from koubo_web.access import seat
from koubo_web.desks.award_words import claim_name, claim_tag
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import PaymentForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, unit_of_work
from koubo_web.versions import version_of


@desk.get("/awards/claims")
@seat(SeatKind.OFFICER)
def award_claims() -> ResponseReturnValue:
    """List the bills that wait for their next step, and the repayments that are out."""
    session, who = unit_of_work().session, actor()
    rows = open_claims(session, who, after=request.args.get("after", 0, type=int))
    return render_template(
        "officer/claims.html",
        rows=[(one, claim_name(one.kind), claim_tag(one.state)) for one in rows],
        repayments=open_repayments(session, who),
        next_after=rows[-1].id if len(rows) == SHOWN else None,
    )


@desk.get("/awards/claims/<int:claim_id>")
@seat(SeatKind.OFFICER)
def award_claim(claim_id: int) -> ResponseReturnValue:
    """Show a bill and its next step."""
    return _claim_page(claim_id, PaymentForm().typed)


@desk.post("/awards/claims/<int:claim_id>")
@seat(SeatKind.OFFICER)
def step_claim(claim_id: int) -> ResponseReturnValue:
    """Take the bill's next step: accept it, order its payment, or record the payment."""
    work, who, version = unit_of_work(), actor(), version_of(request.form)
    typed = PaymentForm(formdata=request.form).typed
    verbs: dict[str, Callable[[], str]] = {
        "accept": lambda: _accept(claim_id, version),
        "order": lambda: _order(claim_id, typed, version),
        "pay": lambda: _pay(claim_id, typed, version),
    }
    award_id = load_claim(work.session, who, claim_id).award_id
    verb = verbs.get(request.form.get("do", ""))
    if verb is None:
        return redirect(url_for("officer.award_claim", claim_id=claim_id), 303)
    try:
        told = verb()
    except Problems as found:
        return _claim_page(claim_id, typed, found.problems), 422
    flash(told, "success")
    return redirect(url_for("officer.award", award_id=award_id), 303)


def _accept(claim_id: int, version: int) -> str:
    accept_claim(unit_of_work(), actor(), claim_id, version=version)
    return "請求書を受理しました。次に、支出命令の番号を記録してください。"


def _order(claim_id: int, typed: dict[str, Any], version: int) -> str:
    number = read_number(typed, "number", "支出命令の番号")
    order_payment(unit_of_work(), actor(), claim_id, order_number=number, version=version)
    return "支出命令の番号を記録しました。支払われたら、支払日を記録してください。"


def _pay(claim_id: int, typed: dict[str, Any], version: int) -> str:
    day = read_day(typed, "day", "支払日")
    pay_claim(unit_of_work(), actor(), claim_id, paid_on=day, version=version)
    return "支払日を記録しました。団体にメールで知らせます。"


def _claim_page(claim_id: int, typed: dict[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    session = unit_of_work().session
    claim = load_claim(session, actor(), claim_id)
    return render_template(
        "officer/claim.html",
        claim=claim,
        award=award_row(session, claim.award_id),
        name=claim_name(claim.kind),
        tag=claim_tag(claim.state),
        states=ClaimState,
        typed=typed,
        problems=problems,
        errors=_by_box(problems, {"order_number": "number", "paid_on": "day"}),
    )


def _by_box(problems: tuple[Problem, ...], boxes: dict[str, str]) -> dict[str, list[str]]:
    """Give the messages at the boxes of the page, whose names serve several verbs."""
    found = errors_by_field(problems)
    return {boxes.get(field, field): messages for field, messages in found.items()}


@desk.get("/awards/repayments/<int:repayment_id>")
@seat(SeatKind.OFFICER)
def award_repayment(repayment_id: int) -> ResponseReturnValue:
    """Show a repayment and its next step."""
    return _repayment_page(repayment_id, PaymentForm().typed)


@desk.post("/awards/repayments/<int:repayment_id>")
@seat(SeatKind.OFFICER)
def step_repayment(repayment_id: int) -> ResponseReturnValue:
    """Record the number of the 納入通知書, or the day on which the money came back."""
    work, who, version = unit_of_work(), actor(), version_of(request.form)
    typed = PaymentForm(formdata=request.form).typed
    award_id = load_repayment(work.session, who, repayment_id).award_id
    try:
        if request.form.get("do") == "bill":
            number = read_number(typed, "number", "納入通知書の番号")
            bill_repayment(work, who, repayment_id, bill_number=number, version=version)
            told = "納入通知書の番号を記録しました。団体にメールで知らせます。"
        else:
            day = read_day(typed, "day", "収納日")
            receive_repayment(work, who, repayment_id, received_on=day, version=version)
            told = "収納日を記録しました。"
    except Problems as found:
        return _repayment_page(repayment_id, typed, found.problems), 422
    flash(told, "success")
    return redirect(url_for("officer.award", award_id=award_id), 303)


def _repayment_page(
    repayment_id: int, typed: dict[str, Any], problems: tuple[Problem, ...] = ()
) -> str:
    session, who = unit_of_work().session, actor()
    repayment = load_repayment(session, who, repayment_id)
    load_award(session, who, repayment.award_id)
    return render_template(
        "officer/repayment.html",
        repayment=repayment,
        award=award_row(session, repayment.award_id),
        cause=CAUSE_NAMES[repayment.cause],
        state=REPAYMENT_STEPS.names[repayment.state],
        typed=typed,
        problems=problems,
        errors=_by_box(problems, {"bill_number": "number", "received_on": "day"}),
    )
