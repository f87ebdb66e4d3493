"""The last look before handing in, and handing in."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from koubo.applications.actions.checking import Check, warnings
from koubo.applications.consent_rules import ConsentFacts
from koubo.applications.consents import consents_of
from koubo.applications.former import former_texts
from koubo.applications.models import Filing
from koubo.applications.policy import load_own_filing
from koubo.applications.rules import FilingState
from koubo.award.grants.actions.applying import BEFORE_VOTE
from koubo.award.models import Award
from koubo.calendar import day_in_japan
from koubo.hooks import PluginFault
from koubo.money import Worked
from koubo.people.representatives import Representative, representative_on
from koubo.problems import Problem, Problems, Stale
from koubo.schemes.forms import FilingKind
from koubo.schemes.question_kinds import UNTYPED
from koubo_web.access import signed_in
from koubo_web.desks.applicant.amendment_check import amendment_on_check
from koubo_web.desks.applicant.budget_page import expected_amount, too_much
from koubo_web.desks.applicant.consents import tag_of
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.filing_kinds import VERBS
from koubo_web.desks.applicant.missing import missing_by_section, words_left
from koubo_web.desks.applicant.report_check import report_on_check
from koubo_web.desks.applicant.section_page import Work, steps_of
from koubo_web.desks.applicant.sections import HANDED_IN
from koubo_web.desks.todo import time_left
from koubo_web.forms.places import Places, places_of
from koubo_web.forms.showing import raw_text
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/check/<int:filing_id>")
@signed_in
def check_page(filing_id: int) -> ResponseReturnValue:
    """Show exactly what would be handed in, and all that stands against it."""
    filing = load_own_filing(unit_of_work().session, actor(), filing_id)
    if filing.state in HANDED_IN:
        return redirect(url_for("applicant.receipt", filing_id=filing_id))
    return _page(filing)


@desk.post("/check/<int:filing_id>")
@signed_in
def hand_in(filing_id: int) -> ResponseReturnValue:
    """Hand the document in; pressing twice leads to the same receipt."""
    uow, who = unit_of_work(), actor()
    filing = load_own_filing(uow.session, who, filing_id)
    version = version_of(request.form)
    try:
        VERBS[filing.kind].file(uow, site().catalog, site().files, who, filing_id, version=version)
    except Problems as found:
        return _page(_again(filing_id), found.problems), 422
    except Stale:
        return _page(_again(filing_id), is_stale=True), 409
    return redirect(url_for("applicant.receipt", filing_id=filing_id), 303)


def _again(filing_id: int) -> Filing:
    uow = unit_of_work()
    uow.session.expire_all()
    return load_own_filing(uow.session, actor(), filing_id)


def _page(filing: Filing, more: tuple[Problem, ...] = (), *, is_stale: bool = False) -> str:
    uow, catalog = unit_of_work(), site().catalog
    work = Work.of(uow, catalog, filing)
    check = VERBS[filing.kind].check(uow, catalog, actor(), filing.id)
    # What only handing in finds out, such as a damaged file, is added to what the check says.
    problems = (*check.problems, *(one for one in more if one not in check.problems))
    closes = work.closes_at
    steps = steps_of(work, checked=True)
    return render_template(
        "applicant/check.html",
        work=work,
        filing=filing,
        check=check,
        places=(places := places_of(work.asked.form, problems)),
        missing=missing_by_section(filing.id, work.asked.form, places.problems),
        words_left=words_left(len(places.problems)),
        former=former_texts(uow.session, catalog, work.asked, filing),
        warnings=_warnings(filing, check),
        expected=(expected := _expected(work, check)),
        too_much=too_much(check.case.budget, expected),
        files=_files(work),
        open_sections=[one.id for one in work.asked.form.sections if work.writable_in(one)],
        consents=_consents(work, check),
        unread=_unread(work, check),
        steps=steps,
        current=len(steps),
        late=work.is_late,
        left=time_left(closes, now()) if closes else "",
        is_stale=is_stale,
        not_yet=BEFORE_VOTE if _is_before_vote(filing) else "",
        change=amendment_on_check(filing),
        account=report_on_check(filing, check),
        signer=_signer(filing),
    )


def _consents(work: Work, check: Check) -> list[tuple[ConsentFacts, tuple[str, str]]]:
    """Give what those who join said; mostly no statement."""
    session, answers = unit_of_work().session, check.reading.answers
    found = consents_of(session, work.filing.id, work.asked.form, answers)
    return [(one, tag_of(one)) for one in found]


def _is_before_vote(filing: Filing) -> bool:
    if filing.kind is not FilingKind.GRANT_APPLICATION:
        return False
    award = (
        unit_of_work().session.scalars(select(Award).where(Award.filing_id == filing.id)).first()
    )
    return award is not None and award.voted_on is None


def _signer(filing: Filing) -> Representative | None:
    """Give whose name a document after the selection will bear: it may be another by now."""
    if filing.kind is not FilingKind.GRANT_APPLICATION:
        return None
    organisation_id = filing.application.organisation_id
    return representative_on(unit_of_work().session, organisation_id, day_in_japan(now()))


def _warnings(filing: Filing, check: Check) -> Places:
    """Give the requirements that would be missed; they do not keep anybody from handing in."""
    if filing.kind is not FilingKind.PROPOSAL or filing.state is not FilingState.DRAFT:
        return Places()
    try:
        found = warnings(unit_of_work(), site().catalog, filing, check)
    except PluginFault:
        return Places()  # staff ask the rules again; here they are a courtesy
    return places_of(check.asked.form, found)


def _expected(work: Work, check: Check) -> Worked[int] | None:
    if not check.case.budget.eligible_total or work.filing.kind is not FilingKind.PROPOSAL:
        return None
    return expected_amount(site().catalog, work.asked, check.case.budget, work.nth_time)


def _unread(work: Work, check: Check) -> dict[str, str]:
    """Give what was typed but not understood: it is not blank, and the page must not say so."""
    typed = {
        one.id: raw_text(one, work.filing.draft.get(one.id))
        for one in work.asked.form.questions()
        if one.kind not in UNTYPED
        and one.id not in check.reading.answers
        and one.id not in check.reading.not_asked
    }
    return {key: text for key, text in typed.items() if text.strip()}


def _files(work: Work) -> list[dict[str, object]]:
    return [
        {
            "id": one.id,
            "question": one.question_id,
            "name": one.name,
            "size": one.size,
            "sha256": one.sha256,
        }
        for one in work.attachments
    ]
