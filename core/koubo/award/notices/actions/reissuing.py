"""Issuing a letter once more: it says the same, bears a mark, and who asked why is kept."""

from datetime import datetime

from sqlalchemy import select

from koubo.award.models import Decision, DecisionLine, Notice
from koubo.award.notices.reissue_models import Reissue
from koubo.award.policy import load_notice_for_staff
from koubo.calendar import day_in_japan
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems
from koubo.storage.twice import PRESSED_TWICE
from koubo.storage.unit_of_work import UnitOfWork

MOST_REASON = 500
NO_REASON = "「再発行の理由」を入力してください（例：団体が紛失したため）。"
LONG_REASON = f"「再発行の理由」は{MOST_REASON}字以内で入力してください。"


def reissue_notice(uow: UnitOfWork, actor: Actor, notice_id: int, *, reason: str) -> int:
    """Record that an issued letter is handed out once more; give the id of the record."""
    require(actor, SeatKind.OFFICER)
    load_notice_for_staff(uow.session, actor, notice_id)
    said = reason.strip()
    if not said or len(said) > MOST_REASON:
        message = LONG_REASON if said else NO_REASON
        raise Problems([Problem("reissue_reason", message, field="reason")])
    with uow.writing() as write:
        notice = write.lock(Notice, notice_id)
        decision = write.session.scalars(
            select(Decision)
            .join(DecisionLine, DecisionLine.decision_id == Decision.id)
            .where(DecisionLine.id == notice.decision_line_id)
        ).one()
        last = write.session.scalars(
            select(Reissue)
            .where(Reissue.notice_id == notice_id)
            .order_by(Reissue.number.desc())
            .limit(1)
        ).first()
        if last is not None and _is_again(last, actor, said, write.now):
            return last.id
        made = Reissue(
            notice_id=notice_id,
            number=last.number + 1 if last else 1,
            reissued_on=day_in_japan(write.now),
            reason=said,
            person_id=actor.person_id,
            at=write.now,
        )
        write.session.add(made)
        write.session.flush()
        detail = {"notice": notice_id, "number": made.number, "reason": said}
        write.record("reissue_notice", made, chain=decision.call.chain, detail=detail)
    return made.id


def _is_again(last: Reissue, actor: Actor, reason: str, now: datetime) -> bool:
    """Say whether the same hand asked for the same a moment ago: the button was pressed twice."""
    same = (last.person_id, last.reason) == (actor.person_id, reason)
    return same and now - last.at < PRESSED_TWICE
