"""The account of an organisation as it stands, masked, and its former ones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from koubo.people.account_models import BankAccount
from koubo.people.models import Person
from koubo.people.policy import load_organisation
from koubo.people.rules import Actor
from koubo.problems import NotFound

SHOWN = 20


@dataclass(frozen=True)
class AccountLine:
    """One account, masked.

    :param mandate: file name of its 委任状; empty where there is none
    """

    id: int
    masked: str
    mandate: str
    recorded_by: str
    recorded_at: datetime
    replaced_at: datetime | None


def account_in_use(session: Session, organisation_id: int) -> BankAccount | None:
    """Give the account that an organisation's next bill is paid into; None before there is one."""
    found: BankAccount | None = session.scalars(_in_use(organisation_id)).first()
    return found


def _in_use(organisation_id: int) -> Select[BankAccount]:
    # Two organisations that became one bring two: the newer is the one to pay into.
    return (
        select(BankAccount)
        .where(BankAccount.organisation_id == organisation_id, BankAccount.replaced_at.is_(None))
        .order_by(BankAccount.id.desc())
        .limit(1)
    )


def account_lines(session: Session, organisation_id: int) -> list[AccountLine]:
    """Give an organisation's accounts, the newest first; one statement."""
    rows = session.execute(
        select(
            BankAccount.id,
            BankAccount.masked,
            BankAccount.name,
            Person.name,
            BankAccount.recorded_at,
            BankAccount.replaced_at,
        )
        .join(Person, Person.id == BankAccount.recorded_by)
        .where(BankAccount.organisation_id == organisation_id)
        .order_by(BankAccount.id.desc())
        .limit(SHOWN)
    )
    return [AccountLine(*row) for row in rows]


def load_account_for_staff(session: Session, actor: Actor, account_id: int) -> BankAccount:
    """Give an account to an officer; NotFound if there is none."""
    found = session.get(BankAccount, account_id)
    if found is None:
        raise NotFound
    load_organisation(session, actor, found.organisation_id)
    return found
