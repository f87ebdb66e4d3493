"""Invitations by mail: send one, send it again, take it back, accept it."""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from marshmallow import EXCLUDE, Schema
from sqlalchemy import func, select

from koubo.calendar import format_deadline_short
from koubo.fields import Email
from koubo.people.actions.members import members_now, read_role
from koubo.people.events import organisation_event
from koubo.people.invitation_rules import (
    A_DAY,
    HOLDS,
    INVITATION_NAMES,
    MOST_A_DAY,
    MOST_OPEN,
    PAUSE,
    InvitationState,
    token_digest,
)
from koubo.people.mail_kinds import one_line, without_links
from koubo.people.messages import FOOTER
from koubo.people.models import Invitation, Membership, Organisation, Person
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.rules import MEMBER_ROLE_NAMES, Actor, Power
from koubo.people.schemas import read_form
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.storage.history import HOUSE
from koubo.storage.outbox import MailText, queue_mails
from koubo.storage.unit_of_work import UnitOfWork, Write

TOKEN_BYTES = 32
MAIL_KIND = "invitation"
SUBJECT = "「{organisation}」のメンバーへの招待"
BODY = """{inviter} さんから、団体「{organisation}」のメンバーへの招待です。
役割：{role}

次のページを開いて、内容を確かめてください。ページの中の「参加する」のボタンを押すまで、何も始まりません。

{link}

この招待は {expires} 使えます。
心当たりのないときは、このメールを消してください。

{footer}
"""
CONFIRM = "「この団体のメンバーになります」にチェックを入れてください。"


class InvitationSchema(Schema):
    """Who is invited."""

    class Meta:
        """What else the form sends, its token say, is not ours."""

        unknown = EXCLUDE

    email = Email(required=True, metadata={"label": "メールアドレス"})


def invite(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: int,
    *,
    typed: Mapping[str, Any],
    base_url: str,
) -> int:
    """Invite somebody by mail to become a member with a role; give the invitation's id.

    :param typed: raw text of ``email`` and ``role``; Problems name the fields
    :param base_url: the site's own address, for the link in the mail
    """
    load_own_organisation(uow.session, actor, organisation_id)
    require_power(uow.session, actor, organisation_id, Power.MEMBERS)
    email = read_form(InvitationSchema(), typed)["email"].lower()
    role = read_role(str(typed.get("role", "")))
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)  # so that of two clicks one waits
        require_power(write.session, actor, organisation_id, Power.MEMBERS)
        _refuse_known(write, organisation_id, email)
        token = token_urlsafe(TOKEN_BYTES)
        invitation = Invitation(
            organisation_id=organisation_id,
            email=email,
            role=role,
            token_digest=token_digest(token),
            invited_by=actor.person_id,
            invited_at=write.now,
            expires_at=write.now + HOLDS,
        )
        write.session.add(invitation)
        write.session.flush()
        _queue(write, actor, organisation, invitation, f"{base_url}/invitations/{token}")
        detail = {"invitation": invitation.id, "email": email, "role": role.value}
        write.record("invite_member", organisation, chain=HOUSE, detail=detail)
    return invitation.id


def resend_invitation(
    uow: UnitOfWork, actor: Actor, organisation_id: int, invitation_id: int, *, base_url: str
) -> None:
    """Send an invitation once more, for another fourteen days; the link of before works no more."""
    with uow.writing() as write:
        organisation, invitation = _locked(write, actor, organisation_id, invitation_id)
        state = invitation.times().state(write.now)
        if state not in (InvitationState.OPEN, InvitationState.EXPIRED):
            raise Refused(
                f"この招待は{INVITATION_NAMES[state]}のため、もう一度送ることはできません。"
            )
        if write.now < invitation.invited_at + PAUSE:
            raise Refused("少し前に送ったばかりです。届かないときは、5分ほど待ってください。")
        token = token_urlsafe(TOKEN_BYTES)
        invitation.token_digest = token_digest(token)
        invitation.invited_at, invitation.expires_at = write.now, write.now + HOLDS
        _queue(write, actor, organisation, invitation, f"{base_url}/invitations/{token}")
        detail = {"invitation": invitation_id, "email": invitation.email}
        write.record("resend_invitation", organisation, chain=HOUSE, detail=detail)


def withdraw_invitation(
    uow: UnitOfWork, actor: Actor, organisation_id: int, invitation_id: int
) -> None:
    """Take an invitation back: its link works no more. Taken back twice, it is taken back."""
    with uow.writing() as write:
        organisation, invitation = _locked(write, actor, organisation_id, invitation_id)
        if invitation.accepted_at is not None:
            raise Refused(
                "この招待は、もう使われました。メンバーから外すときは、メンバーの一覧で操作してください。"
            )
        if invitation.withdrawn_at is not None:
            return
        invitation.withdrawn_at = write.now
        detail = {"invitation": invitation_id, "email": invitation.email}
        write.record("withdraw_invitation", organisation, chain=HOUSE, detail=detail)


