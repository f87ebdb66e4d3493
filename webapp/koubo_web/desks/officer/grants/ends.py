"""Ends before any money, and more time: 失効 of several awards, 取下げ, the day for 交付申請."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.grants.actions.ending import (
    lapse_awards,
    overdue_candidates,
    record_withdrawal,
    set_apply_by,
)
from koubo.award.grants.actions.following import which_award
from koubo.award.grants.schemas import read_day_and_reason
from koubo.award.models import Award
from koubo.award.policy import load_award
from koubo.calendar import day_in_japan
from koubo.people.rules import SeatKind
from koubo.problems import Problem, Problems
from koubo_web.access import seat
from koubo_web.desks.officer.desk import desk
from koubo_web.forms.award_forms import ReasonForm, ticked
from koubo_web.forms.call_forms import boxes, errors_by_field
from koubo_web.forms.grant_forms import ApplyByForm, WithdrawalForm
from koubo_web.requests import actor, now, unit_of_work
from koubo_web.versions import version_of

USUAL = "交付申請の期限までに、交付申請書の提出がなかったため。"


@desk.get("/awards/overdue")
@seat(SeatKind.OFFICER)
def overdue_awards() -> ResponseReturnValue:
    """List the awards whose days for 交付申請 are over, to close them."""
    return _overdue_page(USUAL, None)


@desk.post("/awards/overdue")
@seat(SeatKind.OFFICER)
def lapse() -> ResponseReturnValue:
    """Close the ticked awards (失効)."""
    work, who = unit_of_work(), actor()
    offered = [one.id for one in overdue_candidates(work.session, who, day_in_japan(now()))]
    chosen = ticked(request.form, ("awards",), offered)
    reason = ReasonForm(formdata=request.form).typed["reason"]
    try:
        count = lapse_awards(work, who, chosen, reason=reason)
    except Problems as found:
        return _overdue_page(reason, chosen, found.problems), 422
    flash(f"{count}件を失効にしました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.overdue_awards"), 303)


def _overdue_page(reason: str, chosen: list[int] | None, problems: tuple[Problem, ...] = ()) -> str:
    found = overdue_candidates(unit_of_work().session, actor(), day_in_japan(now()))
    return render_template(
        "officer/grants/overdue.html",
        awards=found,
        chosen=chosen or [],
        reason=reason,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.get("/awards/<int:award_id>/apply-by")
@seat(SeatKind.OFFICER)
def award_apply_by(award_id: int) -> ResponseReturnValue:
    """Ask for another last day for the 交付申請書."""
    found = load_award(unit_of_work().session, actor(), award_id)
    typed = ApplyByForm().typed
    if found.apply_by is not None:
        typed["apply_by"] = boxes(found.apply_by)
    return _apply_by_page(found, typed, found.version)


@desk.post("/awards/<int:award_id>/apply-by")
@seat(SeatKind.OFFICER)
def change_apply_by(award_id: int) -> ResponseReturnValue:
    """Set another last day for the 交付申請書."""
    work, who = unit_of_work(), actor()
    typed, version = ApplyByForm(formdata=request.form).typed, version_of(request.form)
    try:
        day, reason = read_day_and_reason(typed, "apply_by", "交付申請の期限")
        set_apply_by(work, who, award_id, apply_by=day, reason=reason, version=version)
    except Problems as wrong:
        found = load_award(work.session, who, award_id)
        return _apply_by_page(found, typed, version, wrong.problems), 422
    flash("交付申請の期限を変えました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.award", award_id=award_id), 303)


def _apply_by_page(
    award: Award, typed: dict[str, Any], version: int, problems: tuple[Problem, ...] = ()
) -> str:
    return _page("officer/grants/apply_by.html", award, typed, version, problems)


@desk.get("/awards/<int:award_id>/withdrawal")
@seat(SeatKind.OFFICER)
def award_withdrawal(award_id: int) -> ResponseReturnValue:
    """Ask when and why a 交付申請 was taken back after its notice."""
    found = load_award(unit_of_work().session, actor(), award_id)
    asked_on = found.withdrawal_asked_on
    typed = {**WithdrawalForm().typed, "reason": found.end_reason if asked_on else ""}
    if asked_on is not None:
        typed["received_on"] = boxes(asked_on)
    return _withdrawal_page(found, typed, found.version)


@desk.post("/awards/<int:award_id>/withdrawal")
@seat(SeatKind.OFFICER)
def record_award_withdrawal(award_id: int) -> ResponseReturnValue:
    """Record that a 交付申請 was taken back."""
    work, who = unit_of_work(), actor()
    typed, version = WithdrawalForm(formdata=request.form).typed, version_of(request.form)
    try:
        day, reason = read_day_and_reason(typed, "received_on", "申出を受けた日")
        record_withdrawal(work, who, award_id, received_on=day, reason=reason, version=version)
    except Problems as wrong:
        found = load_award(work.session, who, award_id)
        return _withdrawal_page(found, typed, version, wrong.problems), 422
    flash("交付申請の取下げを記録しました。団体にメールで知らせます。", "success")
    return redirect(url_for("officer.award", award_id=award_id), 303)


def _withdrawal_page(
    award: Award, typed: dict[str, Any], version: int, problems: tuple[Problem, ...] = ()
) -> str:
    return _page("officer/grants/withdrawal.html", award, typed, version, problems)


def _page(
    template: str,
    award: Award,
    typed: dict[str, Any],
    version: int,
    problems: tuple[Problem, ...],
) -> str:
    return render_template(
        template,
        award=award,
        which=which_award(award),
        typed=typed,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
    )
