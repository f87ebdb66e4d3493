"""Sums and the expected amount while somebody types: computed on what is sent, and nothing kept."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from koubo.applications.policy import load_own_filing
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.section_page import SectionPage, Work
from koubo_web.forms.filing_form import read_form, shown_form
from koubo_web.forms.places import Places
from koubo_web.requests import actor, site, unit_of_work


@desk.post("/filings/<int:filing_id>/<section_id>/expected")
@signed_in
def expected(filing_id: int, section_id: str) -> ResponseReturnValue:
    """Give the sums of one section as it stands on the screen; the draft stays as it was saved."""
    uow, catalog = unit_of_work(), site().catalog
    work = Work.of(uow, catalog, load_own_filing(uow.session, actor(), filing_id))
    section = work.section(section_id)
    questions = work.writable_in(section)
    draft = {**work.filing.draft, **read_form(questions, request.form)}
    page = SectionPage(
        work=work,
        catalog=catalog,
        section=section,
        form=shown_form(questions, draft),
        draft=draft,
        places=Places(),
        rows={},
    )
    return render_template("applicant/expected.html", page=page)
