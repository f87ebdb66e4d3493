"""What people do about their organisations: make one, and keep it up to date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from koubo.calendar import day_in_japan, format_date
from koubo.people.models import Membership, Organisation, Person
from koubo.people.policy import load_own_organisation, require_power
from koubo.people.rules import Actor, MemberRole, Power
from koubo.people.schemas import read_organisation, read_profile
from koubo.problems import Problem, Problems
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write


def make_organisation(uow: UnitOfWork, actor: Actor, *, typed: Mapping[str, Any]) -> int:
    """Record an organisation whose representative member the actor becomes; give its id.

    Sent twice, it is recorded once.

    :param typed: raw text by field, as the form sent it; Problems name the fields
    """
    values = _judged(uow, read_organisation(typed))
    with uow.writing() as write:
        write.lock(Person, actor.person_id)  # so that of two clicks one waits
        if (recorded := _recorded(write, actor, values)) is not None:
            return recorded
        organisation = Organisation(**values, changed_at=uow.now)
        write.session.add(organisation)
        write.session.flush()
        membership = Membership(
            organisation_id=organisation.id,
            person_id=actor.person_id,
            role=MemberRole.REPRESENTATIVE,
            joined_at=uow.now,
        )
        write.session.add(membership)
        write.record("make_organisation", organisation, chain=HOUSE, detail=_kept(values))
    return organisation.id


def _recorded(write: Write, actor: Actor, values: Mapping[str, Any]) -> int | None:
    """Give an organisation of the actor's that says the same to the letter."""
    return write.session.scalars(
        select(Organisation.id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.person_id == actor.person_id,
            Membership.left_at.is_(None),
            *(getattr(Organisation, name) == value for name, value in values.items()),
        )
    ).first()


def change_organisation(
    uow: UnitOfWork,
    actor: Actor,
    organisation_id: int,
    *,
    typed: Mapping[str, Any],
    version: int,
) -> None:
    """Change what is recorded of an organisation; Stale if somebody else has changed it since.

    What was filed keeps the organisation as it stood then. Its representative has a verb of their
    own, for their name belongs to days; here it is left alone, whatever was sent.
    """
    load_own_organisation(uow.session, actor, organisation_id)
    require_power(uow.session, actor, organisation_id, Power.PROFILE)
    values = _judged(uow, read_profile(typed))
    with uow.writing() as write:
        organisation = write.lock(Organisation, organisation_id, version=version)
        require_power(write.session, actor, organisation_id, Power.PROFILE)
        changed = {name: new for name, new in values.items() if getattr(organisation, name) != new}
        if not changed:
            return
        before = {name: getattr(organisation, name) for name in changed}
        for name, new in changed.items():
            setattr(organisation, name, new)
        organisation.changed_at = uow.now
        write.record(
            "change_organisation",
            organisation,
            chain=HOUSE,
            detail={"before": _kept(before), "after": _kept(changed)},
        )


def _judged(uow: UnitOfWork, values: dict[str, Any]) -> dict[str, Any]:
    today = day_in_japan(uow.now)
    if values["established_on"] > today:
        message = f"「設立した日」は今日（{format_date(today)}）までの日を入力してください。"
        raise Problems([Problem("not_yet", message, field="established_on")])
    return values


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give values as history keeps them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }
