"""Numbers without a gap, and receipt numbers (受付番号) that show a typing error."""

import re
from functools import cache

from sqlalchemy import Executable, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from koubo.storage.base import Base
from koubo.storage.database import upsert

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
MODULUS = 97  # prime and greater than the alphabet: no single error and no swap can hide
PREFIX = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
RECEIPT_NUMBER = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*-[0-9]{4,}-[0-9]{2}")


class Counter(Base):
    """The last number given out under a name."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int]


def take_number(session: Session, counter: str) -> int:
    """Give the counter's next number, from 1; a rollback takes it back, so there is no gap.

    The counter's row stays locked until the end of the transaction: take the number late.
    """
    connection = session.connection()
    taken = connection.execute(_taking(connection.dialect.name), {"name": counter, "value": 1})
    return int(taken.scalar_one())


@cache
def _taking(dialect: str) -> Executable:
    """Give the statement that counts on, put together once for each database."""
    return (
        upsert(dialect, Counter)
        .on_conflict_do_update(index_elements=[Counter.name], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )


def receipt_number(prefix: str, sequence: int) -> str:
    """Give the text of a receipt number, such as "R8-TEIAN-0012-47".

    The last two digits find every single wrong character and every swap of two neighbours.

    :param prefix: capital letters, digits and single hyphens; it names the call
    :param sequence: 1 or more
    """
    if PREFIX.fullmatch(prefix) is None:
        raise ValueError(f"a prefix is of A-Z, 0-9 and single hyphens: {prefix!r}")
    if sequence < 1:
        raise ValueError(f"receipt numbers begin at 1: {sequence}")
    body = f"{prefix}-{sequence:04d}-"
    return f"{body}{(1 - _remainder(body + '00')) % MODULUS:02d}"


def is_receipt_number(text: str) -> bool:
    """Tell whether the text is a receipt number without a typing error."""
    return RECEIPT_NUMBER.fullmatch(text) is not None and _remainder(text) == 1


def _remainder(text: str) -> int:
    remainder = 0
    for character in text:
        remainder = (remainder * 10 + ALPHABET.index(character)) % MODULUS
    return remainder
