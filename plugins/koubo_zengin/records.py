"""The records of a 総合振込 file: 120 bytes each, half-width kana in Shift_JIS, CRLF behind each.

Widths are those of the form that the banks' association fixed, as banks print it for their
customers. Names of banks and branches are left blank: the codes decide. The width of the fillers of
trailer and end, and 電信 as 振込指定, are to be confirmed with the bank that takes the file.
"""

from koubo.api import AccountKind, Payer, Transfer, TransferOrder

RECORD = 120
ENCODING = "cp932"
END_OF_RECORD = "\r\n"
MEDIA_TYPE = "text/plain"
KIND_CODES = {AccountKind.ORDINARY: "1", AccountKind.CURRENT: "2", AccountKind.SAVINGS: "4"}
TRANSFERS, JIS, BY_WIRE = "21", "0", "7"
MOST_YEN = 9_999_999_999


class UnfitOrder(ValueError):
    """What the form of the file cannot hold; the text says which payment."""


def transfer_file(order: TransferOrder) -> bytes:
    """Give the whole file; ValueError where an amount or a name does not fit its place."""
    records = [
        _header(order.payer, order),
        *(_payment(one) for one in order.transfers),
        _trailer(order),
        _filled("9"),
    ]
    return "".join(f"{one}{END_OF_RECORD}" for one in records).encode(ENCODING)


def _header(payer: Payer, order: TransferOrder) -> str:
    account = payer.account
    return _filled(
        "1"
        + TRANSFERS
        + JIS
        + _number(payer.client_code, 10)
        + _text(payer.name_kana, 40)
        + f"{order.on:%m%d}"
        + _number(account.bank_code, 4)
        + _text("", 15)
        + _number(account.branch_code, 3)
        + _text("", 15)
        + KIND_CODES[account.kind]
        + _number(account.number, 7)
    )


def _payment(transfer: Transfer) -> str:
    account = transfer.account
    if not 0 < transfer.amount <= MOST_YEN:
        raise UnfitOrder(f"{transfer.bill_number}: 金額が振込ファイルに入りません")
    return _filled(
        "2"
        + _number(account.bank_code, 4)
        + _text("", 15)
        + _number(account.branch_code, 3)
        + _text("", 15)
        + _number("", 4)
        + KIND_CODES[account.kind]
        + _number(account.number, 7)
        + _text(account.holder_kana, 30)
        + _number(str(transfer.amount), 10)
        + "0"
        + _number("", 20)
        + BY_WIRE
    )


def _trailer(order: TransferOrder) -> str:
    return _filled("8" + _number(str(len(order.transfers)), 6) + _number(str(order.total), 12))


def _number(text: str, width: int) -> str:
    if len(text) > width or (text and not (text.isascii() and text.isdecimal())):
        raise UnfitOrder(f"「{text}」が{width}けたの数字に入りません")
    return text.zfill(width)


def _text(text: str, width: int) -> str:
    if len(text.encode(ENCODING)) > width:
        raise UnfitOrder(f"「{text}」が半角{width}字に入りません")
    return text.ljust(width)


def _filled(text: str) -> str:
    return text.ljust(RECORD)
