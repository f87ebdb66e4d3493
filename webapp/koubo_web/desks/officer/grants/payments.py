"""支出一式: many bills at once for the city's accounts, and their numbers and days by hand."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.payments.actions.paying import Mark, mark_payments
from koubo.award.payments.actions.payment_lists import take_payment_list
from koubo.award.payments.claim_rules import CLAIM_NAMES, CLAIM_STEPS, ClaimState
from koubo.award.payments.queries import PAYABLE, SHOWN, payable_calls, payable_rows
from koubo.award.payments.sheets import (
    COLUMNS,
    payment_cells,
    payment_totals,
    payment_workbook,
)
from koubo.award.schemas import read_day
from koubo.calendar import day_in_japan, format_fiscal_year
from koubo.papers.exports import CSV_TYPE, csv_lines
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Refused
from koubo_web.access import seat
from koubo_web.desks.award_words import claim_name, claim_tag
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import clean, errors_by_field
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.stored_files import attached
from koubo_web.workbook_answer import workbook_answer

BOXES = ("year", "month", "day")
TRANSFER_HOOK = "koubo_payment_files"
NAME = "支出一式"


@desk.get("/payments")
@seat(SeatKind.OFFICER)
def payments() -> ResponseReturnValue:
    """List the bills that wait for the city's accounts, to be chosen."""
    return _page({})


@desk.post("/payments")
@seat(SeatKind.OFFICER)
def step_payments() -> ResponseReturnValue:
    """Give the chosen bills as a file, or record their numbers and their day of payment."""
    chosen = _chosen()
    do = request.form.get("do", "")
    try:
        if do in ("csv", "xlsx"):
            return _file(chosen, do)
        count = mark_payments(unit_of_work(), actor(), *_marks(chosen))
    except Refused as refused:
        return _page(_typed(), (Problem("refused", refused.message, field="claims"),)), 422
    except Problems as found:
        return _page(_typed(), found.problems), 422
    flash(f"{count}件の請求を記録しました。支払日を記録した団体にはメールで知らせます。", "success")
    return redirect(url_for("officer.payments"), 303)


def _chosen() -> list[int]:
    return request.form.getlist("claims", type=int)


def _typed() -> dict[str, str]:
    return {name: clean(text) for name, text in request.form.items()}


def _marks(chosen: list[int]) -> tuple[dict[int, Mark], dict[int, int]]:
    """Give what is to be recorded of each chosen bill, and the versions that the page showed."""
    if not chosen:
        raise Problems([Problem("none_chosen", "請求を1つ以上選んでください。", field="claims")])
    typed = _typed()
    boxes = {part: typed.get(f"day-{part}", "") for part in BOXES}
    day = read_day({"day": boxes}, "day", "支払日") if any(boxes.values()) else None
    reason = typed.get("reason", "")
    marks = {one: Mark(typed.get(f"order_number-{one}", ""), day, reason) for one in chosen}
    versions = {one: request.form.get(f"version-{one}", 0, type=int) for one in chosen}
    return marks, versions


def _file(chosen: list[int], kind: str) -> Response:
    lines = take_payment_list(unit_of_work(), site().vault, actor(), chosen)
    day = day_in_japan(now())
    if kind == "xlsx":
        return workbook_answer(payment_workbook(lines, day), f"{NAME}_{day:%Y%m%d}")
    content = b"".join(csv_lines(COLUMNS, map(payment_cells, lines)))
    return attached(Response(content, content_type=CSV_TYPE), f"{NAME}_{day:%Y%m%d}.csv")


def _page(typed: dict[str, Any], problems: tuple[Problem, ...] = ()) -> str:
    session, who = unit_of_work().session, actor()
    call_id = request.args.get("call_id", type=int)
    state = next((one for one in PAYABLE if one.value == request.args.get("state")), None)
    after = request.args.get("after", 0, type=int)
    rows = payable_rows(session, who, call_id=call_id, state=state, after=after)
    return render_template(
        "officer/grants/payments.html",
        rows=[(one, claim_name(one.kind), claim_tag(one.state)) for one in rows],
        totals=[
            (
                format_fiscal_year(one.fiscal_year),
                one.setsu,
                CLAIM_NAMES[one.kind],
                one.count,
                one.amount,
            )
            for one in payment_totals(rows)
        ],
        whole=sum(one.amount for one in rows),
        after=after,
        ordered=ClaimState.ORDERED,
        calls=payable_calls(session, who),
        states=[(one.value, CLAIM_STEPS.names[one]) for one in PAYABLE],
        chosen={"call_id": call_id or "", "state": state.value if state else ""},
        ticked={str(one.id) for one in rows}
        if "all" in request.args
        else set(request.form.getlist("claims")),
        typed=typed,
        day={part: typed.get(f"day-{part}", "") for part in BOXES},
        problems=problems,
        errors=errors_by_field(problems),
        asks_reason=any(one.code == "year_closed" for one in problems),
        with_transfers=any(TRANSFER_HOOK in one.hooks for one in site().house.installed),
        next_after=rows[-1].id if len(rows) == SHOWN else None,
    )
