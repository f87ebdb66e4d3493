"""A list as a file: just what its page shows, of all its pages, in the same columns and order."""

from collections.abc import Callable, Iterable, Iterator

from flask.typing import ResponseReturnValue

from koubo.papers.exports import Cell
from koubo_web.lists.asked import Asked
from koubo_web.lists.declared import Row
from koubo_web.table_answers import csv_answer, excel_answer

ENDINGS = "any(csv,xlsx)"
"""What a file of a list may be, as its route says it."""
SHEET = "一覧"


def list_file(
    asked: Asked[Row], rows: Iterable[Row], count: Callable[[int], int], ending: str
) -> ResponseReturnValue:
    """Give a list as a file to be saved; one that is too long for Excel is offered as CSV.

    :param count: counts the rows no further than a number
    :param ending: "csv" or "xlsx"
    """
    name, header = asked.listing.name, [one.label for one in asked.columns]
    makers = [one.in_file for one in asked.columns]
    cells: Iterator[list[Cell]] = ([make(row) for make in makers] for row in rows)
    if ending == "csv":
        return csv_answer(f"{name}.csv", header, cells)
    csv_url = asked.file_url("csv")
    return excel_answer(f"{name}.xlsx", SHEET, header, cells, csv_url=csv_url, count=count)
