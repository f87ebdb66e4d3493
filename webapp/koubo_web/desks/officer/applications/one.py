"""One application at the officer's desk: judged rule by rule, then accepted or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.actions.staff import accept, find_ineligible, record_finding
from koubo.applications.contact_rules import CONTACT_WAY_NAMES
from koubo.applications.findings import not_met, unknown
from koubo.applications.lacking import lacking
from koubo.applications.opinion_rules import ASKABLE
from koubo.applications.queries.contacts import contacts_about
from koubo.applications.queries.in_full import (
    ApplicationInFull,
    OnlyDeclared,
    application_in_full,
)
from koubo.applications.queries.opinions import opinions_of
from koubo.applications.queries.staff import next_filed
from koubo.applications.rules import (
    CHANNEL_NAMES,
    FILING_STEPS,
    ApplicationState,
    FilingState,
)
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.schemes.eligibility.case import Answer, Finding
from koubo_web.access import seat
from koubo_web.charts import DRAWS
from koubo_web.desks.officer.applications.corrected import FILE_WORDS, changed_answers
from koubo_web.desks.officer.applications.outcome import DECIDED, outcome_of
from koubo_web.desks.officer.applications.received_files import received_files
from koubo_web.desks.officer.desk import desk
from koubo_web.desks.officer.history_words.words import timeline_of
from koubo_web.desks.officer.state_words import Tag, answer_tag, application_tag
from koubo_web.desks.officer.tones import FILING_TONES
from koubo_web.desks.opinion_view import opinions_shown
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.panel import Page, Subject
from koubo_web.plugged import panels_for
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

BY_STAFF = "職員の確認："
MISSING_ANSWER = "「満たす」か「満たさない」を選んでください。"


@dataclass(frozen=True)
class ShownFinding:
    """A rule's answer as the page shows it."""

    finding: Finding
    tag: Tag
    asks: bool
    """Whether only an officer can answer it."""
    answered: bool


@desk.get("/applications/<int:application_id>")
@seat(SeatKind.OFFICER)
def application(application_id: int) -> ResponseReturnValue:
    """Show an application with every rule's answer, what it may get, and what was filed.

    Of one whose proposal is not there yet its 参加表明書 is all that there is to see.
    """
    try:
        return _page(application_id)
    except OnlyDeclared as early:
        return redirect(url_for("officer.filing", filing_id=early.declared.filing.id))


@desk.post("/applications/<int:application_id>/findings")
@seat(SeatKind.OFFICER)
def find(application_id: int) -> ResponseReturnValue:
    """Record what the officer found out about one rule."""
    rule, note = request.form.get("rule", ""), request.form.get("note", "")
    answer = request.form.get("answer", "")
    try:
        if answer not in (Answer.MET, Answer.NOT_MET):
            raise Problems([Problem("answer", MISSING_ANSWER, "answer")])
        record_finding(
            unit_of_work(),
            site().catalog,
            actor(),
            application_id,
            rule=rule,
            answer=Answer(answer),
            note=note,
        )
    except Problems as wrong:
        return _page(application_id, wrong.problems), 422
    flash("確認した結果を記録しました。", "success")
    return redirect(
        f"{url_for('officer.application', application_id=application_id)}#findings", 303
    )


@desk.get("/applications/<int:application_id>/accept")
@seat(SeatKind.OFFICER)
def confirm_accept(application_id: int) -> ResponseReturnValue:
    """Ask whether the application is accepted for review."""
    return _deciding("officer/accept.html", application_id)


@desk.post("/applications/<int:application_id>/accept")
@seat(SeatKind.OFFICER)
def accept_now(application_id: int) -> ResponseReturnValue:
    """Accept the application for review."""
    work, version = unit_of_work(), version_of(request.form)
    try:
        accept(work, site().catalog, actor(), application_id, version=version)
    except Problems as wrong:
        return _page(application_id, wrong.problems), 422
    flash("応募を受理しました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.application", application_id=application_id), 303)


