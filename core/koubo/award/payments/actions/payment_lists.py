"""支出一式 handed out, and read back: bills with their accounts, numbers and payment days."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from koubo.applications.models import Application
from koubo.award.hookspecs import koubo_payment_files
from koubo.award.models import Award, Claim
from koubo.award.payments.actions.paying import mark_payments
from koubo.award.payments.bill_paper import bill_number
from koubo.award.payments.budget_code_models import BudgetCode
from koubo.award.payments.claim_rules import ClaimState
from koubo.award.payments.plan import PaymentPlan, bill_numbers, bill_tables, plan_payments
from koubo.award.payments.queries import PayableRow, accounts_of_bills, payable_among
from koubo.award.payments.sheets import PaymentLine
from koubo.award.payments.transfers import PaymentFile, Transfer, TransferOrder
from koubo.award.policy import visible_awards
from koubo.calendar import day_in_japan
from koubo.hooks import Hooks
from koubo.money import format_yen
from koubo.people.account_models import BankAccount
from koubo.people.account_vault import AccountVault
from koubo.people.accounts import load_account_for_staff
from koubo.people.actions.accounts import log_accounts_read
from koubo.people.imports import import_sheets, load_import, mark_applied
from koubo.people.representatives import representatives_on
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Refused, Stale
from koubo.schemes.models import Call
from koubo.schemes.policy import load_call
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork

KIND = "payments"
WRONG = "直すところがあるため、取り込めません。ファイルを直して選び直してください。"
NONE_CHOSEN = "請求を1つ以上選んでください。"
MOVED_ON = "選んだ請求の中に、もう支払いを待っていないものがあります。一覧を開き直してください。"
NO_PLUGIN = "振込ファイルを作るプラグインがありません。"


def take_payment_list(
    uow: UnitOfWork, vault: AccountVault, actor: Actor, claim_ids: Collection[int]
) -> tuple[PaymentLine, ...]:
    """Give bills with their accounts in full for the city's accounts, and note who took them.

    :raise Refused: where none is chosen, one does not wait for its payment, or has no account
    """
    require(actor, SeatKind.OFFICER)
    lines = _lines(uow, vault, actor, claim_ids)
    _log(uow, lines, f"支出一式（{len(lines)}件、{format_yen(_total(lines))}）")
    return lines


def make_transfer_files(
    uow: UnitOfWork,
    vault: AccountVault,
    hooks: Hooks,
    actor: Actor,
    claim_ids: Collection[int],
    order: TransferOrder,
) -> tuple[PaymentFile, ...]:
    """Give what plugins make for the bank of a funder that pays by itself.

    Two people stand behind each payment: whoever accepted a bill does not make the file.

    :param order: payer and day; the payments are read here
    :raise Refused: where a bill was accepted by the actor, or is not ordered yet, or where a file
        says another sum
    """
    require(actor, SeatKind.OFFICER)
    lines = _lines(uow, vault, actor, claim_ids)
    for one in lines:
        if one.bill.state is not ClaimState.ORDERED:
            raise Refused(
                f"{one.bill.bill_number} は、支出命令の番号を記録してから振込ファイルを作ってください。"
            )
        if one.bill.accepted_by == actor.person_id:
            raise Refused(
                f"{one.bill.bill_number} を受理した職員は、振込ファイルを作れません。"
                "ほかの職員が内容を確かめて作ってください。"
            )
    whole = TransferOrder(
        order.payer,
        order.on,
        tuple(Transfer(one.bill.bill_number, one.bill.amount, one.account) for one in lines),
    )
    files = tuple(hooks.all(koubo_payment_files)(order=whole))
    if not files:
        raise Refused(NO_PLUGIN)
    for one_file in files:
        if (one_file.count, one_file.total) != (len(lines), whole.total):
            raise Refused(
                f"振込ファイル {one_file.name} の件数か合計が、請求の合計 {format_yen(whole.total)} と合いません。"
            )
    digests = "、".join(hashlib.sha256(one.content).hexdigest() for one in files)
    _log(uow, lines, f"振込ファイル（{len(lines)}件、{format_yen(whole.total)}、{digests}）")
    return files


def show_account(
    uow: UnitOfWork, vault: AccountVault, actor: Actor, claim: Claim, *, reason: str
) -> PaymentLine:
    """Give one bill's account in full to an officer who was shown the bill, and note it."""
    line = _lines(uow, vault, actor, [claim.id], paid_too=True)[0]
    _log(uow, (line,), reason)
    return line


