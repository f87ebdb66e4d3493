"""職権訂正: named answers are opened to the officer, compared, and recorded with the consent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FormField, StringField

from koubo.applications.facts import Asked, sources_of
from koubo.applications.mending import Mending, mendable, refuse_unmendable
from koubo.applications.models import Filing
from koubo.applications.office_consent import ConsentWay, OfficeConsent, read_office_consent
from koubo.applications.queries.in_full import HandedIn, filing_in_full
from koubo.applications.queries.own import attachments_of
from koubo.applications.schemas import read_answers
from koubo.lifecycle.mending import Wanted, check_mend, mend
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.schemes.forms import Section
from koubo.schemes.questions import Question
from koubo_web.access import seat
from koubo_web.desks.applicant.section_page import SectionPage, Work
from koubo_web.desks.officer.applications.corrected import FILE_WORDS, ChangedAnswer, texts_changed
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.call_forms import RawForm, errors_by_field
from koubo_web.forms.filing_form import DateBoxes, Draft, read_form, shown_form
from koubo_web.forms.places import places_of
from koubo_web.forms.table_lines import lengthened, lines_shown, table_recounted, table_to_lengthen
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of

WAYS = [(one.value, one.value) for one in ConsentWay]
NAMED = ":mend"
"""The boxes that choose what is mended; no question's id has a colon."""
CONSENT = ":consent:"
"""What the names of the consent's boxes begin with, for the same reason."""


class ConsentForm(RawForm):
    """Who agreed to the change, when and how."""

    consented_by = StringField()
    consented_on = FormField(DateBoxes)
    consented_time = StringField()
    how = StringField()
    office_reason = StringField()


@dataclass(frozen=True)
class Shown:
    """What the page is drawn with again: what was typed, what is wrong, what would come of it."""

    typed: Draft = field(default_factory=dict)
    form: ConsentForm = field(default_factory=lambda: ConsentForm(prefix=CONSENT))
    problems: Sequence[Problem] = ()
    found: Mending | None = None


@desk.get("/filings/<int:filing_id>/mend")
@seat(SeatKind.OFFICER)
def mending(filing_id: int) -> ResponseReturnValue:
    """Ask which answers are mended; then open those, and no others."""
    handed_in = _load(filing_id)
    chosen = _chosen(handed_in, request.args.getlist(NAMED))
    if not chosen:
        return render_template(
            "officer/mend_choice.html",
            handed_in=handed_in,
            filing=handed_in.filing,
            application=handed_in.filing.application,
            questions={one.id for one in mendable_of(handed_in)},
            asked="go" in request.args,
            name=NAMED,
        )
    return _page(handed_in, chosen, Shown())


@desk.post("/filings/<int:filing_id>/mend")
@seat(SeatKind.OFFICER)
def mend_now(filing_id: int) -> ResponseReturnValue:
    """Show what the change comes to, or record it with the applicant's consent."""
    handed_in = _load(filing_id)
    chosen = _chosen(handed_in, request.form.getlist(NAMED))
    wanted = Wanted([one.id for one in chosen], read_form(chosen, request.form))
    typed, form = dict(wanted.typed), ConsentForm(formdata=request.form, prefix=CONSENT)
    do = request.form.get("do", "check")
    if table_to_lengthen(do) or table_recounted(do):
        return _page(handed_in, chosen, Shown(typed, form))
    work, who = unit_of_work(), actor()
    try:
        found = check_mend(work, site().catalog, who, filing_id, wanted)
        if do != "record":
            return _page(handed_in, chosen, Shown(typed, form, found=found))
        consent: OfficeConsent = read_office_consent(form.typed, now())
        version = version_of(request.form)
        mend(work, site().catalog, who, filing_id, wanted, consent=consent, version=version)
    except Problems as wrong:
        return _page(_load(filing_id), chosen, Shown(typed, form, wrong.problems)), 422
    flash("職権訂正を記録しました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.changes", filing_id=filing_id), 303)


def _load(filing_id: int) -> HandedIn:
    unit_of_work().session.expire_all()
    found = filing_in_full(unit_of_work().session, site().catalog, actor(), filing_id)
    refuse_unmendable(found.filing)
    return found


def mendable_of(handed_in: HandedIn) -> tuple[Question, ...]:
    """Give the questions of a document that an officer may mend."""
    return mendable(Asked.of(site().catalog, handed_in.filing))


def _chosen(handed_in: HandedIn, ids: Sequence[str]) -> list[Question]:
    return [one for one in mendable_of(handed_in) if one.id in ids]


def _page(handed_in: HandedIn, chosen: Sequence[Question], shown: Shown) -> str:
    filing = handed_in.filing
    work = _work(filing, chosen, shown.typed)
    page = _section(work, chosen, shown)
    return render_template(
        "officer/mend.html",
        handed_in=handed_in,
        filing=filing,
        application=filing.application,
        page=page,
        work=work,
        questions=chosen,
        name=NAMED,
        form=shown.form,
        ways=WAYS,
        found=shown.found,
        changes=_changes(shown.found) if shown.found else [],
        file_words=FILE_WORDS,
        consent=CONSENT,
        problems=page.places.problems,
        anchors=page.places.anchors,
        errors=errors_by_field(shown.problems),
        has_tables=any(one.kind in ("budget", "rows") for one in chosen),
    )


def _work(filing: Filing, chosen: Sequence[Question], typed: Draft) -> Work:
    """Give the work on just these answers, with what was typed laid over what was handed in."""
    session = unit_of_work().session
    asked = Asked.of(site().catalog, filing)
    sources = sources_of(session, asked)
    attachments = tuple(attachments_of(session, filing.id))
    counts = Counter(one.question_id for one in attachments)
    draft = {**filing.draft, **typed}
    return Work(
        filing=filing,
        asked=asked,
        correction=None,
        open_questions=frozenset(one.id for one in chosen),
        reading=read_answers(asked.form, draft, sources, counts),
        sources=sources,
        attachments=attachments,
    )


def _section(work: Work, chosen: Sequence[Question], shown: Shown) -> SectionPage:
    draft: dict[str, Any] = {**work.filing.draft, **shown.typed}
    do = request.form.get("do", "")
    table = table_to_lengthen(do)
    rows = {table: lengthened(lines_shown(request.form, table))} if table else {}
    return SectionPage(
        work=work,
        catalog=site().catalog,
        section=Section("mend", "", "", tuple(chosen)),
        form=shown_form(chosen, draft),
        draft=draft,
        places=places_of(work.asked.form, [_placed(one) for one in shown.problems]),
        rows=rows,
    )


def _placed(problem: Problem) -> Problem:
    """Give a problem at its box on this page; about the choice as a whole it has none."""
    if problem.field == "fields":
        return Problem(problem.code, problem.message)
    if problem.field in ConsentForm()._fields:
        return Problem(problem.code, problem.message, f"{CONSENT}{problem.field}")
    return problem


def _changes(found: Mending) -> list[ChangedAnswer]:
    return [texts_changed(one, found.before.answers, found.answers) for one in found.changed]
