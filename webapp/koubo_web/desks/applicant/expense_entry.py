"""One entry of the account: booked from a phone with its receipt, mended, taken out."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.models import Award
from koubo.calendar import day_in_japan
from koubo.problems import Problem, Problems, Stale
from koubo.reporting.accounts.actions import (
    book_expense,
    change_expense,
    last_number,
    remove_expense,
)
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.rules import AccountLine, Side
from koubo.reporting.accounts.schemas import Booking, choice_value, read_booking
from koubo.reporting.accounts.standing import account_standing, load_own_expense, may_book
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.expenses import own_account
from koubo_web.desks.applicant.sent_receipt import (
    KeptReceipt,
    SentReceipt,
    keep_for_next_try,
    sent_receipt,
)
from koubo_web.forms.call_forms import boxes, errors_by_field
from koubo_web.forms.differing import differing
from koubo_web.forms.expense_form import LABELS, ExpenseForm, sent_entry, shown, typed_entry
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

NEXT = "next"
"""The button for somebody with a pile of receipts: book this one, and open the next."""


@desk.get("/awards/<int:award_id>/account/new")
@signed_in
def new_expense(award_id: int) -> ResponseReturnValue:
    """Ask for an entry; the line whose button was pressed is chosen."""
    award = own_account(award_id)
    if not may_book(unit_of_work().session, award):
        return redirect(url_for("applicant.expenses", award_id=award_id))
    today = boxes(day_in_japan(now()))
    form = ExpenseForm(data={"line": request.args.get("line", ""), "paid_on": today})
    return _page(award, form)


@desk.post("/awards/<int:award_id>/account/new")
@signed_in
def add_expense(award_id: int) -> ResponseReturnValue:
    """Book an entry, and go back to the account."""
    award, form, receipt = own_account(award_id), sent_entry(request.form), None
    try:
        receipt = sent_receipt(award_id)
        expense_id = book_expense(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            award_id,
            booking=_understood(award, form),
            receipt=receipt.file if receipt else None,
            seen=request.form.get("seen", type=int),
        )
    except Problems as found:
        return _refused(award_id, form, found.problems, receipt), 422
    if request.form.get("then") == NEXT:
        flash("会計に書きました。次の領収書を書けます。", "success")
        line = form.typed["line"]
        return redirect(url_for("applicant.new_expense", award_id=award_id, line=line), 303)
    flash("会計に書きました。", "success")
    return _to_account(award_id, f"entry-{expense_id}")


@desk.get("/expenses/<int:expense_id>")
@signed_in
def edit_expense(expense_id: int) -> ResponseReturnValue:
    """Ask for changes of an entry; a closed account says so before anything is typed."""
    session = unit_of_work().session
    row = load_own_expense(session, actor(), expense_id)
    award = own_account(row.award_id)
    if row.removed_at is None and not may_book(session, award):
        return redirect(url_for("applicant.expenses", award_id=award.id))
    return _page(award, ExpenseForm.of(row, _organisation(award)), row=row, version=row.version)


@desk.post("/expenses/<int:expense_id>")
@signed_in
def save_expense(expense_id: int) -> ResponseReturnValue:
    """Change an entry; a save over a newer one shows both texts."""
    session, who = unit_of_work().session, actor()
    form, version = sent_entry(request.form), version_of(request.form)
    row = load_own_expense(session, who, expense_id)
    award, receipt = own_account(row.award_id), None
    try:
        receipt = sent_receipt(row.award_id)
        change_expense(
            unit_of_work(),
            site().catalog,
            site().files,
            who,
            expense_id,
            booking=_understood(award, form),
            version=version,
            receipt=receipt.file if receipt else None,
        )
    except Problems as found:
        row = load_own_expense(session, who, expense_id)
        page = _refused(row.award_id, form, found.problems, receipt, row=row, version=version)
        return page, 422
    except Stale:
        session.expire_all()
        row = load_own_expense(session, who, expense_id)
        award = own_account(row.award_id)
        kept = keep_for_next_try(award, receipt) if receipt else None
        return _stale_page(award, form, row, kept), 409
    flash("会計の記入を直しました。", "success")
    return _to_account(row.award_id, f"entry-{expense_id}")


@desk.get("/expenses/<int:expense_id>/remove")
@signed_in
def expense_removal(expense_id: int) -> ResponseReturnValue:
    """Ask whether an entry is to be taken out."""
    row = load_own_expense(unit_of_work().session, actor(), expense_id)
    award = own_account(row.award_id)
    return render_template("applicant/expense_removal.html", entry=row, award=award)


@desk.post("/expenses/<int:expense_id>/remove")
@signed_in
def remove_expense_now(expense_id: int) -> ResponseReturnValue:
    """Take an entry out of the account."""
    award_id = remove_expense(unit_of_work(), actor(), expense_id, version=version_of(request.form))
    flash("会計から消しました。消した記入は、下の「消した記入」に残ります。", "success")
    return _to_account(award_id, "removed")


def _to_account(award_id: int, place: str) -> ResponseReturnValue:
    return redirect(url_for("applicant.expenses", award_id=award_id, _anchor=place), 303)


def _organisation(award: Award) -> str:
    return award.application.organisation.name


def _understood(award: Award, form: ExpenseForm) -> Booking:
    standing = account_standing(unit_of_work().session, site().catalog, award)
    typed = typed_entry(form, _organisation(award))
    return read_booking(typed, standing.choices, today=day_in_japan(now()))


def _refused(
    award_id: int,
    form: ExpenseForm,
    found: Sequence[Problem],
    receipt: SentReceipt | None,
    **drawn: Any,
) -> str:
    """Draw the form again with everything that is wrong, its photograph among it or kept."""
    award, problems, kept = own_account(award_id), list(found), None
    if receipt is not None:
        try:
            kept = keep_for_next_try(award, receipt)
        except Problems as of_the_file:
            problems += [one for one in of_the_file.problems if one not in problems]
    return _page(award, form, problems=problems, kept=kept, **drawn)


def _stale_page(award: Award, form: ExpenseForm, row: Expense, kept: KeptReceipt | None) -> str:
    organisation = _organisation(award)
    standing = account_standing(unit_of_work().session, site().catalog, award)
    names = {choice_value(one): one.label for one in standing.choices}
    saved = typed_entry(ExpenseForm.of(row, organisation), organisation)
    mine = typed_entry(form, organisation)
    found = differing(LABELS, shown(saved, names), shown(mine, names))
    return _page(award, form, row=row, version=row.version, differs=found, kept=kept)


def _page(
    award: Award,
    form: ExpenseForm,
    *,
    row: Expense | None = None,
    version: int | None = None,
    problems: Sequence[Problem] = (),
    differs: list[tuple[str, str, str]] | None = None,
    kept: KeptReceipt | None = None,
) -> str:
    session = unit_of_work().session
    standing = account_standing(session, site().catalog, award)
    typed = form.typed
    chosen = next((one for one in standing.choices if choice_value(one) == typed["line"]), None)
    side = chosen.side if chosen else Side.EXPENSE
    return render_template(
        "applicant/expense.html",
        award=award,
        row=row,
        version=version,
        typed=typed,
        is_income=side is Side.INCOME,
        options=[(choice_value(one), _told(one)) for one in standing.choices if one.side is side],
        organisation=_organisation(award),
        seen=last_number(session, award.id),
        problems=problems,
        errors=errors_by_field(problems),
        differs=differs,
        kept=kept,
    )


def _told(line: AccountLine) -> str:
    rest = f"（残り {line.rest:,}円）" if line.planned else ""
    return f"{line.label}{rest}"
