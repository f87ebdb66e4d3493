"""Money that comes back, at the officer's desk: billed, received in parts, 加算金 and 延滞金."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.queries import award_row
from koubo.award.schemas import load_or_say
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.reporting.policy import load_repayment
from koubo.reporting.rules import (
    CAUSE_NAMES,
    REPAYMENT_STEPS,
    BookedAs,
    RepaymentState,
    booked_as,
)
from koubo.reporting.settling.actions.repaying import (
    bill_repayment,
    owed_on,
    receive_repayment,
    waive_interest,
)
from koubo.reporting.settling.queries import receipts_of
from koubo.reporting.settling.schemas import WaiverSchema, read_bill, read_receipt
from koubo_web.access import seat
from koubo_web.desks.officer.awards.claims import by_box
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import ReasonForm
from koubo_web.forms.return_forms import BillForm, ReceiptForm
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

BOXES = {"bill_number": "number", "due_on": "due", "received_on": "day"}


@desk.get("/awards/repayments/<int:repayment_id>")
@seat(SeatKind.OFFICER)
def award_repayment(repayment_id: int) -> ResponseReturnValue:
    """Show a repayment, what came of it, and its next step."""
    return _page(repayment_id, _blank())


@desk.post("/awards/repayments/<int:repayment_id>")
@seat(SeatKind.OFFICER)
def step_repayment(repayment_id: int) -> ResponseReturnValue:
    """Record the 納入通知書, money that came in, or that no more is asked on top of it."""
    award_id = load_repayment(unit_of_work().session, actor(), repayment_id).award_id
    version = version_of(request.form)
    verbs: dict[str, Callable[[int, dict[str, Any], int], str]] = {
        "bill": _bill,
        "receive": _receive,
        "waive": _waive,
    }
    verb = verbs.get(request.form.get("do", ""))
    if verb is None:
        return redirect(url_for("officer.award_repayment", repayment_id=repayment_id), 303)
    typed = _typed()
    try:
        told = verb(repayment_id, typed, version)
    except Problems as found:
        return _page(repayment_id, typed, found.problems), 422
    flash(told, "success")
    return redirect(url_for("officer.award", award_id=award_id), 303)


def _blank() -> dict[str, Any]:
    return {**BillForm().typed, **ReceiptForm().typed, **ReasonForm().typed}


def _typed() -> dict[str, Any]:
    posted = request.form
    return {
        **BillForm(formdata=posted).typed,
        **ReceiptForm(formdata=posted).typed,
        **ReasonForm(formdata=posted).typed,
    }


def _bill(repayment_id: int, typed: dict[str, Any], version: int) -> str:
    number, due_on = read_bill(typed)
    bill_repayment(
        unit_of_work(), actor(), repayment_id, bill_number=number, due_on=due_on, version=version
    )
    return "納入通知書の番号を記録しました。団体にメールで知らせます。"


def _receive(repayment_id: int, typed: dict[str, Any], version: int) -> str:
    day, amount = read_receipt(typed)
    receive_repayment(
        unit_of_work(),
        site().catalog,
        actor(),
        repayment_id,
        received_on=day,
        amount=amount,
        version=version,
    )
    return "収納日を記録しました。"


def _waive(repayment_id: int, typed: dict[str, Any], version: int) -> str:
    reason: str = load_or_say(WaiverSchema(), typed)["reason"]
    waive_interest(unit_of_work(), actor(), repayment_id, reason=reason, version=version)
    return "加算金・延滞金の残りを免除したことを記録しました。"


def _page(repayment_id: int, typed: dict[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    session, today = unit_of_work().session, day_in_japan(now())
    repayment = load_repayment(session, actor(), repayment_id)
    award = repayment.award
    terms = site().catalog.of(award.application.call.release).after_award
    receipts = receipts_of(session, repayment_id)
    waits = repayment.state is RepaymentState.ASKED
    owed = owed_on(session, terms, repayment, today) if waits else None
    return render_template(
        "officer/grants/repayment.html",
        repayment=repayment,
        award=award_row(session, repayment.award_id),
        cause=CAUSE_NAMES[repayment.cause],
        state=REPAYMENT_STEPS.names[repayment.state],
        waits=waits,
        owed=owed,
        # What it would come to today, where that is not what was received already.
        differs=owed is not None and owed.working.as_json() != repayment.working,
        today=today,
        booked_now=booked_as(award.fiscal_year, today).text,
        receipts=[(one, BookedAs(one.booking, one.booked_in).text) for one in receipts],
        typed=typed,
        problems=problems,
        errors=by_box(problems, BOXES),
    )
