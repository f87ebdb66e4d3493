"""The account laid into the 実績報告書: its sums into the budget, its receipts as attachments.

A receipt that is attached refers to the same stored file as the account's entry, and its name
begins with the entry's number, so that the printed account leads to it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from koubo.applications.actions.drafts import writable
from koubo.applications.drafting import change
from koubo.applications.facts import Asked
from koubo.applications.file_names import LONGEST
from koubo.applications.models import Attachment, Filing
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.people.rules import Actor
from koubo.problems import NotFound, Refused
from koubo.reporting.accounts.models import Expense
from koubo.reporting.accounts.rules import Account, Entry, Side
from koubo.reporting.accounts.standing import Standing, account_standing, entries_of, has_entries
from koubo.reporting.models import Report
from koubo.reporting.settling.settling import RECEIPTS
from koubo.schemes.budget import Budget, IncomeKind, IncomeLine
from koubo.schemes.budget_field import MAX_LINES, budget_to_json, budget_to_raw
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork, Write

EMPTY = "会計にまだ何も書かれていません。会計のページで支出を書いてから写してください。"
TOO_LONG = (
    f"会計の行が{MAX_LINES}行を超えているため、報告書に写せません。"
    "「予算にないもの」は、同じ費目にまとめてください。"
)


def stated(account: Account, awarded: int) -> Budget:
    """Give the account as a report states it, with the grant that the rest leaves (円).

    Income that was booked counts; where none was, the plan's. The city's money is what the costs
    leave after all other income, at most the award: what was not used is not stated as income,
    and booking the city's money says nothing of the rest.
    """
    actual = account.actual()
    grant_kind = IncomeKind.REQUESTED_GRANT.value
    lines = [one for one in account.of(Side.INCOME) if one.category != grant_kind]
    booked = any(one.used for one in lines)
    others = [
        IncomeLine(IncomeKind(one.category), one.line or one.category_name, sum_)
        for one in lines
        if (sum_ := one.used if booked else one.planned)
    ]
    rest = actual.total - sum(one.amount for one in others)
    grant = min(max(rest, 0), awarded)
    named = next((one.line for one in account.of(Side.INCOME) if one.category == grant_kind), "")
    if grant:
        others.insert(0, IncomeLine(IncomeKind.REQUESTED_GRANT, named or "市の補助金", grant))
    return replace(actual, incomes=tuple(others))


def typed_budget(standing: Standing) -> dict[str, Any]:
    """Give the account as if somebody had typed it into the report; Refused where it cannot."""
    budget = stated(standing.account, standing.terms.awarded)
    if len(budget.expenses) > MAX_LINES or len(budget.incomes) > MAX_LINES:
        raise Refused(TOO_LONG)
    return budget_to_raw(budget_to_json(budget))


def copy_account(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, award_id: int, *, version: int
) -> int:
    """Lay the account into the report of an own award as it stands now; give the filing's id.

    What stood in the report's budget is replaced; receipts that somebody attached by hand stay.

    :param version: the version of the report's filing that the person had before them
    """
    award = load_own_award(uow.session, actor, award_id)
    filing = _report_of(uow, award_id)
    asked = Asked.of(catalog, filing)
    questions = _questions(asked)
    if not has_entries(uow.session, award_id):
        raise Refused(EMPTY)
    typed = typed_budget(account_standing(uow.session, catalog, award))
    with uow.writing() as write:
        filing = write.lock(Filing, filing.id, version=version)
        allowed = writable(uow, filing, questions)
        budget = asked.form.of_kind("budget")
        if budget is not None and budget.id in allowed:
            change(filing, {budget.id: typed}, person_id=actor.person_id, at=uow.now)
        if RECEIPTS in allowed:
            attach_receipts(write, catalog, filing, award_id)
        write.record("copy_account", filing, chain=award.application.call.chain)
    return filing.id


def _questions(asked: Asked) -> set[str]:
    budget = asked.form.of_kind("budget")
    receipts = asked.form.question(RECEIPTS)
    return {one.id for one in (budget, receipts) if one is not None}


def _report_of(uow: UnitOfWork, award_id: int) -> Filing:
    filing_id = uow.session.scalar(select(Report.filing_id).where(Report.award_id == award_id))
    if filing_id is None:
        raise NotFound
    return uow.session.get_one(Filing, filing_id)


def attach_receipts(write: Write, catalog: Catalog, filing: Filing, award_id: int) -> None:
    """Attach the receipts of an account to its report; what was copied before and is gone, goes."""
    if Asked.of(catalog, filing).form.question(RECEIPTS) is None:
        return
    entries = entries_of(write.session, award_id)
    kept = {one.key: one for one in entries if one.key and one.side is Side.EXPENSE}
    of_account = select(Expense.sha256).where(Expense.award_id == award_id)
    standing = write.session.scalars(
        select(Attachment).where(
            Attachment.filing_id == filing.id,
            Attachment.question_id == RECEIPTS,
            Attachment.removed_at.is_(None),
        )
    ).all()
    own = set(write.session.scalars(of_account))
    for one in standing:
        if one.sha256 in own and one.key not in kept:
            one.removed_at = write.now
    attached = {one.key for one in standing}
    for key, entry in kept.items():
        if key not in attached:
            write.session.add(_attachment(write, filing, entry))
    filing.saved_at = write.now


def _attachment(write: Write, filing: Filing, entry: Expense) -> Attachment:
    return Attachment(
        filing_id=filing.id,
        question_id=RECEIPTS,
        name=receipt_name(entry.entry()),
        media_type=entry.media_type,
        size=entry.size,
        sha256=entry.sha256,
        key=entry.key,
        kept_at=write.now,
        scanned_by=entry.scanned_by,
        scanned_at=entry.recorded_at if entry.scanned_by else None,
    )


def receipt_name(entry: Entry) -> str:
    """Give what a receipt is called in the report: its number, then the name as given."""
    return f"{entry.number:03d}_{entry.receipt[-(LONGEST - 10) :]}"


def lay_into(filing: Filing, catalog: Catalog, standing: Standing) -> None:
    """Lay the sums of an account into a report that was just begun."""
    budget = Asked.of(catalog, filing).form.of_kind("budget")
    if budget is not None:
        filing.draft = {**filing.draft, budget.id: typed_budget(standing)}


def standing_to_copy(uow: UnitOfWork, catalog: Catalog, award: Award) -> Standing | None:
    """Give the account of an award that a report begins with; None where nothing was booked."""
    if not has_entries(uow.session, award.id):
        return None
    return account_standing(uow.session, catalog, award)


def account_note(entries: Sequence[Expense]) -> dict[str, Any]:
    """Give the account as the snapshot of its report keeps it; empty where nothing was booked."""
    kept = [
        {
            "number": one.number,
            "side": one.side.value,
            "category": one.category,
            "line": one.line,
            "paid_on": one.paid_on.isoformat(),
            "payee": one.payee,
            "addressee": one.addressee,
            "what": one.what,
            "amount": one.amount,
            "receipt": one.name,
            "sha256": one.sha256,
        }
        for one in entries
    ]
    return {"account": kept} if kept else {}
