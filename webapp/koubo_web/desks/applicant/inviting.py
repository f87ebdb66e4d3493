"""Invitations as members send them: invite, send again, take back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.actions.invitations import invite, resend_invitation, withdraw_invitation
from koubo.people.memberships import invitation_lines
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.rules import Power
from koubo.problems import NotFound, Problem, Problems
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.desks.applicant.members import ROLES
from koubo_web.forms.call_forms import errors_by_field
from koubo_web.requests import actor, site, unit_of_work


@desk.get("/organisations/<int:organisation_id>/members/invite")
@signed_in
def invitation_form(organisation_id: int) -> ResponseReturnValue:
    """Ask whom to invite."""
    work, who = unit_of_work(), actor()
    load_own_organisation(work.session, who, organisation_id)
    require_power(work.session, who, organisation_id, Power.MEMBERS)
    return _form(organisation_id)


@desk.post("/organisations/<int:organisation_id>/members/invite")
@signed_in
def send_invitation(organisation_id: int) -> ResponseReturnValue:
    """Send the invitation."""
    typed = {name: request.form.get(name, "") for name in ("email", "role")}
    base_url = site().settings.base_url
    try:
        invite(unit_of_work(), actor(), organisation_id, typed=typed, base_url=base_url)
    except Problems as found:
        return _form(organisation_id, typed, found.problems), 422
    flash("招待のメールを送ります。届くまでに数分かかることがあります。", "success")
    return _to_members(organisation_id)


def _form(
    organisation_id: int,
    typed: dict[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> str:
    organisation = load_own_organisation(unit_of_work().session, actor(), organisation_id)
    return render_template(
        "applicant/invite.html",
        organisation=organisation,
        typed=typed or {"email": "", "role": ""},
        roles=ROLES,
        problems=problems,
        errors=errors_by_field(problems),
    )


@desk.post("/organisations/<int:organisation_id>/invitations/<int:invitation_id>/resend")
@signed_in
def resend(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    """Send an invitation once more."""
    base_url = site().settings.base_url
    resend_invitation(unit_of_work(), actor(), organisation_id, invitation_id, base_url=base_url)
    flash("招待のメールをもう一度送ります。前のメールのリンクは使えなくなりました。", "success")
    return _to_members(organisation_id)


@desk.get("/organisations/<int:organisation_id>/invitations/<int:invitation_id>/withdraw")
@signed_in
def invitation_withdrawal(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    """Ask whether an invitation is to be taken back."""
    work, who = unit_of_work(), actor()
    load_own_organisation(work.session, who, organisation_id)
    require_power(work.session, who, organisation_id, Power.MEMBERS)
    lines = invitation_lines(work.session, organisation_id)
    found = next((one for one in lines if one.id == invitation_id), None)
    if found is None:
        raise NotFound
    return render_template(
        "applicant/invitation_withdrawal.html", organisation_id=organisation_id, invitation=found
    )


@desk.post("/organisations/<int:organisation_id>/invitations/<int:invitation_id>/withdraw")
@signed_in
def take_invitation_back(organisation_id: int, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    withdraw_invitation(unit_of_work(), actor(), organisation_id, invitation_id)
    flash("招待を取り消しました。", "success")
    return _to_members(organisation_id)


def _to_members(organisation_id: int) -> ResponseReturnValue:
    return redirect(url_for("applicant.members", organisation_id=organisation_id), 303)
