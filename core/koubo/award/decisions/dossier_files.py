"""The files of a 起案一式, named in the order of the 決裁, and the archive that holds them.

Word, Excel and PDF files without macros and passwords; every sum is a number, not a formula.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from koubo.award.decisions.dossier import Dossier, DossierLine
from koubo.award.decisions.dossier_memo import memo_of
from koubo.award.decisions.dossier_sheets import (
    LIST_NAMES,
    list_sheet,
    review_sheets,
    working_paper,
    working_sheet,
)
from koubo.papers.letters import Press
from koubo.papers.memos import write_memo
from koubo.papers.sheets import write_workbook
from koubo.papers.statements import print_statement

MEMO = "01_伺い文.docx"
WORKING_SHEET, WORKING_PAPER = "03_算定調書.xlsx", "03_算定調書.pdf"
REVIEW = "04_審査結果.xlsx"
LETTERS = "05_通知書案"
NOT_IN_FILES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
LONGEST = 60


def file_names(dossier: Dossier) -> tuple[str, ...]:
    """Give the names of the files beside the 伺い文, in order; the letters' folder last."""
    review = (REVIEW,) if dossier.reviewed else ()
    return (
        f"02_{LIST_NAMES[dossier.kind]}.xlsx",
        WORKING_SHEET,
        WORKING_PAPER,
        *review,
        LETTERS,
    )


def dossier_files(press: Press, dossier: Dossier) -> Iterator[tuple[str, bytes]]:
    """Give each file of a 起案一式 with its name, one after the other."""
    names = file_names(dossier)
    yield MEMO, write_memo(memo_of(dossier, names))
    yield names[0], write_workbook([list_sheet(dossier)])
    yield WORKING_SHEET, write_workbook([working_sheet(dossier)])
    yield WORKING_PAPER, print_statement(working_paper(dossier))
    if dossier.reviewed:
        yield REVIEW, write_workbook(review_sheets(dossier))
    for one in dossier.lines:
        yield f"{LETTERS}/{_letter_name(dossier, one)}.pdf", press.letter(one.letter)


def _letter_name(dossier: Dossier, one: DossierLine) -> str:
    """Give the place of a letter with as many figures as the last one has, and whose it is."""
    figures = max(len(str(len(dossier.lines))), 2)
    words = f"{one.line.receipt_number}_{one.line.organisation}"
    return f"{one.place:0{figures}d}_{NOT_IN_FILES.sub('_', words)[:LONGEST].rstrip(' .')}"


def dossier_archive(press: Press, dossier: Dossier) -> bytes:
    """Give the whole 起案一式 as one zip archive, its times those of the draft."""
    packed = BytesIO()
    drafted = dossier.drafted_at.timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in dossier_files(press, dossier):
            entry = zipfile.ZipInfo(name, drafted)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
