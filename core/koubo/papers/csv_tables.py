"""CSV files that people send in: turned into the workbook that every import reads."""

import csv
from io import StringIO

from koubo.papers.exports import FORMULA_SIGNS
from koubo.papers.sheets import Sheet, write_workbook
from koubo.papers.workbooks import MOST_BYTES, MOST_ROWS, TOO_LARGE
from koubo.problems import Problem, Problems

MANY_ROWS = f"行が多すぎます（{MOST_ROWS:,}行まで）。ファイルを分けてください。"
NO_TEXT = "CSV ファイルの文字を読み取れません。文字コードを UTF-8 か Shift_JIS にして、保存し直してください。"


def workbook_of_csv(content: bytes) -> bytes:
    """Give a CSV file as an .xlsx file: UTF-8 or Shift_JIS, every cell as text.

    :raise Problems: about the field ``file``, in words that name the remedy
    """
    if len(content) > MOST_BYTES:
        raise Problems([Problem("workbook", TOO_LARGE, field="file")])
    try:
        rows = [[_plain(cell) for cell in row] for row in csv.reader(StringIO(_text(content)))]
    except csv.Error:
        raise Problems([Problem("workbook", NO_TEXT, field="file")]) from None
    if len(rows) > MOST_ROWS:
        raise Problems([Problem("workbook", MANY_ROWS, field="file")])
    header, *rest = rows or [[]]
    return write_workbook([Sheet("CSV", tuple(header), rest)]) if header else b""


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Problems([Problem("workbook", NO_TEXT, field="file")])


def _plain(cell: str) -> str:
    """Take off the apostrophe that our own exports put before what looks like a formula."""
    guarded = cell.startswith("'") and cell[1:].startswith(FORMULA_SIGNS)
    return cell[1:] if guarded else cell
