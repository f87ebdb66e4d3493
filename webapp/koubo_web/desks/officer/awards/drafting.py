"""Drafting decisions: the selection of a call, and the grants and settlements of its awards."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.award.decisions.actions.selection import (
    draft_selection_decision,
    refuse_early_selection,
    refuse_second_selection,
)
from koubo.award.decisions.proposals import ProposedLine, propose_selection
from koubo.award.decisions.queries.decisions import drafted_selection
from koubo.award.decisions.queries.ready import ready_to_grant
from koubo.award.grants.actions.grants import draft_grant_decision
from koubo.award.grants.queries.call_money import call_money
from koubo.award.grants.terms import grant_terms
from koubo.award.rules import DECIDABLE, OUTCOME_NAMES, DecisionKind, Outcome
from koubo.award.schemas import read_kessai_if_any, read_selection
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo.reporting.queries import ready_to_settle
from koubo.reporting.settling.actions.settlements import draft_settlement_decision, settlements_now
from koubo.review.policy import load_reviewed_call
from koubo.schemes.policy import load_call
from koubo_web.access import seat
from koubo_web.desks.award_words import decision_name
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import (
    KessaiForm,
    conditions_typed,
    proposed_texts,
    refusals_typed,
    ticked,
    typed_selection,
)
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, now, site, unit_of_work

NOTHING_TICKED = Problem("nothing", "決定に入れる団体を1つ以上選んでください。", field="awards")
DRAFTED = (
    "起案しました。決裁の記録が済むと、別の職員が施行できます。施行すると、通知書が団体に届きます。"
)


@desk.get("/calls/<int:call_id>/decisions/selection")
@seat(SeatKind.OFFICER)
def new_selection(call_id: int) -> ResponseReturnValue:
    """Show what the decision would say if the city followed the panel in everything."""
    if waits := drafted_selection(unit_of_work().session, actor(), call_id):
        flash("この募集の採否の決定は、すでに起案されて施行を待っています。", "info")
        return redirect(url_for("officer.decision", decision_id=waits.id))
    lines = _proposed(call_id)
    return _selection_page(call_id, lines, proposed_texts(lines))


@desk.post("/calls/<int:call_id>/decisions/selection")
@seat(SeatKind.OFFICER)
def draft_selection(call_id: int) -> ResponseReturnValue:
    """Draft the selection of a call."""
    lines = _proposed(call_id)
    ids = [one.application_id for one in lines]
    typed = typed_selection(request.form, ids)
    try:
        kessai, changes = read_selection(ids, typed)
        decision_id = draft_selection_decision(
            unit_of_work(), site().catalog, actor(), call_id, kessai=kessai, changes=changes
        )
    except Problems as found:
        return _selection_page(call_id, lines, typed, found.problems), 422
    flash(DRAFTED, "success")
    return redirect(url_for("officer.decision", decision_id=decision_id), 303)


def _proposed(call_id: int) -> tuple[ProposedLine, ...]:
    session, who = unit_of_work().session, actor()
    call = load_reviewed_call(session, who, call_id)
    refuse_early_selection(call, now())
    refuse_second_selection(session, call)
    lines = propose_selection(session, site().catalog, call)
    refuse_kept_out(session, who, [one.application_id for one in lines])
    return lines


def _is_judged(call_id: int) -> bool:
    """Say whether a panel judges anything of the call's scheme."""
    call = load_reviewed_call(unit_of_work().session, actor(), call_id)
    return bool(site().catalog.of(call.release).stages)


