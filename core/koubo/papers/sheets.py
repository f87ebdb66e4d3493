"""Small Excel workbooks that we give out: rows of text, whole numbers and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

A4 = 9
WIDTH = 16
LINE_HEIGHT = 18
"""In points: what a line of 11-point Japanese type takes in Excel and in LibreOffice."""
LONGEST_LIST = 255
"""In characters: Excel takes no longer list of choices."""
UNLOCKED = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
"""What a locked sheet still lets people do."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | date | None
"""What we write: text, a whole number, a day, or nothing."""


@dataclass(frozen=True)
class Sheet:
    """A worksheet to write: a heading row, and rows.

    :param widths: of the columns, in characters; 16 where none is given
    :param notes: lines above the heading row
    :param choices: what Excel offers in a column, counted from 0; nothing else can be typed there
    :param writable: the columns that may be written in; None: all. What else there is, is locked
        without a password, so that nobody does it by mistake
    :param hidden: columns that are not shown
    :param yen: columns of yen, counted from 0, written 1,234,567
    :param lines: whether the lines between the cells are printed, each row as high as it needs
    :param footer: a last row in bold, sums say; its figures are numbers and no formulas
    """

    name: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    widths: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    choices: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    writable: frozenset[int] | None = None
    hidden: frozenset[int] = frozenset()
    yen: frozenset[int] = frozenset()
    footer: Sequence[Cell] = ()
    lines: bool = False


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Give an .xlsx file, printed on A4 with its heading row on every page.

    Texts are text cells: what begins with = is no formula, and a leading 0 stays.
    """
    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        plain = {"num_format": "@", "text_wrap": True, "valign": "top"}
        text, writable = book.add_format(plain), book.add_format({**plain, "locked": False})
        head = book.add_format({"bold": True, "bg_color": "#E6E6E6", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        money = book.add_format({"num_format": "#,##0", "valign": "top"})
        ending = book.add_format({**plain, "bold": True, "top": 1})
        sums = book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        note = book.add_format({"num_format": "@"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            formats = _formats(sheet, text, writable, money)
            _head(page, sheet, head, formats, note)
            _offer(page, sheet)
            for number, row in enumerate(sheet.rows, start=len(sheet.notes) + 1):
                if sheet.lines:
                    page.set_row(number, LINE_HEIGHT * _lines_of(sheet, row))
                for index, cell in enumerate(row):
                    _write_cell(page, (number, index), cell, formats[index], day)
            bottom = len(sheet.notes) + 1 + len(sheet.rows)
            for index, cell in enumerate(sheet.footer):
                total = sums if index in sheet.yen else ending
                _write_cell(page, (bottom, index), cell, total, day)
    return made.getvalue()


def _lines_of(sheet: Sheet, row: Sequence[Cell]) -> int:
    """Give how many lines the longest cell of a row takes: not every program finds out itself."""
    widths = (*sheet.widths, *(WIDTH for _ in sheet.header))
    return max(
        sum(-(-max(_breadth(line), 1) // (width - 1)) for line in str(cell or "").split("\n"))
        for cell, width in zip(row, widths, strict=False)
    )


def _breadth(text: str) -> int:
    """Give how wide a text is, in half-width characters."""
    return sum(2 if east_asian_width(one) in "FWA" else 1 for one in text)


def _formats(sheet: Sheet, text: Format, writable: Format, money: Format) -> list[Format]:
    """Give the format of each column: text, yen, and unlocked where it may be written in."""
    may = sheet.writable or frozenset()
    return [
        writable if index in may else money if index in sheet.yen else text
        for index in range(len(sheet.header))
    ]


def _head(
    page: Worksheet, sheet: Sheet, head: Format, formats: Sequence[Format], plain: Format
) -> None:
    top = len(sheet.notes)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.freeze_panes(top + 1, 0)
    if sheet.lines:
        page.hide_gridlines(0)
    for number, note in enumerate(sheet.notes):
        # In a format of its own: the column's would break the line at the column's edge.
        page.write_string(number, 0, note, plain)
    for index, title in enumerate(sheet.header):
        width = sheet.widths[index] if index < len(sheet.widths) else WIDTH
        page.set_column(index, index, width, formats[index], {"hidden": index in sheet.hidden})
        page.write_string(top, index, title, head)
    if sheet.writable is not None:
        page.protect("", UNLOCKED)


def _offer(page: Worksheet, sheet: Sheet) -> None:
    """Let Excel offer the choices of columns; a list too long for it is left to be typed."""
    first, last = len(sheet.notes) + 1, len(sheet.notes) + len(sheet.rows)
    for index, choices in sheet.choices.items():
        fits = len(",".join(choices)) <= LONGEST_LIST and not any("," in one for one in choices)
        if sheet.rows and fits:
            page.data_validation(
                first, index, last, index, {"validate": "list", "source": list(choices)}
            )


def _write_cell(
    page: Worksheet, place: tuple[int, int], cell: Cell, text: Format, day: Format
) -> None:
    match cell:
        case int():
            page.write_number(*place, cell, text)
        case date():
            page.write_datetime(*place, cell, day)
        case str():
            page.write_string(*place, cell, text)
