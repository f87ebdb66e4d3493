"""The receipt (受付票): what was received and when, printed as PDF; it is no official letter."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, Final

import typst

from koubo.papers.plain_texts import printable

HERE = Path(__file__).parent
STANDARD: Final = "ua-1"


@dataclass(frozen=True)
class ReceivedFile:
    """A file on a receipt: its name as its owner gave it, and what it was sent as."""

    name: str
    paper: str
    size: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """A receipt, complete: the same receipt gives the same PDF, byte for byte."""

    received_on: date
    addressee: tuple[str, ...]  # 団体名, 代表者 職 氏名 様
    office: tuple[str, ...]  # who received it: the city and its office
    form_number: str = ""  # 様式第2号（第5条関係）, or "" where the city has none
    title: str  # 企画提案書 受付票
    opening: str = "次のとおり、受け付けました。"
    receipt_number: str
    items: tuple[tuple[str, str], ...]  # label and value, the receipt number left out
    files: tuple[ReceivedFile, ...]
    digest: str
    following: tuple[str, ...]  # what happens next
    contact: tuple[str, ...]


class ReceiptPress:
    """Prints receipts. One for each process: it keeps the fonts read, and threads take turns."""

    def __init__(self) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"]
        )
        self._compiler = typst.Compiler(HERE / "receipt.typ", root=HERE, font_paths=fonts)
        self._lock = Lock()

    def receipt(self, receipt: Receipt) -> bytes:
        """Give the receipt as a tagged PDF (PDF/UA-1).

        A receipt is never refused: characters that the fonts lack, as emoji in a file's name, are
        printed as 〓, and a line says which they are.
        """
        content = json.dumps(_content(receipt), ensure_ascii=False)
        with self._lock:
            printed = self._compiler.compile(
                format="pdf", pdf_standards=STANDARD, sys_inputs={"receipt": content}
            )
        if not isinstance(printed, bytes):
            raise TypeError("typst gave no PDF")
        return printed


def _content(receipt: Receipt) -> dict[str, Any]:
    """Give what the template prints, without signs that leave no mark, and what is lacking."""
    day = receipt.received_on
    values = {**asdict(receipt), "received_on": [day.year, day.month, day.day]}
    content, lacking = printable(values)
    return {**content, "lacking": lacking}
