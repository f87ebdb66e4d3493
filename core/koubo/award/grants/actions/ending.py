"""Ends before any money: 失効 when nobody applied in time, 取下げ after the notice; and more time."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from koubo.applications.models import Filing
from koubo.applications.rules import FilingState
from koubo.award.decisions.actions.decisions import refuse_kept_out, refuse_lines_in_draft
from koubo.award.grants.actions.past_years import drop_past_award
from koubo.award.grants.telling import to_members, to_officers
from koubo.award.models import Award, Claim
from koubo.award.payments.claim_rules import OPEN_CLAIMS
from koubo.award.policy import load_award, load_own_award, visible_awards
from koubo.award.rules import AWARD_STEPS, AwardState
from koubo.calendar import day_in_japan, format_date, next_midnight
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write

SHOWN = 100


def overdue_candidates(
    session: Session, actor: Actor, on: date, *, after: int = 0, limit: int = SHOWN
) -> Sequence[Award]:
    """Give the awards whose days for the 交付申請書 are over, by key."""
    return session.scalars(
        select(Award)
        .join(Award.application)
        .where(
            Award.state == AwardState.CANDIDATE,
            Award.apply_by < on,
            visible_awards(actor),
            Award.id > after,
        )
        .order_by(Award.id)
        .limit(limit)
    ).all()


def lapse_awards(uow: UnitOfWork, actor: Actor, award_ids: Collection[int], *, reason: str) -> int:
    """Close awards that nobody applied for in time (失効); give how many.

    :raises Problems: with the fields `awards`, `reason`
    """
    require(actor, SeatKind.OFFICER)
    problems = []
    if not award_ids:
        problems.append(Problem("nothing", "失効にする交付を選んでください。", field="awards"))
    if not reason.strip():
        message = "失効にする理由を入力してください。団体に知らせ、記録に残します。"
        problems.append(Problem("no_reason", message, field="reason"))
    if problems:
        raise Problems(problems)
    today = day_in_japan(uow.now)
    seen = {one.id: one for one in overdue_candidates(uow.session, actor, today)}
    if set(award_ids) - set(seen):
        raise NotFound
    refuse_kept_out(uow.session, actor, [seen[one].application_id for one in award_ids])
    calls = sorted({seen[one].application.call_id for one in award_ids})
    with uow.writing() as write:
        for call_id in calls:
            write.lock(Call, call_id)
        for award_id in sorted(award_ids):
            award = write.lock(Award, award_id)
            if award.apply_by is None or award.apply_by >= today:
                raise Refused("期限が延ばされた交付が含まれています。一覧を見直してください。")
            _end(write, award, AwardState.LAPSED, reason, "award_lapsed")
    return len(award_ids)


def _end(write: Write, award: Award, state: AwardState, reason: str, kind: str) -> None:
    AWARD_STEPS.require(award.state, state)
    award.state = state
    award.ended_on, award.end_reason = day_in_japan(write.now), reason.strip()
    write.record(
        kind,
        award,
        chain=award.application.call.chain,
        detail={"reason": reason.strip()},
        event=to_members(write, award, kind, reason=reason.strip()),
    )


def set_apply_by(
    uow: UnitOfWork, actor: Actor, award_id: int, *, apply_by: date, reason: str, version: int
) -> None:
    """Change the last day for the 交付申請書 of one award, with a reason that its members read.

    :raises Problems: with the fields `apply_by`, `reason`
    """
    require(actor, SeatKind.OFFICER)
    award = load_award(uow.session, actor, award_id)
    refuse_kept_out(uow.session, actor, [award.application_id])
    problems = []
    today = day_in_japan(uow.now)
    if apply_by < today:
        message = f"「交付申請の期限」は、今日（{format_date(today)}）以後の日にしてください。"
        problems.append(Problem("apply_by", message, field="apply_by"))
    if not reason.strip():
        message = "期限を変える理由を入力してください。団体に知らせ、記録に残します。"
        problems.append(Problem("no_reason", message, field="reason"))
    if problems:
        raise Problems(problems)
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        if award.state is not AwardState.CANDIDATE:
            raise Refused("交付申請書が提出された後は、期限を変えられません。")
        before, award.apply_by = award.apply_by, apply_by
        if award.filing_id is not None:
            filing = write.lock(Filing, award.filing_id)
            if filing.state is FilingState.DRAFT:
                filing.closes_at = next_midnight(apply_by)
        write.record(
            "set_apply_by",
            award,
            chain=award.application.call.chain,
            detail={
                "before": before.isoformat() if before else None,
                "after": apply_by.isoformat(),
                "reason": reason.strip(),
            },
            event=to_members(
                write,
                award,
                "apply_by_changed",
                until=format_date(apply_by),
                reason=reason.strip(),
            ),
        )


def ask_withdrawal(
    uow: UnitOfWork, actor: Actor, award_id: int, *, reason: str, version: int
) -> None:
    """Ask to take the 交付申請 back after its notice; an officer records it. Only while unpaid.

    :raises Problems: with the field `reason`
    """
    load_own_award(uow.session, actor, award_id)
    if not reason.strip():
        message = "取り下げる理由を入力してください。"
        raise Problems([Problem("no_reason", message, field="reason")])
    with uow.writing() as write:
        award = write.lock(Award, award_id, version=version)
        refuse_to_withdraw(write.session, award)
        if award.withdrawal_asked_on is not None:
            raise Refused("取下げは、すでに申し出ています。市の確認をお待ちください。")
        award.withdrawal_asked_on = day_in_japan(write.now)
        award.end_reason = reason.strip()
        write.record(
            "ask_withdrawal",
            award,
            chain=award.application.call.chain,
            detail={"reason": reason.strip()},
            event=to_officers(write, award, "withdrawal_asked", reason=reason.strip()),
        )


def record_withdrawal(
    uow: UnitOfWork,
    actor: Actor,
    award_id: int,
    *,
    received_on: date,
    reason: str,
    version: int,
) -> None:
    """Record that a 交付申請 was taken back after its notice: the grant counts as never made.

    What it took from the budget is free again, and the year no longer counts as one with money.

    :param received_on: the day on which the grantee said so
    :raises Problems: with the fields `received_on`, `reason`
    """
    require(actor, SeatKind.OFFICER)
    award = load_award(uow.session, actor, award_id)
    refuse_kept_out(uow.session, actor, [award.application_id])
    refuse_lines_in_draft(uow.session, [award_id])
    call_id, today = award.application.call_id, day_in_japan(uow.now)
    problems = []
    if received_on > today or (award.granted_on and received_on < award.granted_on):
        message = "「申出を受けた日」は、交付決定の日から今日までの日を入力してください。"
        problems.append(Problem("received_on", message, field="received_on"))
    if not reason.strip():
        problems.append(Problem("no_reason", "取下げの理由を入力してください。", field="reason"))
    if problems:
        raise Problems(problems)
    with uow.writing() as write:
        write.lock(Call, call_id)
        award = write.lock(Award, award_id, version=version)
        refuse_to_withdraw(write.session, award)
        refuse_lines_in_draft(write.session, [award_id])
        drop_past_award(write, award)
        award.withdrawal_asked_on = award.withdrawal_asked_on or received_on
        award.freed_on = received_on
        _end(write, award, AwardState.WITHDRAWN, reason, "award_withdrawn")
        award.ended_on = received_on


def refuse_to_withdraw(session: Session, award: Award) -> None:
    """Refuse once money moved, or is about to."""
    AWARD_STEPS.require(award.state, AwardState.WITHDRAWN)
    billed = exists().where(Claim.award_id == award.id, Claim.state.in_(OPEN_CLAIMS))
    if award.paid or session.scalar(select(billed)):
        raise Refused(
            "支払いか請求がある交付は、取り下げられません。中止・廃止の手続きをしてください。"
        )


def may_withdraw(session: Session, award: Award) -> bool:
    """Say whether a 交付申請 may still be taken back after its notice."""
    if award.state is not AwardState.GRANTED or award.paid:
        return False
    billed = exists().where(Claim.award_id == award.id, Claim.state.in_(OPEN_CLAIMS))
    return not session.scalar(select(billed))
