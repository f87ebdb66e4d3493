"""Plain memos of the office as editable Word files (DOCX): headed parts, facts and tables.

No macro, no password, no field that Word would compute: what stands in one is what was given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MINCHO = "ＭＳ 明朝"
GOTHIC = "ＭＳ ゴシック"
TEXT_WIDTH = 166
"""Between the margins, in millimetres."""
LABEL_WIDTH = 42
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class MemoTable:
    """A table; the columns that hold figures stand to the right."""

    columns: tuple[tuple[str, bool], ...]
    """Label, and whether it holds figures."""
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    """How wide the columns are to one another; empty: all alike."""


@dataclass(frozen=True)
class MemoPart:
    """A headed part: sentences, then facts, then a table; what is empty is left out."""

    heading: str
    texts: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    table: MemoTable | None = None


@dataclass(frozen=True)
class Memo:
    """One memo, complete."""

    title: str
    made_at: datetime
    author: str
    facts: tuple[tuple[str, str], ...]
    """Above the title, as on the head of a 起案用紙."""
    opening: tuple[str, ...]
    parts: tuple[MemoPart, ...]


def write_memo(memo: Memo) -> bytes:
    """Give the memo as a .docx file on A4."""
    document = Document()
    _lay_out(document, memo)
    _facts(document, memo.facts)
    title = document.add_heading(level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(_plain(memo.title))
    for text in memo.opening:
        _prose(document, text)
    for part in memo.parts:
        document.add_heading(_plain(part.heading), level=2)
        for text in part.texts:
            _prose(document, text)
        if part.facts:
            _facts(document, part.facts)
        if part.table is not None:
            _table(document, part.table)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _lay_out(document: WordDocument, memo: Memo) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(20)
    _font(document, "Normal", MINCHO, 10.5)
    _font(document, "Heading 1", GOTHIC, 14)
    _font(document, "Heading 2", GOTHIC, 11)
    properties = document.core_properties
    properties.title, properties.author = _plain(memo.title), _plain(memo.author)
    properties.comments, properties.language = "", "ja-JP"
    properties.created = properties.modified = memo.made_at
    properties.last_modified_by = _plain(memo.author)


def _font(document: WordDocument, name: str, family: str, size: float) -> None:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no paragraph style")
    style.font.name, style.font.size = family, Pt(size)
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # Japanese text takes the East Asian font; a theme's would win over a named one.
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), family)
    for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        if qn(kind) in fonts.attrib:
            del fonts.attrib[qn(kind)]
    style.paragraph_format.space_before = Pt(0) if name == "Normal" else Pt(10)
    style.paragraph_format.space_after = Pt(4)


def _prose(document: WordDocument, text: str) -> None:
    for line in text.splitlines():
        document.add_paragraph(_plain(line))


def _facts(document: WordDocument, facts: Sequence[tuple[str, str]]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _set_widths(table, [Mm(LABEL_WIDTH), Mm(TEXT_WIDTH - LABEL_WIDTH)])
    for label, value in facts:
        cells = table.add_row().cells
        for cell, text, width in zip(
            cells, (label, value), (LABEL_WIDTH, TEXT_WIDTH - LABEL_WIDTH), strict=True
        ):
            cell.width = Mm(width)
            _write(cell, text)
    _gap(document)


def _table(document: WordDocument, found: MemoTable) -> None:
    count = len(found.columns)
    shares = found.widths if len(found.widths) == count else (1,) * count
    widths = [Mm(TEXT_WIDTH * share // sum(shares)) for share in shares]
    table = document.add_table(rows=1, cols=count, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _set_widths(table, widths)
    head = table.rows[0]
    for cell, (label, _), width in zip(head.cells, found.columns, widths, strict=True):
        cell.width = width
        _write(cell, label)
    _repeat(head._tr)
    for row in found.rows:
        cells = table.add_row().cells
        for cell, text, (_, figures), width in zip(cells, row, found.columns, widths, strict=True):
            cell.width = width
            _write(cell, text, right=figures)
    _gap(document)


def _gap(document: WordDocument) -> None:
    """Leave a little room: two tables that touch would become one."""
    space = document.add_paragraph().paragraph_format
    space.space_after, space.line_spacing = Pt(0), Pt(6)


def _set_widths(table: Table, widths: Sequence[int]) -> None:
    """Set the grid's widths: other programs than Word go by them, not by the cells'."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _repeat(row: object) -> None:
    """Let the heading row stand on every page that the table goes over."""
    properties = row.get_or_add_trPr()  # type: ignore[attr-defined]
    properties.append(properties.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _write(cell: _Cell, text: str, *, right: bool = False) -> None:
    lines = _plain(text).splitlines() or [""]
    for place, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        spacing = paragraph.paragraph_format
        spacing.space_before = Pt(2) if place == 0 else Pt(0)
        spacing.space_after = Pt(2) if place == len(lines) - 1 else Pt(0)
        paragraph.add_run(line)
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _plain(text: str) -> str:
    """Leave out the characters that no XML can hold."""
    return NOT_IN_XML.sub("", text)