def open_mandate(uow: UnitOfWork, actor: Actor, claim: Claim, *, reason: str) -> BankAccount:
    """Give a bill's account for its 委任状, which tells it in full, and note that it was read."""
    require(actor, SeatKind.OFFICER)
    found = load_account_for_staff(uow.session, actor, claim.account_id or 0)
    if found.key is None:
        raise NotFound
    with uow.writing() as write:
        log_accounts_read(write, {found.id: found}, reason=reason)
    return found


def save_budget_code(
    uow: UnitOfWork, actor: Actor, call_id: int, values: Mapping[str, str], *, version: int
) -> None:
    """Record the budget line that a call's money is paid from.

    :param values: ``kan``, ``kou``, ``moku``, ``setsu``, ``saisetsu``; all may be empty
    :param version: of the line as it was shown; 0 where none was recorded
    """
    require(actor, SeatKind.OFFICER)
    load_call(uow.session, actor, call_id)
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        code = write.session.get(BudgetCode, call_id)
        if (code.version if code else 0) != version:
            raise Stale
        if code is None:
            code = BudgetCode(call_id=call_id)
            write.session.add(code)
        for name, text in values.items():
            setattr(code, name, text)
        write.record("save_budget_code", call, chain=call.chain, detail=dict(values))


def plan_payment_import(
    uow: UnitOfWork, files: FileStore, actor: Actor, draft_id: int
) -> PaymentPlan:
    """Give what an uploaded list would record now; writes nothing."""
    require(actor, SeatKind.OFFICER)
    draft = load_import(uow.session, actor, draft_id, kind=KIND, subject_id=None)
    tables = bill_tables(import_sheets(files, draft))
    bills = _claims_by_number(uow, actor, bill_numbers(tables))
    return plan_payments(tables, bills, day_in_japan(uow.now))


def apply_payment_import(
    uow: UnitOfWork, files: FileStore, actor: Actor, draft_id: int, *, shown: str
) -> int:
    """Record the numbers and days of a list, all of them or none; give how many bills.

    :param shown: the digest of the plan that the officer saw
    :raise Stale: where a bill moved on meanwhile
    :raise Refused: where the list has problems, or was applied already
    """
    plan = plan_payment_import(uow, files, actor, draft_id)
    if plan.problems:
        raise Refused(WRONG)
    if plan.digest != shown:
        raise Stale
    marks = {one.claim_id: one.mark for one in plan.changing}
    versions = {one.claim_id: one.version for one in plan.changing}
    with uow.writing() as write:
        mark_applied(write, draft_id, {"recorded": len(marks), "paid": plan.total_paid})
        return mark_payments(uow, actor, marks, versions)


def _lines(
    uow: UnitOfWork,
    vault: AccountVault,
    actor: Actor,
    claim_ids: Collection[int],
    *,
    paid_too: bool = False,
) -> tuple[PaymentLine, ...]:
    if not claim_ids:
        raise Refused(NONE_CHOSEN)
    rows = payable_among(uow.session, actor, set(claim_ids), every_state=paid_too)
    if len(rows) != len(set(claim_ids)):
        raise Refused(MOVED_ON)
    _refuse_without_account(rows)
    accounts = accounts_of_bills(uow.session, rows)
    bears = representatives_on(
        uow.session, {one.organisation_id for one in rows}, day_in_japan(uow.now)
    )
    return tuple(
        PaymentLine(
            one,
            f"{bears[one.organisation_id].title}　{bears[one.organisation_id].name}",
            vault.open(accounts[one.account_id or 0].secret),
        )
        for one in rows
    )


def _refuse_without_account(rows: Sequence[PayableRow]) -> None:
    lacking = [one.bill_number for one in rows if one.account_id is None]
    if lacking:
        raise Refused(
            f"口座の記録がない請求があります（{'、'.join(lacking)}）。"
            "差し戻して、口座を届け出てから請求し直してもらってください。"
        )


def _total(lines: Sequence[PaymentLine]) -> int:
    return sum(one.bill.amount for one in lines)


def _log(uow: UnitOfWork, lines: Sequence[PaymentLine], reason: str) -> None:
    with uow.writing() as write:
        rows = [one.bill for one in lines]
        log_accounts_read(write, accounts_of_bills(write.session, rows), reason=reason)


def _claims_by_number(uow: UnitOfWork, actor: Actor, numbers: Sequence[str]) -> Mapping[str, Claim]:
    """Give the bills of a list by their numbers, in one statement; those that one may not see lack."""
    receipts = {one.rpartition("-")[0] for one in numbers}
    found: Sequence[Any] = uow.session.scalars(
        select(Claim)
        .join(Award, Award.id == Claim.award_id)
        .join(Application, Application.id == Award.application_id)
        .where(Application.receipt_number.in_(receipts), visible_awards(actor))
        .order_by(Claim.id)
    ).all()
    return {
        bill_number(one.award.application.receipt_number, one.number).upper(): one for one in found
    }
