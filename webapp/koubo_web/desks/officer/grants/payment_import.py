"""The list that comes back from the city's accounts: upload it, look at it, record just that."""

from io import BytesIO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.payments.actions.payment_lists import (
    KIND,
    apply_payment_import,
    plan_payment_import,
)
from koubo.award.payments.plan import PAYMENT_FATES, PaymentFate
from koubo.papers.csv_tables import workbook_of_csv
from koubo.papers.workbooks import MOST_BYTES
from koubo.people.imports import NO_FILE, keep_import, load_import
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems, Stale
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import actor, site, unit_of_work

TONES = {
    PaymentFate.PAID: "green",
    PaymentFate.ORDERED: "blue",
    PaymentFate.SAME: "grey",
    PaymentFate.BLANK: "grey",
}
CHANGED_MEANWHILE = (
    "確かめているあいだに請求の状態が変わりました。もう一度、下の内容を確かめてください。"
)


@desk.get("/payments/import")
@seat(SeatKind.OFFICER)
def payment_upload() -> ResponseReturnValue:
    """Ask for the file."""
    return render_template("officer/grants/payment_upload.html", problems=())


@desk.post("/payments/import")
@seat(SeatKind.OFFICER)
def upload_payments() -> ResponseReturnValue:
    """Keep the file; nothing is recorded yet."""
    work, who, files = unit_of_work(), actor(), site().files
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Problems([Problem("no_file", NO_FILE, field="file")])
        content = sent.stream.read(MOST_BYTES + 1)
        if sent.filename.lower().endswith(".csv"):
            content = workbook_of_csv(content)
        payments_id = keep_import(
            work,
            files,
            who,
            kind=KIND,
            subject_id=None,
            name=sent.filename,
            stream=BytesIO(content),
        )
        plan_payment_import(work, files, who, payments_id)
    except Problems as found:
        return render_template("officer/grants/payment_upload.html", problems=found.problems), 422
    return redirect(url_for("officer.payment_import", payments_id=payments_id), 303)


@desk.get("/payments/import/<int:payments_id>")
@seat(SeatKind.OFFICER)
def payment_import(payments_id: int) -> ResponseReturnValue:
    """Show what the list would record, row by row."""
    return _plan_page(payments_id)


@desk.post("/payments/import/<int:payments_id>")
@seat(SeatKind.OFFICER)
def record_payments(payments_id: int) -> ResponseReturnValue:
    """Record what was shown, if that is still what would change."""
    shown = request.form.get("shown", "")
    try:
        count = apply_payment_import(
            unit_of_work(), site().files, actor(), payments_id, shown=shown
        )
    except Stale:
        return _plan_page(payments_id, CHANGED_MEANWHILE), 409
    flash(f"{count}件の請求を記録しました。支払日を記録した団体にはメールで知らせます。", "success")
    return redirect(url_for("officer.payments"), 303)


def _plan_page(payments_id: int, warning: str = "") -> str:
    work, who = unit_of_work(), actor()
    draft = load_import(work.session, who, payments_id, kind=KIND, subject_id=None)
    plan = plan_payment_import(work, site().files, who, payments_id)
    return render_template(
        "officer/grants/payment_import.html",
        draft=draft,
        plan=plan,
        rows=[(one, PAYMENT_FATES[one.fate], TONES[one.fate]) for one in plan.lines],
        warning=warning,
    )
