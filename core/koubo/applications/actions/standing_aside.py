"""Staff declare their own conflicts: whoever stands aside sees nothing more at the next request."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.conflict_schemas import (
    LONGEST_REASON,
    Extent,
    StandingAside,
    read_standing_aside,
)
from koubo.applications.models import Application
from koubo.applications.policy import load_for_staff, visible_to_staff
from koubo.people.conflict_models import StaffConflict
from koubo.people.models import Organisation
from koubo.people.names import name_key
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork

STAFF = (SeatKind.OFFICER, SeatKind.RELEASER, SeatKind.DEPARTMENT, SeatKind.AUDITOR)
NO_APPLICATION = (
    "この受付番号の応募が見つかりません。受付番号を確かめるか、"
    "「この団体の応募すべて」を選んで団体名を入力してください。"
)
NO_ORGANISATION = (
    "この名前の団体が見つかりません。登録された団体名か、応募の受付番号を入力してください。"
)
SEVERAL = "この名前の団体が複数あります。応募の受付番号を入力してください。"
OWN = "自分が届け出た利害関係は、自分では解除できません。ほかの職員に頼んでください。"
BECAUSE = "解除する理由を入力してください。"


def stand_aside(uow: UnitOfWork, actor: Actor, *, typed: Mapping[str, Any]) -> int:
    """Declare a conflict of one's own, with an application or with all of an organisation's.

    Gives the declaration's id. It holds at once; only somebody else can lift it.

    :param typed: raw text by field: extent, named (a receipt number or a name), reason
    """
    require(actor, *STAFF)
    declared = read_standing_aside(typed)
    application, organisation = _named(uow.session, actor, declared)
    whole = declared.extent is Extent.ORGANISATION
    with uow.writing() as write:
        if application is not None:
            load_for_staff(write.session, actor, application.id)
        row = StaffConflict(
            person_id=actor.person_id,
            application_id=application.id if application is not None and not whole else None,
            organisation_id=organisation.id if whole else None,
            reason=declared.reason,
            declared_at=uow.now,
        )
        write.session.add(row)
        write.session.flush()
        detail = {
            "application": row.application_id,
            "organisation": row.organisation_id,
            "reason": row.reason,
        }
        write.record("stand_aside", row, chain=HOUSE, detail=detail)
    return row.id


def _named(
    session: Session, actor: Actor, declared: StandingAside
) -> tuple[Application | None, Organisation]:
    """Give what a receipt number or a name means; raises Problems where it means nothing."""
    application = session.scalars(
        select(Application).where(
            Application.receipt_number == _as_number(declared.named), visible_to_staff(actor)
        )
    ).first()
    if application is not None:
        return application, application.organisation
    if declared.extent is Extent.APPLICATION:
        raise Problems([Problem("named", NO_APPLICATION, "named")])
    found = session.scalars(
        select(Organisation).where(
            Organisation.name_key == name_key(declared.named),
            Organisation.merged_into_id.is_(None),
        )
    ).all()
    if len(found) > 1:  # written alike; one may bear just this name
        found = [one for one in found if one.name == declared.named] or found
    if len(found) != 1:
        raise Problems([Problem("named", SEVERAL if found else NO_ORGANISATION, "named")])
    return None, found[0]


def _as_number(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def load_conflict(session: Session, actor: Actor, conflict_id: int) -> StaffConflict:
    """Give a declaration that still holds to an officer; NotFound for any other.

    One about an application that is kept from the officer too is as unknown to them.
    """
    require(actor, SeatKind.OFFICER)
    found = session.get(StaffConflict, conflict_id)
    if found is None or found.lifted_at is not None:
        raise NotFound
    if found.application_id is not None and found.person_id != actor.person_id:
        load_for_staff(session, actor, found.application_id)
    return found


def lift_conflict(
    uow: UnitOfWork, actor: Actor, conflict_id: int, *, because: str, version: int
) -> None:
    """Let somebody back in, with the reason why their conflict is over or was none.

    :raises Refused: to whoever declared it
    """
    found = load_conflict(uow.session, actor, conflict_id)
    if found.person_id == actor.person_id:
        raise Refused(OWN)
    said = because.strip()
    if not said:
        raise Problems([Problem("because", BECAUSE, "because")])
    if len(said) > LONGEST_REASON:
        told = f"解除する理由は{LONGEST_REASON}文字以内で入力してください。"
        raise Problems([Problem("because", told, "because")])
    with uow.writing() as write:
        row = write.lock(StaffConflict, conflict_id, version=version)
        if row.lifted_at is not None:
            raise NotFound
        row.lifted_at, row.lifted_by, row.lifted_because = uow.now, actor.person_id, said
        write.record("let_back_in", row, chain=HOUSE, detail={"reason": said})
