"""Changes of a granted plan at the organisation's desk: begun, looked at, taken back; a stop."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.award.amendments.actions.amending import (
    refuse_unchangeable,
    start_amendment,
    withdraw_amendment,
)
from koubo.award.amendments.actions.stopping import file_stop
from koubo.award.amendments.policy import load_own_amendment, open_amendment
from koubo.award.amendments.queries import amendment_row
from koubo.award.amendments.rules import OPEN_AMENDMENTS, AmendmentState
from koubo.award.amendments.schemas import read_stop
from koubo.award.amendments.terms import stop_needs
from koubo.award.models import Award
from koubo.award.policy import load_own_award
from koubo.award.queries import award_row
from koubo.money import Working
from koubo.problems import Problem, Problems
from koubo_web.access import signed_in
from koubo_web.desks.amendment_view import (
    NEED_TOLD,
    amendment_tag,
    amount_change,
    kept_side_by_side,
    kind_name,
)
from koubo_web.desks.applicant.desk import desk
from koubo_web.forms.amendment_forms import StopForm
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work
from koubo_web.versions import version_of


@desk.get("/awards/<int:award_id>/amendment")
@signed_in
def confirm_amendment(award_id: int) -> ResponseReturnValue:
    """Say what a change needs by the scheme's rules, and begin it by a button."""
    session = unit_of_work().session
    found = load_own_award(session, actor(), award_id)
    begun = open_amendment(session, award_id)
    if begun is None:
        refuse_unchangeable(found)
    scheme = site().catalog.of(found.application.call.release)
    return render_template(
        "applicant/amendment_start.html",
        award=award_row(session, award_id),
        begun=begun,
        is_draft=begun is not None and begun.state is AmendmentState.DRAFTED,
        rules=[one.told() for one in scheme.changes],
    )


@desk.post("/awards/<int:award_id>/amendment")
@signed_in
def begin_amendment(award_id: int) -> ResponseReturnValue:
    """Begin the 変更承認申請書, and open its form."""
    filing_id = start_amendment(unit_of_work(), site().catalog, actor(), award_id)
    return redirect(url_for("applicant.open_filing", filing_id=filing_id), 303)


@desk.get("/amendments/<int:amendment_id>")
@signed_in
def amendment(amendment_id: int) -> ResponseReturnValue:
    """Show a change of the person's own organisation: its state, and old and new side by side."""
    work, catalog = unit_of_work(), site().catalog
    found = load_own_amendment(work.session, actor(), amendment_id)
    row = amendment_row(work.session, amendment_id)
    return render_template(
        "applicant/amendment.html",
        row=row,
        tag=amendment_tag(row.state),
        title=kind_name(row.kind),
        amount=amount_change(row.before, row.after),
        need=NEED_TOLD[row.needs] if row.needs else None,
        working=Working.from_json(found.working),
        compared=kept_side_by_side(work.session, catalog, found),
        may_withdraw=row.state in OPEN_AMENDMENTS,
        is_open=row.state is AmendmentState.FILED,
        is_draft=row.state is AmendmentState.DRAFTED,
    )


@desk.get("/amendments/<int:amendment_id>/withdrawal")
@signed_in
def amendment_withdrawal(amendment_id: int) -> ResponseReturnValue:
    """Ask whether a change is taken back."""
    found = load_own_amendment(unit_of_work().session, actor(), amendment_id)
    return render_template(
        "applicant/amendment_withdraw.html",
        row=amendment_row(unit_of_work().session, amendment_id),
        version=found.version,
    )


@desk.post("/amendments/<int:amendment_id>/withdrawal")
@signed_in
def take_amendment_back(amendment_id: int) -> ResponseReturnValue:
    """Take a change back."""
    work, who = unit_of_work(), actor()
    award_id = load_own_amendment(work.session, who, amendment_id).award_id
    withdraw_amendment(work, who, amendment_id, version=version_of(request.form))
    flash("変更を取り下げました。いまの計画のまま進めてください。", "success")
    return redirect(url_for("applicant.award", award_id=award_id), 303)


@desk.get("/awards/<int:award_id>/stop")
@signed_in
def confirm_stop(award_id: int) -> ResponseReturnValue:
    """Ask why and when a project stops."""
    found = load_own_award(unit_of_work().session, actor(), award_id)
    refuse_unchangeable(found)
    return _stop_page(found, StopForm().typed, found.version)


@desk.post("/awards/<int:award_id>/stop")
@signed_in
def stop(award_id: int) -> ResponseReturnValue:
    """Hand in that a project stops."""
    work, who = unit_of_work(), actor()
    typed, version = StopForm(formdata=request.form).typed, version_of(request.form)
    try:
        amendment_id = file_stop(
            work, site().catalog, who, award_id, read_stop(typed), version=version
        )
    except Problems as found:
        award = load_own_award(work.session, who, award_id)
        return _stop_page(award, typed, version, found.problems), 422
    flash("中止・廃止を届け出ました。市が確かめて、お知らせします。", "success")
    return redirect(url_for("applicant.amendment", amendment_id=amendment_id), 303)


def _stop_page(
    award: Award, typed: dict[str, Any], version: int, problems: tuple[Problem, ...] = ()
) -> str:
    session = unit_of_work().session
    scheme = site().catalog.of(award.application.call.release)
    return render_template(
        "applicant/amendment_stop.html",
        award=award_row(session, award.id),
        begun=open_amendment(session, award.id),
        need=NEED_TOLD[stop_needs(scheme.changes).need],
        typed=typed,
        version=version,
        problems=problems,
        errors=errors_by_field(problems),
    )
