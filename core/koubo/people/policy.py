"""Who sees which organisation, as whom it is loaded, and what a member may do for it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.models import Membership, Organisation
from koubo.people.rules import (
    MEMBER_POWERS,
    MEMBER_ROLE_NAMES,
    POWER_NAMES,
    Actor,
    MemberRole,
    Power,
    SeatKind,
    require,
)
from koubo.problems import NotFound, Refused


def load_own_organisation(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """Give an organisation that the actor acts for; NotFound for any other."""
    if organisation_id not in actor.organisation_ids:
        raise NotFound
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def load_organisation(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    """Give any organisation to an officer, a merged one too; NotFound if there is none."""
    require(actor, SeatKind.OFFICER)
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound
    return found


def role_in(session: Session, actor: Actor, organisation_id: int) -> MemberRole:
    """Give the role that the actor has in an organisation now; NotFound for whoever has none."""
    found = session.scalars(
        select(Membership.role).where(
            Membership.organisation_id == organisation_id,
            Membership.person_id == actor.person_id,
            Membership.left_at.is_(None),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def require_power(session: Session, actor: Actor, organisation_id: int, power: Power) -> None:
    """Refuse what the actor's role does not allow, and say who can do it.

    :raise NotFound: for whoever is no member, so that nobody learns that the organisation exists
    """
    if power in MEMBER_POWERS[role_in(session, actor, organisation_id)]:
        return
    allowed = "か".join(
        f"「{name}」" for role, name in MEMBER_ROLE_NAMES.items() if power in MEMBER_POWERS[role]
    )
    raise Refused(
        f"「{POWER_NAMES[power]}」ことができるのは、役割が{allowed}のメンバーだけです。"
        "その方に頼むか、役割を変えてもらってください。"
        "その役割の方がログインできなくなったときは、市の担当課に連絡してください。"
    )
