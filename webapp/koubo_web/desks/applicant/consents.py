"""The consents of those who join: asked by mail, or recorded from a signed paper."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.consenting import OPEN, ask_consent, record_paper_consent
from koubo.applications.consent_rules import ConsentFacts, ConsentState, consent_question
from koubo.applications.consents import consents_of
from koubo.applications.facts import Asked, read_draft
from koubo.applications.policy import load_own_filing
from koubo.applications.queries.own import attachments_of
from koubo.problems import NotFound, Problem, Problems
from koubo.schemes.eligibility.case import GroupFacts
from koubo.schemes.questions import PartnerConsent
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.forms.call_forms import clean, errors_by_field
from koubo_web.forms.filing_form import DateBoxes
from koubo_web.requests import actor, site, unit_of_work

TONES = {ConsentState.ASKED: "blue", ConsentState.AGREED: "green", ConsentState.REFUSED: "red"}
ASK, PAPER = "ask", "paper"


@desk.get("/consents/<int:filing_id>")
@signed_in
def consents(filing_id: int) -> ResponseReturnValue:
    """Show where the consent of each organisation stands, and let it be asked for."""
    return _page(filing_id)


@desk.post("/consents/<int:filing_id>")
@signed_in
def ask_for_consent(filing_id: int) -> ResponseReturnValue:
    """Send the request, or record the signed paper."""
    work, catalog, who = unit_of_work(), site().catalog, actor()
    group = GroupFacts(request.form.get("name", ""), request.form.get("role", ""))
    typed = clean(dict(request.form))
    typed["signed_on"] = DateBoxes(formdata=request.form, prefix="signed_on-").data
    on_paper = request.form.get("do") == PAPER
    try:
        if on_paper:
            record_paper_consent(work, catalog, who, filing_id, group, typed=typed)
        else:
            base_url = site().settings.base_url
            ask_consent(work, catalog, who, filing_id, group, typed=typed, base_url=base_url)
    except Problems as wrong:
        return _page(filing_id, group, wrong.problems), 422
    if on_paper:
        flash(f"「{group.name}」の同意を、署名のある書類で記録しました。", "success")
    else:
        flash(f"「{group.name}」に、同意のお願いのメールを送ります。", "success")
    return redirect(url_for("applicant.consents", filing_id=filing_id), 303)


def _page(
    filing_id: int, about: GroupFacts | None = None, problems: tuple[Problem, ...] = ()
) -> str:
    session = unit_of_work().session
    filing = load_own_filing(session, actor(), filing_id)
    asked = Asked.of(site().catalog, filing)
    question = consent_question(asked.form)
    if question is None:
        raise NotFound
    answers = read_draft(session, asked, filing).answers
    found = consents_of(session, filing_id, asked.form, answers)
    section = next(one for one in asked.form.sections if question in one.questions)
    return render_template(
        "applicant/consents.html",
        filing=filing,
        application=filing.application,
        question=question,
        required=question.consent is PartnerConsent.REQUIRED,
        consents=[(one, tag_of(one)) for one in found],
        files=[(str(one.id), one.name) for one in attachments_of(session, filing_id)],
        section_url=url_for(
            "applicant.edit_filing",
            filing_id=filing_id,
            section_id=section.id,
            _anchor=f"field-{question.id}",
        ),
        may_change=filing.state in OPEN,
        agreed=ConsentState.AGREED,
        about=about,
        anchors=_anchors(found, about),
        typed=request.form,
        problems=problems,
        errors=errors_by_field(problems),
    )


def _anchors(found: list[ConsentFacts], about: GroupFacts | None) -> dict[str, str]:
    """Give where the fields of the organisation that was written about stand."""
    place = next((number for number, one in enumerate(found, 1) if one.group == about), 1)
    names = ("address", "attachment", "answered_by", "answered_title")
    at = {name: f"field-{name}-{place}" for name in names}
    return {**at, "signed_on": f"field-signed_on-year-{place}"}


def tag_of(consent: ConsentFacts) -> tuple[str, str]:
    """Give where a consent stands in words, with its tone."""
    return consent.name, TONES[consent.state] if consent.state else "yellow"
