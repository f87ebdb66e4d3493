"""What the drafts of every kind of decision have in common, and how a draft is dropped."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.decisions.kessai_rules import before_the_vote, kessai_problems
from koubo.award.grants.telling import decision_event
from koubo.award.models import Decision, DecisionLine
from koubo.award.policy import barred_among, load_decision
from koubo.award.rules import (
    DECISION_STEPS,
    DecisionKind,
    DecisionState,
    Kessai,
    Outcome,
)
from koubo.calendar import day_in_japan
from koubo.money import Working
from koubo.people.queries import people_with_seat
from koubo.people.rules import Actor, SeatKind, require
from koubo.people.succession import acts_for
from koubo.problems import Problem, Problems, Refused
from koubo.schemes.models import Call
from koubo.storage.outbox import Reader
from koubo.storage.unit_of_work import UnitOfWork, Write


@dataclass(frozen=True)
class DraftLine:
    """A line of a decision before it is stored (円)."""

    application_id: int
    award_id: int | None
    outcome: Outcome
    amount: int
    working: Working
    reason: str = ""
    conditions: str = ""
    departs: str = ""
    offered_until: date | None = None
    filing_id: int | None = None
    """The document of the applicant that the line answers."""
    before: int | None = None
    repayment: int | None = None
    repay_by: date | None = None


def refuse_kept_out(session: Session, actor: Actor, application_ids: Collection[int]) -> None:
    """Refuse whoever is kept out of one of the applications."""
    if barred_among(session, actor, application_ids):
        raise Refused(
            "利害関係のために担当から外れている応募が含まれています。ほかの職員が行ってください。"
        )


def found_in_kessai(
    uow: UnitOfWork, kessai: Kessai | None, voted_on: date | None = None
) -> list[Problem]:
    """Give what is wrong with the 決裁 as it was entered; nothing where it has not come back.

    :param voted_on: when the budget was voted, for decisions that grant money
    """
    if kessai is None:
        return []
    return [
        *kessai_problems(kessai, day_in_japan(uow.now)),
        *before_the_vote(kessai, voted_on),
    ]


def add_decision(
    write: Write,
    actor: Actor,
    call: Call,
    kind: DecisionKind,
    kessai: Kessai | None,
    lines: Sequence[DraftLine],
) -> Decision:
    """Store a drafted decision with its lines, and tell those who release.

    :param kessai: None where the city has not decided yet: it is recorded when it comes back
    """
    decision = Decision(
        call_id=call.id,
        kind=kind,
        state=DecisionState.DRAFTED,
        drafted_by=actor.person_id,
        drafted_at=write.now,
    )
    if kessai is not None:
        write_kessai(decision, kessai)
    write.session.add(decision)
    write.session.flush()
    write.session.add_all(_row(decision.id, line) for line in lines)
    releasers = people_with_seat(write.session, SeatKind.RELEASER, day_in_japan(write.now))
    others = [one for one in releasers if one != actor.person_id]
    write.record(
        f"draft_{kind.value}_decision",
        decision,
        chain=call.chain,
        detail={"lines": [_told(line) for line in lines], "kessai": decision.kessai_number},
        event=decision_event(
            decision,
            "decision_drafted",
            Reader.RELEASER,
            others,
            f"/releaser/decisions/{decision.id}",
        ),
    )
    return decision


def write_kessai(decision: Decision, kessai: Kessai) -> None:
    """Write the numbers and days of the city's 決裁 into a decision."""
    decision.kessai_number = kessai.number.strip()
    decision.kessai_on = kessai.on
    decision.kessai_post = kessai.post.strip()
    decision.document_number = kessai.document_number.strip()
    decision.issued_on = kessai.issued_on


def _row(decision_id: int, line: DraftLine) -> DecisionLine:
    return DecisionLine(
        decision_id=decision_id,
        application_id=line.application_id,
        award_id=line.award_id,
        outcome=line.outcome,
        amount=line.amount,
        reason=line.reason.strip(),
        conditions=line.conditions.strip(),
        departs=line.departs.strip(),
        offered_until=line.offered_until,
        working=line.working.as_json(),
        filing_id=line.filing_id,
        before=line.before,
        repayment=line.repayment,
        repay_by=line.repay_by,
    )


def _told(line: DraftLine) -> dict[str, Any]:
    return {
        "application": line.application_id,
        "outcome": line.outcome.value,
        "amount": line.amount,
        "departs": line.departs,
    }


def refuse_lines_in_draft(session: Session, award_ids: Collection[int]) -> None:
    """Refuse awards that stand in a decision which is not yet released or dropped."""
    drafted = session.scalars(
        select(DecisionLine.award_id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(Decision.state == DecisionState.DRAFTED, DecisionLine.award_id.in_(award_ids))
    ).first()
    if drafted is not None:
        raise Refused(
            "すでに起案されて施行を待っている決定があります。施行するか取りやめてから起案してください。"
        )


def drop_decision(
    uow: UnitOfWork, actor: Actor, decision_id: int, *, reason: str, version: int
) -> None:
    """Take a drafted decision back, by its drafter and with a reason."""
    require(actor, SeatKind.OFFICER)
    decision = load_decision(uow.session, actor, decision_id)
    if not acts_for(uow.session, actor.person_id, decision.drafted_by, day_in_japan(uow.now)):
        raise Refused(
            "起案した人か、その仕事を引き継いだ人だけが取りやめられます。起案した人に連絡してください。"
        )
    if not reason.strip():
        raise Problems([Problem("no_reason", "取りやめる理由を入力してください。", "reason")])
    with uow.writing() as write:
        decision = write.lock(Decision, decision_id, version=version)
        DECISION_STEPS.require(decision.state, DecisionState.DROPPED)
        decision.state = DecisionState.DROPPED
        write.record(
            "drop_decision",
            decision,
            chain=decision.call.chain,
            detail={"reason": reason.strip()},
        )
