"""Bank accounts of the tests' organisations, sealed with a secret that their sites know."""

from datetime import datetime
from typing import Any

from koubo.people.account_models import BankAccount
from koubo.people.account_rules import AccountKind, BankDetails, bank_kana
from koubo.people.account_vault import AccountVault

BANK_SECRET = "0f5b2c7d9e1a4836b0c4d2e8f6a7193c5d8e2b4f"
"""The secret of the tests' sites, so that they can open the accounts that are made here."""


def bank_details(**changes: Any) -> BankDetails:
    """Give an account as its owner typed it."""
    values: dict[str, Any] = {
        "bank_code": "0168",
        "bank": "水玉銀行",
        "branch_code": "101",
        "branch": "西中新田支店",
        "kind": AccountKind.ORDINARY,
        "number": "1234567",
        "holder": "みずたま防災クラブ 代表 水玉 花子",
        "holder_kana": bank_kana("ミズタマボウサイクラブ ダイヒヨウ"),
    }
    return BankDetails(**{**values, **changes})


def an_account(organisation_id: int, person_id: int, at: datetime, **changes: Any) -> BankAccount:
    """Make the account of an organisation, sealed with the tests' own secret."""
    details = bank_details(**changes)
    return BankAccount(
        organisation_id=organisation_id,
        secret=AccountVault([BANK_SECRET]).seal(details),
        masked=details.masked,
        recorded_at=at,
        recorded_by=person_id,
    )
