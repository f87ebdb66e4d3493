"""Small Excel workbooks that people send in: their rows as plain text, and the tables in them.

What is read was unpacked under limits and packed again by us, so that a bomb (too large once
unpacked, a lone cell at the far corner, sizes that lie) never reaches the reader.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from zlib import error as ZlibError

from python_calamine import CalamineError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from koubo.problems import Problem, Problems
from koubo.storage.zips import is_zip_bomb

MOST_BYTES = 5 * 1024 * 1024
UNPACKED = 50 * 1024 * 1024
MOST_CELLS = 2_000_000
MOST_ROWS = 5_000
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
LOCKED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK = "xl/workbook.xml"
BRACKETS = re.compile(r"[(\[【〔［（].*?[)\]】〕］）]")
MARKS = re.compile(r"[\s*※・:：]+")
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z0-9]+)["']""")
"""A place as far as the reader would read it, be it beyond any sheet: what it takes, we measure."""
ROW = re.compile(rb"(?=<(?:[\w.-]+:)?row[\s/>])")
UNPLACED = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])(?![^>]*\br\s*=)")
UNPLACED_ROW = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])(?![^>]*\br\s*=)")
ERROR_CELL = re.compile(rb"""<(?:[\w.-]+:)?c(?=\s)[^>]*?\st\s*=\s*["']e["'][^>]*>""")
"""A cell that holds #N/A or the like; the reader would give it as if nothing stood there."""
LONGEST_PLACE = 10
"""XFD1048576, the last cell of a sheet."""
CANNOT_UNPACK = (
    zipfile.BadZipFile, ZlibError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip
"""What unpacking raises for places, sizes, sums and methods that are not as the directory says."""
LETTERS, FIGURES = re.compile(rb"[A-Z]+"), re.compile(rb"[0-9]+")

SAVE_AS = (
    "Excel で開き、「名前を付けて保存」で「Excel ブック（.xlsx）」を選んで保存し直してください。"
)
NOT_XLSX = f"Excel のファイル（.xlsx）ではないようです。{SAVE_AS}"
OLD_XLS = f"古い形式の Excel ファイル（.xls）は読み込めません。{SAVE_AS}"
PASSWORD = (
    "パスワードのかかった Excel ファイルは読み込めません。"
    "Excel でパスワードを外して保存し直してください。"
)
TOO_LARGE = "Excel ファイルが大きすぎます（5MBまで）。写真や使っていないシートを消して保存し直してください。"
TOO_WIDE = (
    "表の範囲が広すぎて読み込めません。"
    "表の右や下にある使っていない行と列を削除して、保存し直してください。"
)
EMPTY = "Excel ファイルの中身が空です。元のファイルを開いて確かめてください。"
ERROR_IN = (
    "エラー（#N/A など）になっているセル{cell}があるため、読み込めません。"
    "Excel で正しい値に直して保存し直してください。"
)
MANY_ROWS = "行が多すぎます（{most:,}行まで）。ファイルを分けてください。"


@dataclass(frozen=True)
class Row:
    """A row as read: its number in the sheet (the first is 1) and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ReadSheet:
    """A visible worksheet with the rows that have something in them."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class TableRow:
    """A row of a table: its number in the sheet and its text by field."""

    number: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table found in a sheet by its headings.

    :param columns: the column of each field that was found, counted from 0
    :param unknown: headings that name no field, as they are written
    """

    header_row: int
    columns: Mapping[str, int]
    rows: tuple[TableRow, ...]
    unknown: tuple[str, ...]

    def cell(self, row: int, field: str) -> str:
        """Give the name of a field's cell, such as B5; empty where the table lacks the column."""
        return f"{column_name(self.columns[field])}{row}" if field in self.columns else ""


def read_workbook(content: bytes, *, most_rows: int = MOST_ROWS) -> tuple[ReadSheet, ...]:
    """Give the visible worksheets of an .xlsx file, hidden ones left out.

    Whole numbers come without a point, days as 2026-04-01, ticks as はい and いいえ.

    :raise Problems: about the field ``file``, in words that name the remedy
    """
    if problem := _first_look(content):
        raise Problems([Problem("workbook", problem, field="file")])
    try:
        with load_workbook(BytesIO(_repacked(content))) as book:
            sheets = tuple(
                ReadSheet(sheet.name, _rows(book.get_sheet_by_name(sheet.name).to_python(False)))
                for sheet in book.sheets_metadata
                if sheet.typ is SheetTypeEnum.WorkSheet
                and sheet.visible is SheetVisibleEnum.Visible
            )
    except (CalamineError, *CANNOT_UNPACK):
        raise Problems([Problem("workbook", NOT_XLSX, field="file")]) from None
    if any(len(sheet.rows) > most_rows for sheet in sheets):
        raise Problems([Problem("workbook", MANY_ROWS.format(most=most_rows), field="file")])
    return sheets


def _first_look(content: bytes) -> str:
    """Say what is wrong with the file before anything of it is unpacked; empty if nothing."""
    if not content:
        return EMPTY
    if len(content) > MOST_BYTES:
        return TOO_LARGE
    if content.startswith(OLE):
        return PASSWORD if LOCKED in content else OLD_XLS
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            names = {one.filename for one in packed.infolist()}
            locked = any(one.flag_bits & 1 for one in packed.infolist())
    except CANNOT_UNPACK:
        return NOT_XLSX
    if WORKBOOK not in names:
        return NOT_XLSX
    if locked:
        return PASSWORD
    return TOO_LARGE if is_zip_bomb(BytesIO(content), most_bytes=UNPACKED) else ""


def _repacked(content: bytes) -> bytes:
    """Give the parts of the workbook that hold text, as we unpacked and measured them."""
    made, cells = BytesIO(), 0
    with (
        zipfile.ZipFile(BytesIO(content)) as packed,
        zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as plain,
    ):
        for one in {each.filename: each for each in packed.infolist()}.values():
            if not one.filename.endswith((".xml", ".rels")):
                continue
            part = packed.read(one)  # never more than the size that was judged
            cells += _area(part)
            if cells > MOST_CELLS:
                raise Problems([Problem("workbook", TOO_WIDE, field="file")])
            if found := ERROR_CELL.search(part):
                place = PLACE.search(found[0])
                cell = place[1].decode() if place else ""
                message = ERROR_IN.format(cell=f"（{cell}）" if cell else "")
                raise Problems([Problem("workbook", message, field="file")])
            plain.writestr(one.filename, part)
    return made.getvalue()


def _area(part: bytes) -> int:
    """Give how many cells the rectangle from A1 to the farthest place in a part may have.

    A row or a cell that does not say its place stands behind the one before.
    """
    width, height = 1, 0
    for row in ROW.split(part):
        farthest = 0
        for found in PLACE.finditer(row):
            place = found[1].upper()
            if len(place) > LONGEST_PLACE:
                return MOST_CELLS + 1
            farthest = max(farthest, _column_number(b"".join(LETTERS.findall(place))))
            height = max(height, int(b"".join(FIGURES.findall(place)) or b"0"))
        width = max(width, farthest + len(UNPLACED.findall(row)))
    return width * (height + len(UNPLACED_ROW.findall(part)))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def column_name(index: int) -> str:
    """Give the letters of a column counted from 0: A, B, … Z, AA."""
    letters, rest = "", index + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


def _rows(cells: Iterable[Sequence[object]]) -> tuple[Row, ...]:
    rows = (
        Row(number, tuple(_as_text(cell) for cell in one))
        for number, one in enumerate(cells, start=1)
    )
    return tuple(row for row in rows if any(row.cells))


def _as_text(cell: object) -> str:
    match cell:
        case bool():
            return "はい" if cell else "いいえ"
        case float():
            # Excel keeps every number as a float; Decimal writes it without an exponent.
            return str(int(cell)) if cell.is_integer() else format(Decimal(repr(cell)), "f")
        case datetime():
            return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case None:
            return ""
    return str(cell).strip()


def plain_heading(text: str) -> str:
    """Give a heading without spaces, marks, notes in brackets and 全角/半角 differences.

    「氏　名（必須）」 and 「氏名※」 are both 氏名.
    """
    plain = unicodedata.normalize("NFKC", text)
    return MARKS.sub("", BRACKETS.sub("", plain)).lower()


def find_table(
    sheet: ReadSheet, fields: Mapping[str, Sequence[str]], required: Sequence[str]
) -> Table | None:
    """Give the table whose heading row names every required field; None where there is none.

    Headings are compared without spaces, notes in brackets and 全角/半角 differences; the first
    column of a name counts. The rows are those below that have something in a field's column.

    :param fields: the headings that mean a field, by field
    """
    meaning = {plain_heading(text): field for field, texts in fields.items() for text in texts}
    for place, row in enumerate(sheet.rows):
        columns: dict[str, int] = {}
        for index, text in enumerate(row.cells):
            if field := meaning.get(plain_heading(text)):
                columns.setdefault(field, index)
        if all(field in columns for field in required):
            known = set(columns.values())
            unknown = (text for index, text in enumerate(row.cells) if text and index not in known)
            rows = _table_rows(sheet.rows[place + 1 :], columns)
            return Table(row.number, columns, rows, tuple(unknown))
    return None


def _table_rows(rows: Sequence[Row], columns: Mapping[str, int]) -> tuple[TableRow, ...]:
    read = (
        TableRow(row.number, {field: row.cells[index] for field, index in columns.items()})
        for row in rows
    )
    return tuple(row for row in read if any(row.values.values()))
