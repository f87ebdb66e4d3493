"""Decisions at the officer's desk: what may be drafted, what was drafted, and its letters."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.decisions.actions.decisions import drop_decision
from koubo.award.decisions.queries.decisions import (
    SHOWN,
    decision_page,
    decision_rows,
    without_address,
)
from koubo.award.decisions.queries.ready import calls_to_grant, calls_to_select
from koubo.award.notices.letters import letters_of, no_address_of, notice_letter
from koubo.award.policy import load_decision, load_notice_for_staff
from koubo.award.rules import DecisionState
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.people.succession import acts_for
from koubo.problems import NotFound, Problem, Problems
from koubo.reporting.queries import calls_to_settle
from koubo_web.access import seat
from koubo_web.desks.award_words import decision_name, decision_row_tag, outcome_tag
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import ReasonForm, kessai_texts
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.printing import letter_answer
from koubo_web.requests import actor, now, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/decisions")
@seat(SeatKind.OFFICER)
def decisions() -> ResponseReturnValue:
    """Show what may be drafted now, then every decision, newest first."""
    session, who = unit_of_work().session, actor()
    before, call_id = request.args.get("before", type=int), request.args.get("call_id", type=int)
    rows = decision_rows(session, who, call_id=call_id, before=before)
    return render_template(
        "officer/decisions.html",
        to_select=calls_to_select(session, site().catalog, now()),
        to_grant=calls_to_grant(session, who),
        to_settle=calls_to_settle(session, who),
        rows=[(one, decision_name(one.kind), decision_row_tag(one)) for one in rows],
        call_id=call_id,
        next_before=rows[-1].id if len(rows) == SHOWN else None,
    )


@desk.get("/decisions/<int:decision_id>")
@seat(SeatKind.OFFICER)
def decision(decision_id: int) -> ResponseReturnValue:
    """Show a decision with all its lines, their workings and letters."""
    return decision_answer(decision_id)


def decision_answer(
    decision_id: int, typed: Mapping[str, Any] | None = None, problems: tuple[Problem, ...] = ()
) -> str:
    """Give a decision's page.

    :param typed: the 決裁 as it was entered in vain
    """
    session, who, today = unit_of_work().session, actor(), day_in_japan(now())
    page = decision_page(session, who, decision_id)
    found = load_decision(session, who, decision_id)
    kessai = found.kessai()
    drafted = page.row.state is DecisionState.DRAFTED
    return render_template(
        "officer/decision.html",
        page=page,
        call_id=found.call_id,
        name=decision_name(page.row.kind),
        tag=decision_row_tag(page.row),
        outcomes={one.id: outcome_tag(one.outcome) for one in page.lines},
        may_drop=drafted and acts_for(session, who.person_id, page.row.drafted_by, today),
        to_confirm=[no_address_of(one) for one in without_address(session, decision_id)],
        typed=kessai_texts(kessai, today) if typed is None else typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/decisions/<int:decision_id>/letters/<int:line_id>.pdf")
@seat(SeatKind.OFFICER, SeatKind.RELEASER)
def decision_letter(decision_id: int, line_id: int) -> ResponseReturnValue:
    """Show the letter of one line: as a draft before the release, as issued after it."""
    session, who = unit_of_work().session, actor()
    page = decision_page(session, who, decision_id)
    line = next((one for one in page.lines if one.id == line_id), None)
    if line is None:
        raise NotFound
    if line.notice_id is not None:
        notice = load_notice_for_staff(session, who, line.notice_id)
        return letter_answer(notice_letter(notice), f"通知書_{line.receipt_number}")
    found = load_decision(session, who, decision_id)
    drafts = letters_of(session, site().catalog, found, draft=True)
    draft = next(one.letter for one in drafts if one.line_id == line_id)
    return letter_answer(draft, f"案_{line.receipt_number}")


@desk.get("/decisions/<int:decision_id>/drop")
@seat(SeatKind.OFFICER)
def confirm_drop(decision_id: int) -> ResponseReturnValue:
    """Ask why a drafted decision is taken back."""
    return _drop_page(decision_id, ReasonForm())


@desk.post("/decisions/<int:decision_id>/drop")
@seat(SeatKind.OFFICER)
def drop(decision_id: int) -> ResponseReturnValue:
    """Take a drafted decision back."""
    form, version = ReasonForm(formdata=request.form), version_of(request.form)
    try:
        drop_decision(
            unit_of_work(), actor(), decision_id, reason=form.typed["reason"], version=version
        )
    except Problems as found:
        return _drop_page(decision_id, form, found), 422
    flash("決定の起案を取りやめました。必要なら、起案し直してください。", "success")
    return redirect(url_for("officer.decisions"), 303)


def _drop_page(decision_id: int, form: ReasonForm, found: Problems | None = None) -> str:
    page = decision_page(unit_of_work().session, actor(), decision_id)
    problems = found.problems if found else ()
    return render_template(
        "officer/decision_drop.html",
        page=page,
        name=decision_name(page.row.kind),
        typed=form.typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/notices/<int:notice_id>.pdf")
@seat(SeatKind.OFFICER, SeatKind.RELEASER)
def notice(notice_id: int) -> ResponseReturnValue:
    """Show an issued letter, the same to the byte at every time."""
    found = load_notice_for_staff(unit_of_work().session, actor(), notice_id)
    return letter_answer(notice_letter(found), f"{found.title}_{found.document_number}")
