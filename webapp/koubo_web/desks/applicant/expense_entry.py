"""One entry of the account: booked from a phone with its receipt, mended, taken out."""

from typing import BinaryIO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.models import Award
from koubo.calendar import day_in_japan
from koubo.problems import Problem, Problems, Stale
from koubo.reporting.account import account_standing, load_own_expense, may_book
from koubo.reporting.actions.expenses import (
    book_expense,
    change_expense,
    last_number,
    remove_expense,
)
from koubo.reporting.expense_models import Expense
from koubo.reporting.expense_rules import AccountLine, Side
from koubo.reporting.expense_schemas import Booking, choice_value, read_booking
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.expenses import own_account
from koubo_web.forms.call_forms import boxes, errors_by_field
from koubo_web.forms.differing import differing
from koubo_web.forms.expense_form import LABELS, ExpenseForm, sent_entry, shown, typed_entry
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

PHOTOGRAPH, FILE = "receipt", "receipt_file"
"""A phone takes a photograph for the one; for the other it offers what is kept on it."""


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
    award, form = own_account(award_id), sent_entry(request.form)
    try:
        expense_id = book_expense(
            unit_of_work(),
            site().catalog,
            site().files,
            actor(),
            award_id,
            booking=_understood(award, form),
            receipt=_sent_receipt(),
            seen=request.form.get("seen", type=int),
        )
    except Problems as found:
        return _page(own_account(award_id), form, problems=found.problems), 422
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
    award = own_account(row.award_id)
    try:
        change_expense(
            unit_of_work(),
            site().catalog,
            site().files,
            who,
            expense_id,
            booking=_understood(award, form),
            version=version,
            receipt=_sent_receipt(),
        )
    except Problems as found:
        row = load_own_expense(session, who, expense_id)
        page = _page(
            own_account(row.award_id), form, row=row, version=version, problems=found.problems
        )
        return page, 422
    except Stale:
        session.expire_all()
        row = load_own_expense(session, who, expense_id)
        return _stale_page(own_account(row.award_id), form, row), 409
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


def _sent_receipt() -> tuple[str, BinaryIO] | None:
    """Give the photograph, or else the file, that was sent; None where neither was."""
    for name in (PHOTOGRAPH, FILE):
        sent = request.files.get(name)
        if sent is not None and sent.filename:
            return sent.filename, sent.stream  # type: ignore[return-value]
    return None


def _stale_page(award: Award, form: ExpenseForm, row: Expense) -> str:
    organisation = _organisation(award)
    standing = account_standing(unit_of_work().session, site().catalog, award)
    names = {choice_value(one): one.label for one in standing.choices}
    saved = typed_entry(ExpenseForm.of(row, organisation), organisation)
    mine = typed_entry(form, organisation)
    found = differing(LABELS, shown(saved, names), shown(mine, names))
    return _page(award, form, row=row, version=row.version, differs=found)


def _page(
    award: Award,
    form: ExpenseForm,
    *,
    row: Expense | None = None,
    version: int | None = None,
    problems: tuple[Problem, ...] = (),
    differs: list[tuple[str, str, str]] | None = None,
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
    )


def _told(line: AccountLine) -> str:
    rest = f"（残り {line.rest:,}円）" if line.planned else ""
    return f"{line.label}{rest}"
