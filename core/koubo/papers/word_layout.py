"""Plain Word papers on A4, as Japanese offices lay them out; no macro, no link, no field."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION_START
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from koubo.papers.letters import signs_only

MINCHO, GOTHIC = "ＭＳ 明朝", "ＭＳ ゴシック"
"""What every Word in a city office has; another machine takes its own instead."""
SIZE, SMALL, LARGE = 11, 9.5, 14
PADDING = 60
"""Twentieths of a point."""
LEFT, RIGHT, CENTER = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.CENTER,
)
NO_SIGNS = dict.fromkeys((0xFFFE, 0xFFFF))
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plain_signs(text: str) -> str:
    """Give a text without what XML cannot hold and what no reader could see."""
    return signs_only(text).translate(NO_SIGNS)


class WordPaper:
    """One paper that is written from top to bottom.

    :param title: of the document, read aloud by screen readers; not printed
    """

    def __init__(self, title: str, author: str = "", *, margin: int = 25) -> None:
        self._document: WordDocument = Document()
        section = self._document.sections[0]
        section.start_type = WD_SECTION_START.NEW_PAGE
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(margin)
        section.top_margin = section.bottom_margin = Mm(margin)
        self.width = 210 - 2 * margin
        about = self._document.core_properties
        about.title, about.author = plain_signs(title)[:255], plain_signs(author)[:255]
        about.comments, about.language = "", "ja-JP"
        self._set_normal()

    def _set_normal(self) -> None:
        style = self._document.styles["Normal"]
        style.font.name, style.font.size = MINCHO, Pt(SIZE)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(slot), MINCHO)
        heading = self._document.styles["Heading 2"].font
        heading.color.rgb, heading.bold = RGBColor(0, 0, 0), False
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(4), 1.15

    def line(
        self,
        text: str = "",
        align: WD_ALIGN_PARAGRAPH = LEFT,
        *,
        size: float = SIZE,
        gothic: bool = False,
        indent: float = 0,
        above: float = 0,
    ) -> None:
        """Add a paragraph; line ends in it stay.

        :param indent: of all its lines, in characters
        :param above: room above it, in points
        """
        written = self._document.add_paragraph()
        _write(written, text, align, size=size, gothic=gothic)
        written.paragraph_format.left_indent = Pt(indent * size)
        written.paragraph_format.keep_with_next = True if gothic else None
        if above:
            written.paragraph_format.space_before = Pt(above)

    def lines(
        self,
        texts: Iterable[str],
        align: WD_ALIGN_PARAGRAPH = LEFT,
        *,
        size: float = SIZE,
        indent: float = 0,
    ) -> None:
        """Add a paragraph for each text."""
        for one in texts:
            self.line(one, align, size=size, indent=indent)

    def heading(self, text: str, *, size: float = SIZE) -> None:
        """Add a heading that stays with what follows."""
        written = self._document.add_heading(level=2)
        _write(written, text, LEFT, size=size, gothic=True)
        written.paragraph_format.space_before = Pt(10)
        written.paragraph_format.keep_with_next = True

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        height: float = 0,
    ) -> None:
        """Add a ruled table; its head is repeated on each page.

        :param widths: of the columns (mm); 0 takes what is left
        :param height: of each row at least (mm), so that a hand finds room
        """
        count = (1 if head else 0) + len(rows)
        table: Table = self._document.add_table(rows=count, cols=len(widths), style="Table Grid")
        table.autofit = False
        _pad(table)
        left = (self.width - sum(widths)) / max(1, sum(1 for one in widths if not one))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width or left)
        for number, cells in enumerate((*((head,) if head else ()), *rows)):
            row = table.rows[number]
            is_head = bool(head) and number == 0
            if is_head:
                row._tr.get_or_add_trPr().append(_element("w:tblHeader"))
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
            if height and not is_head:
                row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
            for cell, text, width in zip(row.cells, cells, widths, strict=True):
                cell.width = Mm(width or left)
                _write(cell.paragraphs[0], text, LEFT, size=SMALL, gothic=is_head)
        self._document.add_paragraph().paragraph_format.space_after = Pt(0)

    def page_break(self) -> None:
        """Go on on the next page."""
        self._document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def content(self) -> bytes:
        """Give the file."""
        made = BytesIO()
        self._document.save(made)
        return made.getvalue()


def _write(
    paragraph: Paragraph,
    text: str,
    align: WD_ALIGN_PARAGRAPH,
    *,
    size: float,
    gothic: bool,
) -> None:
    paragraph.alignment = align
    run = paragraph.add_run(plain_signs(text))
    run.font.size = Pt(size)
    if gothic:
        run.font.bold = False
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(slot), GOTHIC)


def _pad(table: Table) -> None:
    """Keep what is written off the rules above and below it."""
    margins = _element("w:tblCellMar")
    for side in ("w:top", "w:bottom"):
        margin = _element(side)
        margin.set(qn("w:w"), str(PADDING))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # Word reads the properties of a table in one order only; the style's look stands last.
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)


def _element(name: str) -> BaseOxmlElement:
    return OxmlElement(name)
