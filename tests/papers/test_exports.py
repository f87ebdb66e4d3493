"""Exports are harmless to whoever opens them, and lose nothing on the way."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.papers.exports import BOM, FORMULA_SIGNS, csv_lines, harmless, write_xlsx
from koubo.papers.workbooks import read_workbook

HEADER = ["名称", "額", "日"]


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(BOM)
    return list(csv.reader(StringIO(content.removeprefix(BOM).decode(), newline="")))


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_no_cell_of_a_csv_is_computed(sign):
    text = f'{sign}HYPERLINK("http://x","y")'

    content = b"".join(csv_lines(HEADER, [(text, -5, date(2026, 4, 1)), ("", None, None)]))

    assert read_csv(content) == [HEADER, [f"'{text}", "-5", "2026-04-01"], ["", "", ""]]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_back_whole(text):
    content = b"".join(csv_lines(HEADER, [(text, 1, None)]))

    assert read_csv(content)[1:] == [[harmless(text), "1", ""]]
    assert harmless(text).endswith(text)


def test_an_excel_file_has_texts_numbers_and_days():
    made = BytesIO()
    rows = [("=1+1", 480_500, date(2026, 4, 1)), ("007", -2, None), ("長" * 40_000, 0, None)]

    write_xlsx(made, "応募", HEADER, rows)

    (sheet,) = read_workbook(made.getvalue())
    first, second, third = (one.cells for one in sheet.rows[1:])
    assert (sheet.name, sheet.rows[0].cells) == ("応募", tuple(HEADER))
    assert (first, second) == (("=1+1", "480500", "2026-04-01"), ("007", "-2", ""))
    assert len(third[0]) == 32_767
    assert third[0].endswith("（長いため、ここまで）")
