"""Keeps accounts unreadable in the database: encrypted with a key of the site's own."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from koubo.people.account_rules import AccountKind, BankDetails
from koubo.problems import Refused

LABEL = b"koubo bank account 1"
KEY_BYTES = 32
UNREADABLE = (
    "口座を読み出せません。暗号の鍵（KOUBO_BANK_KEY）が変わったようです。"
    "システムの管理者に、前の鍵を2番目に書き足すよう頼んでください。"
)


class AccountVault:
    """Seals with the first of its keys, and opens with any of them.

    :param secrets: long random texts, the newest first
    """

    def __init__(self, secrets: Sequence[str]) -> None:
        self._box = MultiFernet([Fernet(_derived(one)) for one in secrets])

    def seal(self, details: BankDetails) -> bytes:
        """Give an account encrypted, and signed against changes."""
        return self._box.encrypt(json.dumps(asdict(details), ensure_ascii=False).encode())

    def open(self, secret: bytes) -> BankDetails:
        """Give an account back; Refused where no key fits."""
        try:
            found = json.loads(self._box.decrypt(secret))
        except InvalidToken:
            raise Refused(UNREADABLE) from None
        return BankDetails(**{**found, "kind": AccountKind(found["kind"])})


def _derived(secret: str) -> bytes:
    key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=LABEL)
    return base64.urlsafe_b64encode(key.derive(secret.encode()))
