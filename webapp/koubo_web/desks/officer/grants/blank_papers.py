"""The blank forms of a scheme at the officer's desk: one by one, and all of them in a ZIP."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.people.rules import SeatKind
from koubo.problems import NotFound
from koubo.schemes.blank_papers import BlankPaper, blank_papers
from koubo.schemes.offering import offered
from koubo.schemes.rules import Scheme
from koubo_web.access import seat
from koubo_web.blank_papers import asked_paper, paper_pdf, paper_word, papers_zip
from koubo_web.desks.officer.desk import desk
from koubo_web.requests import site, unit_of_work


@desk.get("/schemes/<scheme_id>/forms")
@seat(SeatKind.OFFICER)
def scheme_papers(scheme_id: str) -> ResponseReturnValue:
    """List every form of a scheme."""
    scheme, papers = _of(scheme_id)
    return render_template("officer/grants/blank_papers.html", scheme=scheme, papers=papers)


@desk.get("/schemes/<scheme_id>/forms/blank.pdf")
@seat(SeatKind.OFFICER)
def scheme_paper_pdf(scheme_id: str) -> ResponseReturnValue:
    """Give one form to print."""
    return paper_pdf(asked_paper(_of(scheme_id)[1]))


@desk.get("/schemes/<scheme_id>/forms/blank.docx")
@seat(SeatKind.OFFICER)
def scheme_paper_word(scheme_id: str) -> ResponseReturnValue:
    """Give one form to edit in Word."""
    return paper_word(asked_paper(_of(scheme_id)[1]))


@desk.get("/schemes/<scheme_id>/forms/all.zip")
@seat(SeatKind.OFFICER)
def scheme_papers_zip(scheme_id: str) -> ResponseReturnValue:
    """Give all forms, each as PDF and as a Word file."""
    scheme, papers = _of(scheme_id)
    return papers_zip(papers, scheme.title)


def _of(scheme_id: str) -> tuple[Scheme, tuple[BlankPaper, ...]]:
    found = offered(unit_of_work().session, site().catalog).get(scheme_id)
    if found is None:
        raise NotFound
    scheme = found.scheme
    return scheme, blank_papers(scheme, scheme.open_courses or scheme.courses)
