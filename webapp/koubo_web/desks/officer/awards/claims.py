"""Money that goes out, at the officer's desk: bills from filing to payment."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.payments.actions.paying import (
    accept_claim,
    order_payment,
    pay_claim,
    send_back_claim,
)
from koubo.award.payments.booking_rules import accounts_close_on
from koubo.award.payments.claim_rules import ClaimState
from koubo.award.policy import load_claim
from koubo.award.queries import SHOWN, award_row, open_claims
from koubo.award.schemas import read_day, read_number
from koubo.calendar import day_in_japan, format_fiscal_year
from koubo.people.account_models import BankAccount
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.reporting.settling.queries import open_repayments
from koubo_web.access import seat
from koubo_web.desks.award_words import claim_name, claim_tag
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import PaymentForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, now, unit_of_work
from koubo_web.versions import version_of


@desk.get("/awards/claims")
@seat(SeatKind.OFFICER)
def award_claims() -> ResponseReturnValue:
    """List the bills that wait for their next step, and the repayments that are out."""
    session, who = unit_of_work().session, actor()
    after = request.args.get("after", 0, type=int)
    found = open_claims(session, who, after=after, limit=SHOWN + 1)
    rows, next_url = one_page(
        found, SHOWN, lambda last: url_for("officer.award_claims", after=last.id)
    )
    return render_template(
        "officer/claims.html",
        rows=[(one, claim_name(one.kind), claim_tag(one.state)) for one in rows],
        repayments=open_repayments(session, who),
        today=day_in_japan(now()),
        next_url=next_url,
    )


@desk.get("/awards/claims/<int:claim_id>")
@seat(SeatKind.OFFICER)
def award_claim(claim_id: int) -> ResponseReturnValue:
    """Show a bill and its next step."""
    return _claim_page(claim_id, PaymentForm().typed)


@desk.post("/awards/claims/<int:claim_id>")
@seat(SeatKind.OFFICER)
def step_claim(claim_id: int) -> ResponseReturnValue:
    """Take the bill's next step: accept it or send it back, order its payment, or record it."""
    work, who, version = unit_of_work(), actor(), version_of(request.form)
    typed = PaymentForm(formdata=request.form).typed
    verbs: dict[str, Callable[[], str]] = {
        "accept": lambda: _accept(claim_id, version),
        "order": lambda: _order(claim_id, typed, version),
        "pay": lambda: _pay(claim_id, typed, version),
        "send_back": lambda: _send_back(claim_id, typed, version),
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
    pay_claim(
        unit_of_work(),
        actor(),
        claim_id,
        paid_on=day,
        version=version,
        past_year_reason=typed["reason"],
    )
    return "支払日を記録しました。団体にメールで知らせます。"


def _send_back(claim_id: int, typed: dict[str, Any], version: int) -> str:
    reason = typed["reason"]
    send_back_claim(unit_of_work(), actor(), claim_id, reason=reason, version=version)
    return "請求を差し戻しました。団体にメールで知らせます。"


def _claim_page(claim_id: int, typed: dict[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    session = unit_of_work().session
    claim = load_claim(session, actor(), claim_id)
    paid_into = session.get(BankAccount, claim.account_id) if claim.account_id else None
    return render_template(
        "officer/claim.html",
        account=paid_into.masked if paid_into else "",
        mandate=paid_into.name if paid_into else "",
        year=format_fiscal_year(claim.award.fiscal_year),
        booked=format_fiscal_year(claim.booked_year) if claim.booked_year else "",
        closing=accounts_close_on(claim.award.fiscal_year),
        asks_reason=any(one.code == "year_closed" for one in problems),
        claim=claim,
        award=award_row(session, claim.award_id),
        name=claim_name(claim.kind),
        tag=claim_tag(claim.state),
        states=ClaimState,
        typed=typed,
        problems=problems,
        errors=by_box(problems, {"order_number": "number", "paid_on": "day"}),
    )


def by_box(problems: tuple[Problem, ...], boxes: dict[str, str]) -> dict[str, list[str]]:
    """Give the messages at the boxes of the page, whose names serve several verbs."""
    found = errors_by_field(problems)
    return {boxes.get(field, field): messages for field, messages in found.items()}
