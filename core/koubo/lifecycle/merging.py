"""Two organisations that turned out to be one: all records of the one move to the other.

Nothing that was filed changes: snapshots keep the name and the representative of their day.
"""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from koubo.applications.contact_models import Contact, Registration
from koubo.applications.models import Application
from koubo.lifecycle.merge_rules import awards_apart, better_of, merging_of, taken_over
from koubo.lifecycle.merge_rules import standing_against as against
from koubo.people.account_models import BankAccount
from koubo.people.conflict_models import StaffConflict
from koubo.people.directory import refuse_merged
from koubo.people.events import organisation_event
from koubo.people.models import (
    Invitation,
    Membership,
    Organisation,
    RepresentativeTerm,
    RosterEntry,
)
from koubo.people.queries import members_of
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.ledger_models import LedgerName
from koubo.storage.base import Base
from koubo.storage.history import HOUSE
from koubo.storage.unit_of_work import UnitOfWork, Write

MOVED: tuple[type[Base], ...] = (
    BankAccount,
    Contact,
    Registration,
    Invitation,
    RosterEntry,
    LedgerName,
    StaffConflict,
)
"""What belongs to an organisation and moves as it is; members, terms and awards need a look."""


def merge_organisations(
    uow: UnitOfWork,
    actor: Actor,
    keep_id: int,
    gone_id: int,
    *,
    versions: tuple[int, int],
    reason: str,
) -> None:
    """Let one organisation's records move to another, and its address lead there.

    :param versions: of the one that stays and of the other, as the officer saw them
    :raises Refused: while both have applications in one running call
    """
    found = merging_of(uow.session, actor, keep_id, gone_id)
    if found.against:
        raise Refused("\n".join(found.against))
    if not reason.strip():
        message = "同じ団体だと確かめた方法や理由を入力してください。"
        raise Problems([Problem("reason", message, "reason")])
    with uow.writing() as write:
        kept, gone = _locked(write, (keep_id, gone_id), versions)
        if standing := against(write.session, keep_id, gone_id):
            raise Refused("\n".join(standing))
        told = [*members_of(write.session, keep_id), *members_of(write.session, gone_id)]
        moved: dict[str, Any] = {"reason": reason.strip(), "from": gone.name, "into": kept.name}
        moved["applications"] = _move_applications(write, kept, gone)
        moved["members"] = _move_members(write, keep_id, gone_id)
        moved["awards"] = _move_awards(write, keep_id, gone_id)
        # Before the profile is filled up: whoever knows no representative takes the other's over.
        moved["terms"] = _move_terms(write.session, kept, gone)
        for table in MOVED:
            _move(write.session, table, keep_id, gone_id)
        moved["filled_up"] = _fill_up(kept, gone)
        kept.changed_at = write.now
        gone.merged_into_id = keep_id
        event = organisation_event(
            kept,
            "organisations_merged",
            dict.fromkeys(told),
            path=f"/applicant/organisations/{keep_id}",
            other=gone.name,
        )
        write.record("merge_organisation", gone, chain=HOUSE, detail={**moved, "id": keep_id})
        write.record(
            "take_organisation_over",
            kept,
            chain=HOUSE,
            detail={**moved, "id": gone_id},
            event=event,
        )


def _locked(
    write: Write, numbers: tuple[int, int], versions: tuple[int, int]
) -> tuple[Organisation, Organisation]:
    """Lock both in the order of their numbers, so that two officers never wait for each other."""
    wanted = sorted(zip(numbers, versions, strict=True))
    found = {one: write.lock(Organisation, one, version=version) for one, version in wanted}
    for one in found.values():
        refuse_merged(one)
    return found[numbers[0]], found[numbers[1]]


def _move_applications(write: Write, kept: Organisation, gone: Organisation) -> list[int]:
    rows = write.session.scalars(
        select(Application)
        .where(Application.organisation_id == gone.id)
        .order_by(Application.id)
        .with_for_update(of=Application)
    ).all()
    for one in rows:
        one.organisation = kept
        detail = {"from": gone.name, "from_id": gone.id, "into": kept.name, "into_id": kept.id}
        write.record("move_application", one, chain=one.call.chain, detail=detail)
    write.session.flush()
    return [one.id for one in rows]


def _move_members(write: Write, keep_id: int, gone_id: int) -> list[int]:
    """Move the members; who is one of both already stays one, and their other row ends."""
    rows = write.session.scalars(
        select(Membership).where(Membership.organisation_id.in_((keep_id, gone_id)))
    ).all()
    kept = {one.person_id: one for one in rows if one.organisation_id == keep_id}
    moved = []
    for one in rows:
        if one.organisation_id != gone_id:
            continue
        mine = kept.get(one.person_id)
        if mine is None:
            one.organisation_id = keep_id
            moved.append(one.person_id)
            continue
        if mine.left_at is not None and one.left_at is None:
            mine.role, mine.left_at, mine.joined_at = one.role, None, one.joined_at
            moved.append(one.person_id)
        one.left_at = one.left_at or write.now
    write.session.flush()
    return moved


def _move_awards(write: Write, keep_id: int, gone_id: int) -> dict[str, Any]:
    """Move the past awards; of those that both have one record stays, and history names the other."""
    moving, twice = awards_apart(write.session, keep_id, gone_id)
    dropped = []
    for mine, theirs in twice:
        stays = better_of(mine, theirs)
        goes = theirs if stays is mine else mine
        dropped.append(
            {
                "course": goes.course_id,
                "year": goes.fiscal_year,
                "amount": goes.amount,
                "source": goes.source,
            }
        )
        write.session.delete(goes)
        moving += [stays] if stays is theirs else []
    write.session.flush()  # a record goes before the other takes its place
    for one in moving:
        one.organisation_id = keep_id
    write.session.flush()
    return {"moved": len(moving), "dropped": dropped}


def _move_terms(session: Session, kept: Organisation, gone: Organisation) -> bool:
    """Move the terms where the one that stays knows no representative; two rows are never mixed.

    Otherwise letters would bear the name of whoever came last in either.
    """
    own = select(RepresentativeTerm.id).where(RepresentativeTerm.organisation_id == kept.id)
    if kept.representative or session.scalars(own).first() is not None:
        return False
    _move(session, RepresentativeTerm, kept.id, gone.id)
    return True


def _move(session: Session, table: type[Base], keep_id: int, gone_id: int) -> None:
    column: Any = table.__table__.c.organisation_id
    session.execute(update(table).where(column == gone_id).values(organisation_id=keep_id))


def _fill_up(kept: Organisation, gone: Organisation) -> list[str]:
    names = taken_over(kept, gone)
    for name in names:
        setattr(kept, name, getattr(gone, name))
    return list(names)
