"""An invitation as whoever holds its link opens it; only the button accepts it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from koubo.people.actions.invitations import accept_invitation
from koubo.people.invitation_rules import InvitationState
from koubo.people.memberships import invitation_by_token
from koubo.problems import NotFound, Problem, Problems
from koubo_web.access import public, signed_in
from koubo_web.desks.public.desk import desk
from koubo_web.requests import actor, actor_or_none, forget_actor, now, unit_of_work


@desk.get("/invitations/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Say who invites to what; or, where the link works no more, what to do."""
    return _page(token)


@desk.post("/invitations/<token>")
@signed_in
def accept(token: str) -> ResponseReturnValue:
    """Become a member."""
    confirmed = bool(request.form.get("confirmed"))
    try:
        organisation_id = accept_invitation(unit_of_work(), actor(), token, confirmed=confirmed)
    except Problems as found:
        return _page(token, found.problems)
    except NotFound:
        return _page(token)
    forget_actor()
    flash("団体のメンバーになりました。", "success")
    return redirect(url_for("applicant.organisation", organisation_id=organisation_id), 303)


def _page(token: str, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    who = actor_or_none()
    try:
        found = invitation_by_token(unit_of_work().session, token)
    except NotFound:
        return render_template("public/invitation_gone.html", state="", invitation=None), 404
    state = found.times.state(now())
    if who is not None and found.organisation_id in who.organisation_ids:
        state = InvitationState.ACCEPTED
    if state is not InvitationState.OPEN:
        mine = who is not None and found.organisation_id in who.organisation_ids
        page = render_template(
            "public/invitation_gone.html", state=state.value, invitation=found, mine=mine
        )
        return page, 200 if mine else 410
    email = str(current_user.email) if who is not None else ""
    page = render_template(
        "public/invitation.html",
        token=token,
        invitation=found,
        who=who,
        email=email,
        is_same=email.lower() == found.email,
        problems=problems,
    )
    return page, 422 if problems else 200
