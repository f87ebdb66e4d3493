"""What members do about each other: give another role, take somebody off, leave."""

from collections.abc import Sequence

from sqlalchemy import select

from koubo.people.events import organisation_event
from koubo.people.models import Membership, Organisation
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.rules import (
    MEMBER_ROLE_NAMES,
    Actor,
    MemberRole,
    Power,
    SeatKind,
    require,
)
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write

LAST_ONE = (
    "「代表者」の役割の方がいなくなるため、この操作はできません。"
    "先に、ほかのメンバーの役割を「代表者」にしてください。"
)
CHOOSE_ROLE = "「役割」を一覧の中から選んでください。"


def read_role(text: str) -> MemberRole:
    """Give the role that a form named; Problems at the field ``role``."""
    try:
        return MemberRole(text)
    except ValueError:
        raise Problems([Problem("role", CHOOSE_ROLE, field="role")]) from None


def change_role(
    uow: UnitOfWork, actor: Actor, organisation_id: int, membership_id: int, *, role: str
) -> None:
    """Give a member another role and tell both them and the others; the same role tells nobody.

    Somebody with the role 代表者 does this, and one of them must stay.
    """
    load_own_organisation(uow.session, actor, organisation_id)
    require_power(uow.session, actor, organisation_id, Power.MEMBERS)
    wanted = read_role(role)
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)  # so that of two leaving one waits
        require_power(write.session, actor, organisation_id, Power.MEMBERS)
        members = members_now(write, organisation_id)
        member = _member(members, membership_id)
        if member.role is not wanted:
            _give_role(write, organisation, members, member, wanted)


def appoint_member(
    uow: UnitOfWork, actor: Actor, organisation_id: int, membership_id: int, *, reason: str
) -> None:
    """Let an officer make a member a 代表者, where none of those can sign in any more.

    :param reason: how the organisation asked for it; Problems at the field ``reason``
    """
    require(actor, SeatKind.OFFICER)
    if not reason.strip():
        message = "「理由」に、だれからどのように申し出があったかを入力してください。"
        raise Problems([Problem("reason", message, field="reason")])
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        members = members_now(write, organisation_id)
        member = _member(members, membership_id)
        if member.role is MemberRole.REPRESENTATIVE:
            raise Refused("この方の役割は、もう「代表者」です。")
        _give_role(
            write, organisation, members, member, MemberRole.REPRESENTATIVE, reason=reason.strip()
        )


def remove_member(uow: UnitOfWork, actor: Actor, organisation_id: int, membership_id: int) -> None:
    """Take a member off, or leave oneself; from the next request on they see nothing of it.

    Others are taken off by somebody with the role 代表者; everybody may leave, but for the last
    代表者. The row stays: a conflict of interest may be asked about later.
    """
    load_own_organisation(uow.session, actor, organisation_id)
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id)
        members = members_now(write, organisation_id)
        member = _member(members, membership_id)
        leaves = member.person_id == actor.person_id
        if not leaves:
            require_power(write.session, actor, organisation_id, Power.MEMBERS)
        if member.role is MemberRole.REPRESENTATIVE:
            _refuse_last(members)
        member.left_at = write.now
        detail = {"person": member.person_id, "role": member.role.value}
        others = [one.person_id for one in members if one is not member]
        told = organisation_event(organisation, "members_changed", others)
        verb = "leave_organisation" if leaves else "remove_member"
        write.record(verb, organisation, chain=HOUSE, detail=detail, event=told)
        write.tell(
            organisation_event(
                organisation,
                "member_left" if leaves else "member_removed",
                [member.person_id],
                path="/applicant",
            )
        )


def members_now(write: Write, organisation_id: int) -> Sequence[Membership]:
    """Give the memberships that have not ended, inside the caller's write."""
    return write.session.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation_id, Membership.left_at.is_(None))
        .order_by(Membership.id)
    ).all()


def _member(members: Sequence[Membership], membership_id: int) -> Membership:
    for one in members:
        if one.id == membership_id:
            return one
    raise NotFound


def _give_role(
    write: Write,
    organisation: Organisation,
    members: Sequence[Membership],
    member: Membership,
    role: MemberRole,
    **reason: str,
) -> None:
    if member.role is MemberRole.REPRESENTATIVE:
        _refuse_last(members)
    detail = {"person": member.person_id, "before": member.role.value, "after": role.value}
    member.role = role
    others = [one.person_id for one in members if one is not member]
    told = organisation_event(organisation, "members_changed", others)
    verb = "appoint_member" if reason else "change_role"
    write.record(verb, organisation, chain=HOUSE, detail=detail | reason, event=told)
    write.tell(
        organisation_event(
            organisation, "role_changed", [member.person_id], role=MEMBER_ROLE_NAMES[role]
        )
    )


def _refuse_last(members: Sequence[Membership]) -> None:
    if sum(one.role is MemberRole.REPRESENTATIVE for one in members) < 2:
        raise Refused(LAST_ONE)