def accept_invitation(uow: UnitOfWork, actor: Actor, token: str, *, confirmed: bool) -> int:
    """Become a member through the link of a mail; give the organisation's id.

    The link was mailed to one address. An account with another one may accept it too, for people
    read mail at one address and sign in with another, but only after saying so: whoever holds the
    link got it from the one invited, and the other members are told who came. The same person
    pressing twice becomes a member once.

    :param confirmed: whether the person ticked that they become a member
    """
    found = uow.session.scalars(
        select(Invitation).where(Invitation.token_digest == token_digest(token))
    ).first()
    if found is None:
        raise NotFound
    invitation_id, organisation_id = found.id, found.organisation_id
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        invitation = write.lock(Invitation, invitation_id)
        if invitation.accepted_by == actor.person_id:
            return organisation_id
        state = invitation.times().state(write.now)
        if state is not InvitationState.OPEN or invitation.token_digest != token_digest(token):
            raise Refused("この招待は使えません。招待した方に、もう一度送ってもらってください。")
        email = write.session.get_one(Person, actor.person_id).email
        if email.lower() != invitation.email and not confirmed:
            raise Problems([Problem("confirm", CONFIRM, field="confirmed")])
        others = [one.person_id for one in members_now(write, organisation_id)]
        _join(write, actor, invitation)
        invitation.accepted_at, invitation.accepted_by = write.now, actor.person_id
        detail = {"invitation": invitation_id, "role": invitation.role.value}
        told = organisation_event(
            organisation, "member_joined", [one for one in others if one != actor.person_id]
        )
        write.record("accept_invitation", organisation, chain=HOUSE, detail=detail, event=told)
    return organisation_id


def _locked(
    write: Write, actor: Actor, organisation_id: int, invitation_id: int
) -> tuple[Organisation, Invitation]:
    load_own_organisation(write.session, actor, organisation_id)
    organisation = write.lock(Organisation, organisation_id)
    require_power(write.session, actor, organisation_id, Power.MEMBERS)
    invitation = write.lock(Invitation, invitation_id)
    if invitation.organisation_id != organisation_id:
        raise NotFound
    return organisation, invitation


def _refuse_known(write: Write, organisation_id: int, email: str) -> None:
    if write.session.scalar(
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.left_at.is_(None),
            func.lower(Person.email) == email,
        )
    ):
        raise _problem("このメールアドレスの方は、もうこの団体のメンバーです。")
    waiting = write.session.scalars(
        select(Invitation.email).where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > write.now,
        )
    ).all()
    if email in waiting:
        raise _problem(
            "このメールアドレスには、もう招待を送っています。"
            "届いていないときは、招待の一覧の「もう一度送る」を押してください。"
        )
    if len(waiting) >= MOST_OPEN:
        raise _problem(
            f"返事待ちの招待は{MOST_OPEN}件までです。"
            "返事を待つか、使わない招待を取り消してから招待してください。"
        )
    _refuse_many(write, organisation_id, email)


def _refuse_many(write: Write, organisation_id: int, email: str) -> None:
    """Keep whoever takes invitations back and sends new ones from flooding somebody with mails."""
    sent = write.session.execute(
        select(Invitation.email, Invitation.invited_at).where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.invited_at > write.now - A_DAY,
        )
    ).all()
    if any(one.email == email and one.invited_at > write.now - PAUSE for one in sent):
        raise _problem("このメールアドレスには、少し前に送ったばかりです。5分ほど待ってください。")
    if len(sent) >= MOST_A_DAY:
        raise _problem(
            f"招待を送れるのは、1日に{MOST_A_DAY}件までです。明日もう一度お試しください。"
        )


def _problem(message: str) -> Problems:
    return Problems([Problem("invitation", message, field="email")])


def _queue(
    write: Write, actor: Actor, organisation: Organisation, invitation: Invitation, link: str
) -> None:
    body = BODY.format(
        inviter=without_links(actor.name),
        organisation=without_links(organisation.name),
        role=MEMBER_ROLE_NAMES[invitation.role],
        link=link,
        expires=format_deadline_short(invitation.expires_at),
        footer=FOOTER,
    )
    subject = one_line(SUBJECT.format(organisation=without_links(organisation.name)))
    mail = MailText(None, invitation.email, subject, body, kind=MAIL_KIND)
    queue_mails(write.session, None, [mail], now=write.now)


def _join(write: Write, actor: Actor, invitation: Invitation) -> None:
    """Make the person a member, again where they had left; a member keeps the role they have."""
    row = write.session.scalars(
        select(Membership).where(
            Membership.organisation_id == invitation.organisation_id,
            Membership.person_id == actor.person_id,
        )
    ).first()
    if row is None:
        row = Membership(
            organisation_id=invitation.organisation_id,
            person_id=actor.person_id,
            role=invitation.role,
            joined_at=write.now,
        )
        write.session.add(row)
    elif row.left_at is not None:
        row.role, row.joined_at, row.left_at = invitation.role, write.now, None