def _selection_page(
    call_id: int,
    lines: tuple[ProposedLine, ...],
    typed: dict[str, Any],
    problems: tuple[Problem, ...] = (),
) -> str:
    [money] = call_money(unit_of_work().session, actor(), call_id)
    return render_template(
        "officer/selection_draft.html",
        money=money,
        lines=lines,
        total=sum(one.amount for one in lines),
        with_money=any(one.with_money for one in lines),
        judged=_is_judged(call_id),
        outcomes=[(one.value, OUTCOME_NAMES[one]) for one in DECIDABLE],
        ineligible=Outcome.INELIGIBLE,
        outcome_names=OUTCOME_NAMES,
        typed=typed,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/calls/<int:call_id>/decisions/grant")
@seat(SeatKind.OFFICER)
def new_grant(call_id: int) -> ResponseReturnValue:
    """Show what would be granted to everybody who has applied."""
    return _grant_page(call_id, KessaiForm().typed, None)


@desk.post("/calls/<int:call_id>/decisions/grant")
@seat(SeatKind.OFFICER)
def draft_grant(call_id: int) -> ResponseReturnValue:
    """Draft the 交付決定 of the ticked awards."""
    work, catalog, who = unit_of_work(), site().catalog, actor()
    typed = KessaiForm(formdata=request.form).typed
    offered = [one.id for one in ready_to_grant(work.session, who, call_id)]
    chosen = ticked(request.form, ("awards", "refuse"), offered)
    try:
        kessai = read_kessai_if_any(typed)
        _require_choice(chosen)
        decision_id = draft_grant_decision(
            work,
            catalog,
            who,
            chosen,
            kessai=kessai,
            conditions=conditions_typed(request.form, chosen),
            refusals=refusals_typed(request.form, chosen),
        )
    except Problems as found:
        return _grant_page(call_id, typed, request.form, found.problems), 422
    flash(DRAFTED, "success")
    return redirect(url_for("officer.decision", decision_id=decision_id), 303)


def _require_choice(chosen: list[int]) -> None:
    if not chosen:
        raise Problems([NOTHING_TICKED])


def _grant_page(
    call_id: int,
    typed: dict[str, Any],
    posted: MultiDict[str, str] | None,
    problems: tuple[Problem, ...] = (),
) -> str:
    session, who = unit_of_work().session, actor()
    awards = ready_to_grant(session, who, call_id)
    terms = grant_terms(session, site().catalog, awards) if awards else []
    named = {one.id: one.application for one in awards}
    return _awards_page(
        DecisionKind.GRANT,
        call_id,
        typed,
        posted,
        problems,
        lines=[
            {
                "award_id": one.award_id,
                "application": named[one.award_id],
                "amount": one.amount,
                "working": one.working,
                "conditions": one.conditions,
                "problems": (),
            }
            for one in terms
        ],
    )


@desk.get("/calls/<int:call_id>/decisions/settlement")
@seat(SeatKind.OFFICER)
def new_settlement(call_id: int) -> ResponseReturnValue:
    """Show what would be fixed for every accepted report."""
    return _settlement_page(call_id, KessaiForm().typed, None)


@desk.post("/calls/<int:call_id>/decisions/settlement")
@seat(SeatKind.OFFICER)
def draft_settlement(call_id: int) -> ResponseReturnValue:
    """Draft the 額の確定 of the ticked awards."""
    work, catalog, who = unit_of_work(), site().catalog, actor()
    typed = KessaiForm(formdata=request.form).typed
    offered = [one.id for one in ready_to_settle(work.session, who, call_id)]
    chosen = ticked(request.form, ("awards",), offered)
    try:
        kessai = read_kessai_if_any(typed)
        _require_choice(chosen)
        decision_id = draft_settlement_decision(work, catalog, who, chosen, kessai=kessai)
    except Problems as found:
        return _settlement_page(call_id, typed, request.form, found.problems), 422
    flash(DRAFTED, "success")
    return redirect(url_for("officer.decision", decision_id=decision_id), 303)


def _settlement_page(
    call_id: int,
    typed: dict[str, Any],
    posted: MultiDict[str, str] | None,
    problems: tuple[Problem, ...] = (),
) -> str:
    session, who, catalog = unit_of_work().session, actor(), site().catalog
    awards = ready_to_settle(session, who, call_id)
    lines = [
        {
            "award_id": one.award.id,
            "application": one.award.application,
            "amount": one.settlement.fixed_amount,
            "working": one.settlement.working,
            "conditions": (),
            "problems": one.problems,
        }
        for one in (settlements_now(session, catalog, awards) if awards else ())
    ]
    return _awards_page(DecisionKind.SETTLEMENT, call_id, typed, posted, problems, lines=lines)


def _awards_page(
    kind: DecisionKind,
    call_id: int,
    typed: dict[str, Any],
    posted: MultiDict[str, str] | None,
    problems: tuple[Problem, ...],
    *,
    lines: list[dict[str, Any]],
) -> str:
    session = unit_of_work().session
    load_call(session, actor(), call_id)
    [money] = call_money(session, actor(), call_id)
    chosen = set(posted.getlist("awards")) if posted is not None else None
    return render_template(
        "officer/awards_draft.html",
        kind=kind.value,
        name=decision_name(kind),
        money=money,
        lines=lines,
        typed=typed,
        posted=posted or {},
        refused=set(posted.getlist("refuse")) if posted is not None else set(),
        chosen={str(one["award_id"]) for one in lines} if chosen is None else chosen,
        problems=problems,
        errors=errors_by_field(problems),
    )