@desk.get("/applications/<int:application_id>/ineligible")
@seat(SeatKind.OFFICER)
def confirm_ineligible(application_id: int) -> ResponseReturnValue:
    """Ask why the application misses a requirement."""
    return _deciding("officer/ineligible.html", application_id)


@desk.post("/applications/<int:application_id>/ineligible")
@seat(SeatKind.OFFICER)
def find_ineligible_now(application_id: int) -> ResponseReturnValue:
    """Find that the application misses a requirement."""
    work, version = unit_of_work(), version_of(request.form)
    try:
        find_ineligible(
            work, actor(), application_id, reason=request.form.get("reason", ""), version=version
        )
    except Problems as wrong:
        return _deciding("officer/ineligible.html", application_id, wrong.problems), 422
    flash("要件不適合と記録しました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.application", application_id=application_id), 303)


def _page(application_id: int, problems: Sequence[Problem] = ()) -> str:
    session, who = unit_of_work().session, actor()
    full = application_in_full(session, site().catalog, who, application_id)
    record = full.application
    is_filed = record.state is ApplicationState.FILED
    return render_template(
        "officer/application.html",
        full=full,
        files=received_files(full.proposal),
        application=record,
        tag=application_tag(record.state),
        findings=[_shown(one) for one in full.judged.findings],
        missed=not_met(full.judged.findings),
        open_findings=unknown(full.judged.findings),
        may_judge=is_filed,
        may_accept=is_filed and may_accept(full) and not lacking(full.proposal.snapshot),
        may_find_ineligible=record.state
        in (ApplicationState.FILED, ApplicationState.IN_CORRECTION),
        later=[
            (one, FILING_STEPS.names[one.filing.state], FILING_TONES[one.filing.state])
            for one in full.later
        ],
        correction=full.proposal.open_correction,
        corrected_fields=labels_of(full),
        arrived=[one for one in full.later if one.filing.state is FilingState.FILED],
        outcome=outcome_of(session, who, full.scheme, record),
        changed=changed_answers(full.proposal),
        file_words=FILE_WORDS,
        lacks=lacking(full.proposal.snapshot),
        may_mend=record.state in (ApplicationState.FILED, ApplicationState.ACCEPTED),
        channel=CHANNEL_NAMES[full.proposal.snapshot.channel],
        opinions=opinions_shown(full.scheme, opinions_of(session, who, application_id)),
        may_ask=record.state in ASKABLE,
        contacts=contacts_about(session, who, application_id),
        ways=CONTACT_WAY_NAMES,
        following=None
        if record.state in DECIDED
        else next_filed(session, who, record.call_id, but=application_id),
        timeline=timeline_of(full.steps),
        draws=DRAWS,
        panels=panels_for(Page.APPLICATION, Subject.of_application(record)),
        problems=problems,
        errors=errors_by_field(problems),
        typed=request.form,
    )


def may_accept(full: ApplicationInFull) -> bool:
    """Say whether every rule was met, the officer's own findings included."""
    found = full.judged.findings
    return bool(found) and all(one.answer is Answer.MET for one in found)


def labels_of(full: ApplicationInFull) -> list[str]:
    """Give the labels of the questions that the applicant still has to mend."""
    correction = full.proposal.open_correction
    if correction is None:
        return []
    questions = [full.proposal.form.question(one) for one in correction.fields]
    return [one.label for one in questions if one is not None]


def _shown(finding: Finding) -> ShownFinding:
    answered = any(line.text.startswith(BY_STAFF) for line in finding.working.lines)
    asks = answered or finding.answer is Answer.UNKNOWN
    return ShownFinding(finding, answer_tag(finding.answer), asks, answered)


def _deciding(template: str, application_id: int, problems: Sequence[Problem] = ()) -> str:
    full = application_in_full(unit_of_work().session, site().catalog, actor(), application_id)
    missed = not_met(full.judged.findings)
    return render_template(
        template,
        full=full,
        application=full.application,
        may_accept=may_accept(full),
        reason=request.form.get(
            "reason", "\n".join(one.problem.message for one in missed if one.problem)
        ),
        problems=problems,
        errors=errors_by_field(problems),
    )
