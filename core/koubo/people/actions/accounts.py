"""The bank account of an organisation: recorded by its members, read by those who pay into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from sqlalchemy import select

from koubo.people.account_models import BankAccount
from koubo.people.account_rules import BankDetails, needs_mandate
from koubo.people.account_schemas import read_account
from koubo.people.account_vault import AccountVault
from koubo.people.accounts import account_in_use
from koubo.people.events import organisation_event
from koubo.people.models import Membership, Organisation
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.rules import Actor, Power
from koubo.problems import Problem, Problems, Stale
from koubo.storage.files import EmptyFile, FileStore, Kept, TooLarge
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write

MANDATE_BYTES = 10_000_000
NAME_LENGTH = 255
SIGNATURES = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""PDF, JPEG, PNG."""
NO_MANDATE = (
    "口座名義が、団体の名前とも代表者の氏名とも違うため、委任状が必要です。"
    "代表者から口座名義の方への委任状の写し（PDF・JPEG・PNG）を選んでください。"
)
NOT_READABLE = "「委任状」は、PDF、JPEG、PNG のどれかのファイルを選んでください。"
TOO_LARGE = "「委任状」は10MBまでのファイルを選んでください。"


@dataclass(frozen=True)
class Mandate:
    """A 委任状 as it was sent."""

    name: str
    stream: IO[bytes]


def record_account(
    uow: UnitOfWork,
    vault: AccountVault,
    files: FileStore,
    actor: Actor,
    organisation_id: int,
    *,
    typed: Mapping[str, Any],
    mandate: Mandate | None = None,
    shown: int,
) -> int:
    """Record the account that the organisation is paid into from now on; give its id.

    Bills that were handed in keep theirs. The caller has asked for the person's password again.

    :param typed: raw texts by field of the account
    :param mandate: the 委任状; needed where the holder is somebody else
    :param shown: id of the account that the page showed, 0 for none; Stale if another is in use
    """
    organisation = load_own_organisation(uow.session, actor, organisation_id)
    require_power(uow.session, actor, organisation_id, Power.ACCOUNT)
    details = read_account(typed)
    kept = _kept_mandate(files, mandate)
    if kept is None and _needs_mandate(organisation, details):
        raise Problems([Problem("no_mandate", NO_MANDATE, field="mandate")])
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        require_power(write.session, actor, organisation_id, Power.ACCOUNT)
        before = account_in_use(write.session, organisation_id)
        if (before.id if before else 0) != shown:
            raise Stale
        _end_former(write, organisation_id)
        account = BankAccount(
            organisation_id=organisation_id,
            secret=vault.seal(details),
            masked=details.masked,
            name=(mandate.name.strip()[:NAME_LENGTH] or "委任状") if mandate and kept else "",
            size=kept.size if kept else None,
            sha256=kept.sha256 if kept else "",
            key=kept.key if kept else None,
            recorded_at=write.now,
            recorded_by=actor.person_id,
        )
        write.session.add(account)
        write.session.flush()
        write.record(
            "record_account",
            account,
            chain=HOUSE,
            detail={"organisation": organisation_id, "account": details.masked},
            event=organisation_event(
                organisation,
                "account_changed",
                _members(write, organisation_id),
                path=f"/applicant/organisations/{organisation_id}/account",
                account=details.masked,
            ),
        )
    return account.id


def log_accounts_read(write: Write, accounts: Mapping[int, BankAccount], *, reason: str) -> None:
    """Note inside a write that the actor was shown these accounts in full, and what for."""
    for _, account in sorted(accounts.items()):
        write.record("read_account", account, chain=HOUSE, detail={"for": reason})


def _needs_mandate(organisation: Organisation, details: BankDetails) -> bool:
    return needs_mandate(
        details,
        name=organisation.name,
        kana=organisation.kana,
        representative=organisation.representative,
    )


def _kept_mandate(files: FileStore, mandate: Mandate | None) -> Kept | None:
    if mandate is None or not mandate.name.strip():
        return None
    content = mandate.stream.read(MANDATE_BYTES + 1)
    if len(content) <= MANDATE_BYTES and not content.startswith(SIGNATURES):
        raise Problems([Problem("mandate_kind", NOT_READABLE, field="mandate")])
    try:
        return files.keep(BytesIO(content), limit=MANDATE_BYTES)
    except TooLarge:
        raise Problems([Problem("mandate_size", TOO_LARGE, field="mandate")]) from None
    except EmptyFile:
        raise Problems([Problem("mandate_kind", NOT_READABLE, field="mandate")]) from None


def _end_former(write: Write, organisation_id: int) -> None:
    rows = write.session.scalars(
        select(BankAccount).where(
            BankAccount.organisation_id == organisation_id, BankAccount.replaced_at.is_(None)
        )
    )
    for one in rows:
        one.replaced_at = write.now


def _members(write: Write, organisation_id: int) -> tuple[int, ...]:
    return tuple(
        write.session.scalars(
            select(Membership.person_id)
            .where(Membership.organisation_id == organisation_id, Membership.left_at.is_(None))
            .order_by(Membership.person_id)
        )
    )
