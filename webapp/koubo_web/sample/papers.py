"""The papers that applicants attach: small, but real PDF and Excel files."""

import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from pathlib import Path

import typst

from koubo.papers import letters

HERE = Path(__file__).parent
FONTS = Path(letters.__file__).parent / "fonts"

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    "</Types>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{type}" Target="{target}"/></Relationships>'
)
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORKBOOK = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{SHEETS}"'
    f' xmlns:r="{OFFICE}"><sheets><sheet name="名簿" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


class PaperMill:
    """Makes the attachments; the fonts are read once."""

    def __init__(self) -> None:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
        )
        self._compiler = typst.Compiler(HERE / "paper.typ", root=HERE, font_paths=fonts)

    def pdf(self, title: str, organisation: str, lines: Iterable[str]) -> bytes:
        """Give a plain paper as PDF."""
        text = {"title": title, "organisation": organisation, "lines": "\n".join(lines)}
        printed = self._compiler.compile(format="pdf", sys_inputs=text)
        if not isinstance(printed, bytes):
            raise TypeError("typst gave no PDF")
        return printed


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Give an Excel file with one sheet of text."""
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    sheet = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{SHEETS}">'
        f"<sheetData>{lines}</sheetData></worksheet>"
    )
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS.format(type=f"{OFFICE}/officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(
            type=f"{OFFICE}/worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            # With a day of its own: the same rows make the same file, whenever it is made.
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'
