"""Letters as PDF answers; the press reads its fonts at the first letter and is kept."""

from urllib.parse import quote

from flask import Response, current_app

from koubo.papers.letters import Letter, Press
from koubo.papers.receipts import Receipt, ReceiptPress
from koubo.papers.statements import Statement, print_statement

PRESS = "koubo_press"
RECEIPT_PRESS = "koubo_receipt_press"


def press() -> Press:
    """Give this worker's one press."""
    if PRESS not in current_app.extensions:
        current_app.extensions[PRESS] = Press()
    found: Press = current_app.extensions[PRESS]
    return found


def letter_answer(letter: Letter, name: str) -> Response:
    """Give a letter as a PDF that the browser shows.

    :param name: the file's name without its ending
    """
    return _shown(press().letter(letter), name)


def receipt_answer(receipt: Receipt) -> Response:
    """Give a receipt as a PDF that the browser shows, named by its number."""
    if RECEIPT_PRESS not in current_app.extensions:
        current_app.extensions[RECEIPT_PRESS] = ReceiptPress()
    printer: ReceiptPress = current_app.extensions[RECEIPT_PRESS]
    return _shown(printer.receipt(receipt), f"受付票 {receipt.receipt_number}")


def statement_answer(statement: Statement, name: str) -> Response:
    """Give a statement as a PDF that the browser shows.

    :param name: the file's name without its ending
    """
    return _shown(print_statement(statement), name)


def pdf_answer(printed: bytes, name: str) -> Response:
    """Give any printed paper as a PDF that the browser shows.

    :param name: the file's name without its ending
    """
    return _shown(printed, name)


def _shown(printed: bytes, name: str) -> Response:
    answer = Response(printed, mimetype="application/pdf")
    file = quote(f"{name}.pdf")
    answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{file}"
    return answer
