"""A scheme's blank forms as answers: one as PDF or Word, or all of them in a ZIP."""

import zipfile
from io import BytesIO

from flask import Response, request

from koubo.award.notices.batches import safe_name
from koubo.papers.forms import print_form
from koubo.papers.word_blanks import blank_word
from koubo.problems import NotFound
from koubo.schemes.blank_papers import BlankPaper
from koubo_web.printing import pdf_answer
from koubo_web.stored_files import made_answer


def asked_paper(papers: tuple[BlankPaper, ...]) -> BlankPaper:
    """Give the form that the address names by ``kind`` and ``course``, the first one by default."""
    kind, course = request.args.get("kind", ""), request.args.get("course", "")
    for one in papers:
        if (not kind or one.kind.value == kind) and (not course or one.course == course):
            return one
    raise NotFound


def paper_pdf(paper: BlankPaper) -> Response:
    """Give a blank form as a PDF that the browser shows."""
    return pdf_answer(print_form(paper.form), safe_name(paper.name))


def paper_word(paper: BlankPaper) -> Response:
    """Give a blank form as a Word file to be saved."""
    return made_answer(blank_word(paper.form), f"{safe_name(paper.name)}.docx")


def papers_zip(papers: tuple[BlankPaper, ...], title: str) -> Response:
    """Give every form in both kinds, in the order in which they are asked for."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for number, one in enumerate(papers, start=1):
            name = f"{number:02d}_{safe_name(one.name)}"
            archive.writestr(f"{name}.pdf", print_form(one.form))
            archive.writestr(f"{name}.docx", blank_word(one.form))
    return made_answer(packed.getvalue(), f"様式_{safe_name(title)}.zip")
