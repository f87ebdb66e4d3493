"""Long tables that leave the house as CSV or Excel: streamed, and harmless to whoever opens them.

What somebody typed may begin with a sign that a spreadsheet takes for a formula. In Excel files such a
text is written as text; a CSV file has no kinds of cells, so an apostrophe stands before it there.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from typing import IO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Cell = str | int | date | None
"""Text, a whole number, a day (JST), or nothing."""

CSV_TYPE = "text/csv; charset=utf-8"
BOM = b"\xef\xbb\xbf"
"""Without it Excel reads UTF-8 as Shift_JIS."""
FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
A3 = 8
WIDTH = 20
MOST_TEXT = 32_767
"""Characters that a cell of Excel takes."""
CUT = "…（長いため、ここまで）"


def harmless(text: str) -> str:
    """Give a text for a CSV cell that no spreadsheet computes."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Give a CSV file line by line: UTF-8 with a mark, numbers as numbers, days as 2026-04-01."""
    yield BOM + _line(header)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[Cell]) -> bytes:
    made = StringIO()
    csv.writer(made).writerow([_csv_cell(one) for one in cells])
    return made.getvalue().encode()


def _csv_cell(cell: Cell) -> str | int:
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()
        case str():
            return harmless(cell)
    return cell


def write_xlsx(
    stream: IO[bytes],
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    on_a3: bool = False,
) -> None:
    """Write one worksheet row by row, in the memory of a single row.

    Texts are text cells: what begins with = is no formula, and a leading 0 stays.

    :param on_a3: print it on A3 landscape, all columns on one page's width, the heading on each
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bg_color": "#E6E6E6", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        number = book.add_format({"num_format": "#,##0", "valign": "top"})
        page = book.add_worksheet(name)
        page.set_column(0, max(len(header) - 1, 0), WIDTH)
        page.freeze_panes(1, 0)
        if on_a3:
            _print_on_a3(page, name)
        for column, title in enumerate(header):
            page.write_string(0, column, title, head)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if not cell and cell != 0:
                    continue  # a blank cell is none: it costs as much as a full one
                match cell:
                    case int():
                        page.write_number(line, column, cell, number)
                    case date():
                        page.write_datetime(line, column, cell, day)
                    case str():
                        page.write_string(line, column, _short(cell), text)


def _print_on_a3(page: Worksheet, name: str) -> None:
    page.set_paper(A3)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L{name}&R&P／&N")


def _short(text: str) -> str:
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - len(CUT)] + CUT
