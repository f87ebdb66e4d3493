"""Conflicts in the officers' hands: recorded, and signs (要確認) settled."""

from sqlalchemy.orm import Session

from koubo.applications.policy import load_for_staff
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.panels.models import ConflictSign, PanelMember
from koubo.review.panels.recusing import load_sheet, recuse, recusing
from koubo.review.policy import load_reviewed_call
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork

NO_REASON = "理由を入力してください。"
NO_NOTE = "どのように確かめたかを入力してください。"


def recuse_reviewer(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, review_id: int, *, reason: str
) -> None:
    """Keep a reviewer out of an application, for a reason that came to the office's knowledge.

    It holds at the next request, in every stage that is not concluded and in later ones; what was
    handed in counts no more.
    """
    call, review = load_sheet(uow, actor, call_id, review_id)
    if not reason.strip():
        raise Problems([Problem("reason_missing", NO_REASON, "reason")])
    found = recusing(uow.session, catalog, call, review.panel_member_id, review.application_id)
    with uow.writing() as write:
        recuse(write, write.lock(Call, call_id), found, reason.strip())


def settle_sign(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    sign_id: int,
    *,
    is_conflict: bool,
    note: str,
) -> None:
    """Settle a sign (要確認): the same person, who is kept out, or another one of that name."""
    call = load_reviewed_call(uow.session, actor, call_id)
    sign = _load_sign(uow.session, actor, call_id, sign_id)
    if not note.strip():
        raise Problems([Problem("note_missing", NO_NOTE, "note")])
    found = (
        recusing(uow.session, catalog, call, sign.panel_member_id, sign.application_id)
        if is_conflict
        else None
    )
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        sign = write.lock(ConflictSign, sign_id)
        if sign.settled_at is not None:
            raise Refused("この確認は、もう済んでいます。")
        sign.settled_at, sign.settled_by = write.now, actor.person_id
        sign.is_conflict, sign.note = is_conflict, note.strip()
        member = write.session.get_one(PanelMember, sign.panel_member_id)
        detail = {
            "application": sign.application_id,
            "reviewer": member.pseudonym,
            "sign": sign.message,
            "is_conflict": is_conflict,
            "note": note.strip(),
        }
        write.record("settle_conflict_sign", sign, chain=call.chain, detail=detail)
        if found is not None:
            recuse(write, call, found, f"{sign.message}\n{note.strip()}")


def _load_sign(session: Session, actor: Actor, call_id: int, sign_id: int) -> ConflictSign:
    sign = session.get(ConflictSign, sign_id)
    if sign is None or load_for_staff(session, actor, sign.application_id).call_id != call_id:
        raise NotFound
    return sign
