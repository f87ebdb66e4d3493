"""A ledger on A3 landscape: many narrow columns, with a heading row and page numbers on each page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from koubo.calendar import format_date
from koubo.papers.plain_texts import printable
from koubo.papers.press import print_paper

MOST_PRINTED = 1_000
"""Rows; a longer ledger is read on the screen."""


@dataclass(frozen=True)
class LedgerColumn:
    """A column of the paper.

    :param share: how wide it is beside the others
    """

    title: str
    share: int
    figures: bool = False


@dataclass(frozen=True)
class LedgerPaper:
    """A ledger, complete; a cell may have several lines."""

    title: str
    told: str
    """What it was narrowed to, and as of which day."""
    printed_on: date
    columns: tuple[LedgerColumn, ...]
    rows: Sequence[tuple[str, ...]]
    totals: tuple[str, ...]


def print_ledger(paper: LedgerPaper) -> bytes:
    """Give the ledger as a tagged PDF (PDF/UA-1).

    It is never refused: characters that the fonts lack are printed as 〓, and a line says which.
    """
    content, lacking = printable({**asdict(paper), "rows": list(paper.rows), "printed_on": None})
    day = paper.printed_on
    return print_paper(
        "ledger.typ",
        ledger={
            **content,
            "printed_on": [day.year, day.month, day.day],
            "printed": f"作成日　{format_date(day)}",
            "lacking": lacking,
        },
    )
