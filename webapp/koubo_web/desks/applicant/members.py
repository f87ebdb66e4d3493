"""The members of an organisation: who they are, their roles, and taking somebody off."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from koubo.people.actions.members import change_role, remove_member
from koubo.people.invitation_rules import INVITATION_NAMES, InvitationState
from koubo.people.memberships import MemberLine, invitation_lines, load_member, member_lines
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.rules import (
    MEMBER_POWERS,
    MEMBER_ROLE_NAMES,
    POWER_NAMES,
    MemberRole,
    Power,
)
from koubo.problems import Problem, Problems
from koubo_web.access import signed_in
from koubo_web.desks.applicant.desk import desk
from koubo_web.requests import actor, forget_actor, now, unit_of_work

INVITATION_TONES = {InvitationState.OPEN: "blue", InvitationState.EXPIRED: "grey"}

ROLES = [
    (
        role.value,
        name,
        "できること：" + "、".join(POWER_NAMES[one] for one in Power if one in powers),
    )
    for role, name in MEMBER_ROLE_NAMES.items()
    if (powers := MEMBER_POWERS[role])
]
"""The roles as a form offers them: value, name, and what each may do."""


@desk.get("/organisations/<int:organisation_id>/members")
@signed_in
def members(organisation_id: int) -> ResponseReturnValue:
    """List who acts for the organisation, and whom it has invited."""
    session, who = unit_of_work().session, actor()
    organisation = load_own_organisation(session, who, organisation_id)
    lines = member_lines(session, organisation_id)
    mine = next(one for one in lines if one.person_id == who.person_id)
    manages = Power.MEMBERS in MEMBER_POWERS[mine.role]
    return render_template(
        "applicant/members.html",
        organisation=organisation,
        members=lines,
        mine=mine,
        manages=manages,
        roles=ROLES,
        invitations=[
            (one, INVITATION_NAMES[state], INVITATION_TONES[state])
            for one in (invitation_lines(session, organisation_id) if manages else ())
            for state in (one.state(now()),)
        ],
    )


@desk.get("/organisations/<int:organisation_id>/members/<int:membership_id>/role")
@signed_in
def member_role(organisation_id: int, membership_id: int) -> ResponseReturnValue:
    """Ask which role a member is to have."""
    work, who = unit_of_work(), actor()
    load_own_organisation(work.session, who, organisation_id)
    require_power(work.session, who, organisation_id, Power.MEMBERS)
    return _role_page(organisation_id, load_member(work.session, organisation_id, membership_id))


@desk.post("/organisations/<int:organisation_id>/members/<int:membership_id>/role")
@signed_in
def save_member_role(organisation_id: int, membership_id: int) -> ResponseReturnValue:
    """Give a member another role."""
    work, who = unit_of_work(), actor()
    role = request.form.get("role", "")
    try:
        change_role(work, who, organisation_id, membership_id, role=role)
    except Problems as found:
        member = load_member(work.session, organisation_id, membership_id)
        return _role_page(organisation_id, member, found.problems), 422
    flash("役割を変えました。", "success")
    return redirect(url_for("applicant.members", organisation_id=organisation_id), 303)


def _role_page(organisation_id: int, member: MemberLine, problems: tuple[Problem, ...] = ()) -> str:
    return render_template(
        "applicant/member_role.html",
        organisation_id=organisation_id,
        member=member,
        roles=ROLES,
        problems=problems,
    )


@desk.get("/organisations/<int:organisation_id>/members/<int:membership_id>/remove")
@signed_in
def member_removal(organisation_id: int, membership_id: int) -> ResponseReturnValue:
    """Ask whether a member is to be taken off, or whether one wants to leave."""
    session, who = unit_of_work().session, actor()
    organisation = load_own_organisation(session, who, organisation_id)
    lines = member_lines(session, organisation_id)
    member = load_member(session, organisation_id, membership_id)
    leaves = member.person_id == who.person_id
    if not leaves:
        require_power(session, who, organisation_id, Power.MEMBERS)
    represent = [one for one in lines if one.role is MemberRole.REPRESENTATIVE]
    return render_template(
        "applicant/member_removal.html",
        organisation=organisation,
        member=member,
        leaves=leaves,
        is_last=represent == [member],
    )


@desk.post("/organisations/<int:organisation_id>/members/<int:membership_id>/remove")
@signed_in
def take_member_off(organisation_id: int, membership_id: int) -> ResponseReturnValue:
    """Take a member off, or leave."""
    work, who = unit_of_work(), actor()
    leaves = any(
        one.id == membership_id and one.person_id == who.person_id
        for one in member_lines(work.session, organisation_id)
    )
    remove_member(work, who, organisation_id, membership_id)
    if leaves:
        forget_actor()
        flash("団体のメンバーをやめました。", "success")
        return redirect(url_for("applicant.home"), 303)
    flash("メンバーから外しました。", "success")
    return redirect(url_for("applicant.members", organisation_id=organisation_id), 303)
