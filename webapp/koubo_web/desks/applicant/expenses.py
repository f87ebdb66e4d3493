"""The account of an award (会計): what is left of each budget line, and what was booked on it."""

from collections.abc import Iterable, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.facts import Asked
from koubo.applications.models import Filing
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.award.queries import award_row
from koubo.calendar import day_in_japan
from koubo.problems import NotFound, Problem
from koubo.reporting.accounts.account_paper import account_sheets, account_statement
from koubo.reporting.accounts.copying import copy_account
from koubo.reporting.accounts.rules import SIDE_NAMES, Side
from koubo.reporting.accounts.schemas import choice_value
from koubo.reporting.accounts.standing import (
    KEPT,
    Standing,
    account_standing,
    entries_of,
    load_own_expense,
    may_book,
    removed_of,
)
from koubo.reporting.queries import report_of
from koubo.schemes.budget import IncomeKind
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.files import stored_file
from koubo_web.printing import statement_answer
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of
from koubo_web.workbook_answer import workbook_answer


@desk.get("/awards/<int:award_id>/account")
@signed_in
def expenses(award_id: int) -> ResponseReturnValue:
    """Show the account: the sums of each line, its entries, and what to look at."""
    session = unit_of_work().session
    award = own_account(award_id)
    standing = account_standing(session, site().catalog, award)
    return render_template(
        "applicant/expenses.html",
        award=award_row(session, award_id),
        sides=[(side, name, standing.account.of(side)) for side, name in SIDE_NAMES.items()],
        account=standing.account,
        value_of=choice_value,
        may_book=may_book(session, award),
        has_report=report_of(session, award_id) is not None,
        notes=notes_by_field(standing.notes),
        whole=[one for one in standing.notes if not one.field],
        granted_line=IncomeKind.REQUESTED_GRANT.value,
        noted=sum(1 for one in standing.notes if one.field),
        versions={one.id: one.version for one in entries_of(session, award_id)},
        removed=removed_of(session, award_id),
    )


def own_account(award_id: int) -> Award:
    """Give an own award that has an account; NotFound for any other, and before it is granted."""
    award = load_own_award(unit_of_work().session, actor(), award_id)
    if award.state not in KEPT:
        raise NotFound
    return award


def notes_by_field(notes: Iterable[Problem]) -> Mapping[str, list[str]]:
    """Give what is to be said of each row."""
    found: dict[str, list[str]] = {}
    for one in notes:
        found.setdefault(one.field, []).append(one.message)
    return found


@desk.get("/expenses/<int:expense_id>/receipt")
@signed_in
def expense_receipt(expense_id: int) -> ResponseReturnValue:
    """Send the receipt of an own entry, as it was sent in."""
    row = load_own_expense(unit_of_work().session, actor(), expense_id)
    if row.key is None:
        raise NotFound
    return stored_file(row, name=row.name)  # type: ignore[arg-type]


@desk.get("/awards/<int:award_id>/account.pdf")
@signed_in
def account_print(award_id: int) -> ResponseReturnValue:
    """Give the account as a 収支決算書 to print."""
    award, standing = _standing(award_id)
    paper = account_statement(award, standing.account, day_in_japan(now()))
    return statement_answer(paper, f"収支決算書_{award.application.project_name}")


@desk.get("/awards/<int:award_id>/account.xlsx")
@signed_in
def account_workbook(award_id: int) -> ResponseReturnValue:
    """Give the account as an Excel file."""
    award, standing = _standing(award_id)
    name = f"収支決算書_{award.application.project_name}"
    return workbook_answer(account_sheets(award, standing.account), name)


def _standing(award_id: int) -> tuple[Award, Standing]:
    award = own_account(award_id)
    return award, account_standing(unit_of_work().session, site().catalog, award)


@desk.get("/awards/<int:award_id>/account/copy")
@signed_in
def confirm_copy_account(award_id: int) -> ResponseReturnValue:
    """Ask whether the account is to take the place of what stands in the report."""
    award, standing = _standing(award_id)
    report = report_of(unit_of_work().session, award.id)
    if report is None:
        return redirect(url_for("applicant.confirm_report", award_id=award_id))
    return render_template(
        "applicant/expenses_copy.html",
        award=award,
        report=report,
        used=standing.account.used(Side.EXPENSE),
        receipts=standing.account.receipts,
    )


@desk.post("/awards/<int:award_id>/account/copy")
@signed_in
def copy_account_now(award_id: int) -> ResponseReturnValue:
    """Lay the account into the report, and open it."""
    own_account(award_id)
    version = version_of(request.form)
    filing_id = copy_account(unit_of_work(), site().catalog, actor(), award_id, version=version)
    flash(
        "会計の金額と領収書を、実績報告書に写しました。"
        "「市の補助金」は、支出の合計からほかの収入を引いた額（交付決定額まで）にしてあります。",
        "success",
    )
    return redirect(
        url_for("applicant.edit_filing", filing_id=filing_id, section_id=_money_section(filing_id)),
        303,
    )


def _money_section(filing_id: int) -> str:
    """Give the part of a report that the account was laid into."""
    form = Asked.of(site().catalog, unit_of_work().session.get_one(Filing, filing_id)).form
    found = (one.id for one in form.sections if any(q.kind == "budget" for q in one.questions))
    return next(found, form.sections[0].id)
