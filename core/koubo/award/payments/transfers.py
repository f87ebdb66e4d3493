"""A transfer order as plugins see it: who pays, whom, how much; and the files they make of it."""

from dataclasses import dataclass
from datetime import date

from koubo.people.account_rules import BankDetails


@dataclass(frozen=True)
class Payer:
    """The account that a funder pays from.

    :param client_code: 10 figures that the bank gave for transfer files
    :param name_kana: the name that the bank knows, in half-width characters
    """

    client_code: str
    name_kana: str
    account: BankDetails


@dataclass(frozen=True)
class Transfer:
    """One payment (円)."""

    bill_number: str
    amount: int
    account: BankDetails


@dataclass(frozen=True)
class TransferOrder:
    """Payments that a funder makes by itself on one day."""

    payer: Payer
    on: date
    transfers: tuple[Transfer, ...]

    @property
    def total(self) -> int:
        """Give the sum of all payments (円)."""
        return sum(one.amount for one in self.transfers)


@dataclass(frozen=True)
class PaymentFile:
    """A file for a bank, with the number and the sum of payments that it says (円)."""

    name: str
    media_type: str
    content: bytes
    count: int
    total: int


def is_sound_file(answer: PaymentFile) -> bool:
    """Say whether a file has a name and content, and its sums are whole numbers."""
    return (
        bool(answer.name.strip())
        and type(answer.content) is bytes
        and bool(answer.content)
        and type(answer.count) is int
        and type(answer.total) is int
    )
