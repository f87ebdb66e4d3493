"""Workbooks of strangers: read as text, found by their headings, never a bomb."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from io import BytesIO
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.papers import workbooks
from koubo.papers.sheets import Sheet, write_workbook
from koubo.papers.workbooks import column_name, find_table, read_workbook
from koubo.problems import Problems

Edit = Callable[[str, bytes], bytes]


def a_workbook(*rows: tuple[object, ...], notes: tuple[str, ...] = ()) -> bytes:
    header, *others = rows
    return write_workbook([Sheet("名簿", tuple(map(str, header)), others, notes=notes)])  # type: ignore[arg-type]


def repacked(content: bytes, edit: Edit, **more: bytes) -> bytes:
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, edit(name, old.read(name)))
        for name, part in more.items():
            new.writestr(name, part)
    return made.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Problems) as found:
        read_workbook(content)
    [problem] = found.value.problems
    assert problem.field == "file"
    return problem.message


def test_what_is_written_is_read_as_text() -> None:
    content = a_workbook(
        ("役職", "氏名"), ("=1+1", 12), (None, date(1980, 4, 1)), (None, None), ("〒0123", None)
    )

    [sheet] = read_workbook(content)

    assert sheet.name == "名簿"
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ("役職", "氏名")),
        (2, ("=1+1", "12")),
        (3, ("", "1980-04-01")),
        (5, ("〒0123", "")),
    ]


def test_a_table_is_found_by_headings_as_people_write_them() -> None:
    content = a_workbook(
        ("氏　名（必須）", "※ﾌﾘｶﾞﾅ", "備考", "役職"),
        ("水玉 花子", "ﾐｽﾞﾀﾏ", "x", "会長"),
        (None, None, "only a remark", None),
        notes=("令和8年度 名簿",),
    )
    [sheet] = read_workbook(content)
    fields = {"name": ("氏名",), "kana": ("フリガナ",), "position": ("役職",), "sex": ("性別",)}

    table = find_table(sheet, fields, ("name", "position"))

    assert table is not None
    assert (table.header_row, table.unknown) == (2, ("備考",))
    assert [(row.number, dict(row.values)) for row in table.rows] == [
        (3, {"name": "水玉 花子", "kana": "ﾐｽﾞﾀﾏ", "position": "会長"})
    ]
    assert (table.cell(3, "position"), table.cell(3, "sex")) == ("D3", "")
    assert find_table(sheet, fields, ("name", "sex")) is None


def test_what_is_no_workbook_is_refused_with_its_remedy() -> None:
    sound = a_workbook(("役職",), ("会長",))
    locked = workbooks.OLE + b"\0" * 512 + workbooks.LOCKED
    no_book = BytesIO()
    with zipfile.ZipFile(no_book, "w") as packed:
        packed.writestr("word/document.xml", "<a/>")

    assert refusal(b"") == workbooks.EMPTY
    assert refusal(b"\0" * (workbooks.MOST_BYTES + 1)) == workbooks.TOO_LARGE
    assert refusal(locked) == workbooks.PASSWORD
    assert refusal(workbooks.OLE + b"\0" * 512) == workbooks.OLD_XLS
    assert refusal(b"PK\x03\x04 no more") == workbooks.NOT_XLSX
    assert refusal(sound[: len(sound) // 2]) == workbooks.NOT_XLSX
    assert refusal(no_book.getvalue()) == workbooks.NOT_XLSX
    assert refusal(repacked(sound, lambda name, part: b"<a")) == workbooks.NOT_XLSX


def test_bombs_are_found_before_they_go_off() -> None:
    sound = a_workbook(("役職",), ("会長",))

    def far_corner(name: str, part: bytes) -> bytes:
        return part.replace(b'r="A2"', b'r="XFD1048576"').replace(b'r="2"', b'r="1048576"')

    big = repacked(sound, lambda name, part: part, **{"xl/x.xml": b" " * (workbooks.UNPACKED + 1)})
    many = repacked(sound, lambda name, part: part, **{f"xl/{n}.xml": b"" for n in range(2001)})
    rows = a_workbook(("役職",), *((str(number),) for number in range(workbooks.MOST_ROWS)))

    assert refusal(big) == workbooks.TOO_LARGE
    assert refusal(many) == workbooks.TOO_LARGE
    assert refusal(repacked(sound, far_corner)) == workbooks.TOO_WIDE
    assert refusal(rows) == workbooks.MANY_ROWS.format(most=workbooks.MOST_ROWS)


def sheet_of(rows: bytes) -> bytes:
    """Give a workbook whose sheet has these rows, written by hand."""
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    made = start + b"<sheetData>" + rows + b"</sheetData></worksheet>"
    sound = a_workbook(("役職",), ("会長",))
    return repacked(sound, lambda name, part: made if name.endswith("sheet1.xml") else part)


CELL = b"<c><v>1</v></c>"


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A1"><v>1</v></c><c r="AAAAA9"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c><c r="A99999999"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="4294967290">' + CELL + b"</row>",
        b'<row r="1">' + CELL + b'</row><row r="100000">' + CELL * 16_384 + b"</row>",
        b'<row r="1">' + CELL + b'</row><row r="1048570"/>' + b"<row/>" * 9 + CELL * 2,
    ],
    ids=["beyond the columns", "beyond the rows", "beyond numbers", "without places", "rows too"],
)
def test_places_that_would_fill_the_memory_never_reach_the_reader(rows: bytes) -> None:
    assert refusal(sheet_of(rows)) == workbooks.TOO_WIDE


def test_a_cell_that_is_an_error_is_no_empty_cell() -> None:
    rows = b'<row r="1"><c r="A1" t="n"><v>5</v></c><c r="B1" s="1" t="e"><v>#N/A</v></c></row>'

    assert "エラー（#N/A など）になっているセル（B1）" in refusal(sheet_of(rows))


def test_cells_without_places_are_read_where_they_stand() -> None:
    [sheet] = read_workbook(sheet_of((b"<row>" + CELL * 30 + b"</row>") * 2_000))

    assert (len(sheet.rows), sheet.rows[-1].number, len(sheet.rows[0].cells)) == (2_000, 2_000, 30)


# Made once: a workbook carries the second in which it was written, and so its length differs.
WHOLE = a_workbook(("役職", "氏名"), ("会長", "水玉 花子"), ("会計", 3))


@given(st.randoms(use_true_random=False))
def test_a_damaged_workbook_is_read_or_refused(random: Random) -> None:
    content = bytearray(WHOLE)
    for _ in range(random.randint(1, 6)):
        place = random.randrange(len(content))
        if random.random() < 0.5:
            content[place] = random.randrange(256)
        else:
            del content[place : place + random.randint(1, 30)]

    with suppress(Problems):
        read_workbook(bytes(content))


@given(st.integers(min_value=0, max_value=16_383))
def test_columns_are_named_as_excel_names_them(index: int) -> None:
    assert workbooks._column_number(column_name(index).encode()) == index + 1
