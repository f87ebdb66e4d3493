"""The blank forms of a call, for a group that writes on paper or in Word."""

from flask import render_template
from flask.typing import ResponseReturnValue

from koubo.schemes.blank_papers import BlankPaper, blank_papers
from koubo.schemes.queries import CallPage, call_page
from koubo_web.access import public
from koubo_web.blank_papers import asked_paper, paper_pdf, paper_word
from koubo_web.desks.public.desk import desk
from koubo_web.requests import site, unit_of_work


@desk.get("/calls/<int:call_id>/forms")
@public
def call_forms(call_id: int) -> ResponseReturnValue:
    """List every form that the call ever asks for."""
    page, papers = _of(call_id)
    scheme = site().catalog.of(page.release)
    return render_template("public/forms.html", call=page, scheme=scheme, papers=papers)


@desk.get("/calls/<int:call_id>/forms/blank.pdf")
@public
def call_form_pdf(call_id: int) -> ResponseReturnValue:
    """Give one form to print."""
    return paper_pdf(asked_paper(_of(call_id)[1]))


@desk.get("/calls/<int:call_id>/forms/blank.docx")
@public
def call_form_word(call_id: int) -> ResponseReturnValue:
    """Give one form to type into."""
    return paper_word(asked_paper(_of(call_id)[1]))


def _of(call_id: int) -> tuple[CallPage, tuple[BlankPaper, ...]]:
    page = call_page(unit_of_work().session, call_id)
    scheme = site().catalog.of(page.release)
    return page, blank_papers(scheme, [scheme.course(one) for one in page.course_ids])
