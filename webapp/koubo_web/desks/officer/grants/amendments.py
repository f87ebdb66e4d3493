"""Changes after the award at the officer's desk: the list, one of them, and the answer to it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.applications.office_consent import ConsentWay
from koubo.award.amendments.actions.answering import (
    draft_amendment_decision,
    note_amendment,
    terms_now,
)
from koubo.award.amendments.actions.stopping import record_stop
from koubo.award.amendments.models import Amendment
from koubo.award.amendments.policy import load_amendment, open_amendment
from koubo.award.amendments.queries import (
    SHOWN,
    amendment_list,
    amendment_row,
    decision_about,
)
from koubo.award.amendments.rules import AMENDMENT_STEPS, AmendmentState
from koubo.award.amendments.schemas import APPROVE, REFUSE, read_answer, read_office_stop
from koubo.award.amendments.terms import stop_needs
from koubo.award.models import Award
from koubo.award.policy import load_award
from koubo.award.queries import award_row
from koubo.award.schemas import read_kessai_if_any
from koubo.money import Working
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.schemes.change_words import ChangeKind, Need
from koubo_web.access import seat
from koubo_web.desks.amendment_view import (
    STAFF_NEEDS,
    amendment_tag,
    amount_change,
    kept_side_by_side,
    kind_name,
)
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.amendment_forms import AnswerForm, RemarkForm, StopForm
from koubo_web.forms.award_forms import KessaiForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.lists.pages import one_page
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of

LISTED = (
    AmendmentState.FILED,
    AmendmentState.APPROVED,
    AmendmentState.REFUSED,
    AmendmentState.NOTED,
)
ANSWERS = [(APPROVE, "承認する"), (REFUSE, "承認しない")]
DRAFTED = "起案しました。決裁の後で別の職員が「施行」すると、通知書が団体に届きます。"


@desk.get("/amendments")
@seat(SeatKind.OFFICER)
def amendments() -> ResponseReturnValue:
    """List the changes that came in, newest first."""
    wanted = request.args.get("state", "")
    state = AmendmentState(wanted) if wanted in LISTED else None
    rows = amendment_list(
        unit_of_work().session,
        actor(),
        state=state,
        before=request.args.get("before", type=int),
        limit=SHOWN + 1,
    )
    shown, next_url = one_page(
        rows,
        SHOWN,
        lambda last: url_for("officer.amendments", state=wanted or None, before=last.id),
    )
    return render_template(
        "officer/grants/amendments.html",
        rows=[
            (one, kind_name(one.kind), amendment_tag(one.state), _need(one.needs)) for one in shown
        ],
        tabs=[
            (label, url_for("officer.amendments", state=value or None), value == wanted)
            for label, value in (
                ("すべて", ""),
                *((AMENDMENT_STEPS.names[one], one.value) for one in LISTED),
            )
        ],
        next_url=next_url,
    )


def _need(need: Need | None) -> str:
    return STAFF_NEEDS[need] if need else ""


@desk.get("/amendments/<int:amendment_id>")
@seat(SeatKind.OFFICER)
def amendment(amendment_id: int) -> ResponseReturnValue:
    """Show a change: what it needs, old and new side by side, and what is to be done."""
    return _page(load_amendment(unit_of_work().session, actor(), amendment_id))


def _page(found: Amendment) -> str:
    work, catalog, who = unit_of_work(), site().catalog, actor()
    session, waits = work.session, found.state is AmendmentState.FILED
    row = amendment_row(session, found.id)
    # What was handed in may have been mended since: while it waits, it is computed anew.
    terms = terms_now(session, catalog, found) if waits else None
    need = terms.needed.need if terms else row.needs
    return render_template(
        "officer/grants/amendment.html",
        row=row,
        award=award_row(session, row.award_id),
        version=found.version,
        tag=amendment_tag(row.state),
        title=kind_name(row.kind),
        amount=amount_change(terms.before, terms.after)
        if terms and terms.before != terms.after
        else amount_change(row.before, row.after),
        need=_need(need),
        needs_approval=need is Need.APPROVAL,
        waits=waits,
        in_correction=row.filing_state == "in_correction",
        decision_id=decision_about(session, who, row.filing_id),
        working=terms.working if terms else Working.from_json(found.working),
        compared=kept_side_by_side(session, catalog, found),
    )


@desk.post("/amendments/<int:amendment_id>/note")
@seat(SeatKind.OFFICER)
def note_amendment_now(amendment_id: int) -> ResponseReturnValue:
    """Take note of a change that needs no approval."""
    remark = RemarkForm(formdata=request.form).typed["remark"]
    version = version_of(request.form)
    note_amendment(
        unit_of_work(), site().catalog, actor(), amendment_id, version=version, remark=remark
    )
    flash("届出を受け取りました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.amendment", amendment_id=amendment_id), 303)


@desk.get("/amendments/<int:amendment_id>/decision")
@seat(SeatKind.OFFICER)
def new_amendment_decision(amendment_id: int) -> ResponseReturnValue:
    """Ask what the city is to answer to a change."""
    found = load_amendment(unit_of_work().session, actor(), amendment_id)
    if found.state is not AmendmentState.FILED:
        return redirect(url_for("officer.amendment", amendment_id=amendment_id))
    typed = {**AnswerForm().typed, **KessaiForm().typed}
    return _answer_page(found, typed, found.version)


@desk.post("/amendments/<int:amendment_id>/decision")
@seat(SeatKind.OFFICER)
def draft_amendment(amendment_id: int) -> ResponseReturnValue:
    """Draft the approval or refusal of a change."""
    work, who, version = unit_of_work(), actor(), version_of(request.form)
    typed = {
        **AnswerForm(formdata=request.form).typed,
        **KessaiForm(formdata=request.form).typed,
    }
    try:
        decision_id = draft_amendment_decision(
            work,
            site().catalog,
            who,
            amendment_id,
            answer=read_answer(typed),
            version=version,
            kessai=read_kessai_if_any(typed),
        )
    except Problems as found:
        row = load_amendment(work.session, who, amendment_id)
        return _answer_page(row, typed, version, found.problems), 422
    flash(DRAFTED, "success")
    return redirect(url_for("officer.decision", decision_id=decision_id), 303)


def _answer_page(
    found: Amendment, typed: dict[str, Any], version: int, problems: tuple[Problem, ...] = ()
) -> str:
    session, catalog = unit_of_work().session, site().catalog
    terms = terms_now(session, catalog, found)
    row = amendment_row(session, found.id)
    return render_template(
        "officer/grants/amendment_decision.html",
        row=row,
        title=kind_name(row.kind),
        amount=amount_change(terms.before, terms.after) if terms else "",
        working=terms.working if terms else Working.from_json(found.working),
        is_stop=found.kind is ChangeKind.STOP,
        answers=ANSWERS,
        typed=typed,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/awards/<int:award_id>/stop")
@seat(SeatKind.OFFICER)
def confirm_stop(award_id: int) -> ResponseReturnValue:
    """Ask what the organisation told the office about stopping."""
    found = load_award(unit_of_work().session, actor(), award_id)
    return _stop_page(found, StopForm().typed, found.version)


@desk.post("/awards/<int:award_id>/stop")
@seat(SeatKind.OFFICER)
def stop(award_id: int) -> ResponseReturnValue:
    """Record that a project stops, as its organisation told the office."""
    work, who = unit_of_work(), actor()
    typed, version = StopForm(formdata=request.form).typed, version_of(request.form)
    try:
        said, told_by, way = read_office_stop(typed)
        amendment_id = record_stop(
            work, site().catalog, who, award_id, said, told_by=told_by, way=way, version=version
        )
    except Problems as found:
        award = load_award(work.session, who, award_id)
        return _stop_page(award, typed, version, found.problems), 422
    flash("中止・廃止の届出を記録しました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.amendment", amendment_id=amendment_id), 303)


def _stop_page(
    award: Award, typed: dict[str, Any], version: int, problems: tuple[Problem, ...] = ()
) -> str:
    session = unit_of_work().session
    scheme = site().catalog.of(award.application.call.release)
    return render_template(
        "officer/grants/amendment_stop.html",
        award=award_row(session, award.id),
        begun=open_amendment(session, award.id),
        need=STAFF_NEEDS[stop_needs(scheme.changes).need],
        ways=[(one.value, one.value) for one in ConsentWay],
        typed=typed,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
    )
