"""The city's 決裁 comes back: its number, day and post are copied into the drafted decision."""

from sqlalchemy import select

from koubo.award.decisions.actions.decisions import found_in_kessai, refuse_kept_out, write_kessai
from koubo.award.grants.offer_rules import offered_until
from koubo.award.models import Decision, DecisionLine
from koubo.award.payments.repay_rules import repay_by
from koubo.award.policy import load_decision
from koubo.award.rules import DECISION_STEPS, DecisionKind, DecisionState, Kessai, Outcome
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problem, Problems
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.rules import Scheme
from koubo.storage.unit_of_work import UnitOfWork, Write


def record_kessai(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    decision_id: int,
    *,
    kessai: Kessai,
    version: int,
) -> None:
    """Record the 決裁 of a drafted decision, or mend it before the release.

    :raises Problems: with the fields of the 決裁
    """
    require(actor, SeatKind.OFFICER)
    decision = load_decision(uow.session, actor, decision_id)
    DECISION_STEPS.require(decision.state, DecisionState.RELEASED)
    lines = uow.session.scalars(
        select(DecisionLine.application_id).where(DecisionLine.decision_id == decision_id)
    ).all()
    refuse_kept_out(uow.session, actor, lines)
    if problems := kessai_against(uow, decision, kessai):
        raise Problems(problems)
    scheme, call_id = catalog.of(decision.call.release), decision.call_id
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        decision = write.lock(Decision, decision_id, version=version)
        DECISION_STEPS.require(decision.state, DecisionState.RELEASED)
        enter_kessai(write, scheme, call, decision, kessai)


def kessai_against(uow: UnitOfWork, decision: Decision, kessai: Kessai) -> list[Problem]:
    """Give what is wrong with a 決裁 for this decision: money waits for the vote."""
    money = decision.kind is DecisionKind.GRANT
    return found_in_kessai(uow, kessai, decision.call.voted_on if money else None)


def enter_kessai(
    write: Write, scheme: Scheme, call: Call, decision: Decision, kessai: Kessai
) -> None:
    """Write a 決裁 into a decision that is locked, and what follows from its days."""
    write_kessai(decision, kessai)
    offered = write.session.scalars(
        select(DecisionLine).where(
            DecisionLine.decision_id == decision.id, DecisionLine.outcome == Outcome.RUNNER_UP
        )
    )
    for line in offered:
        line.offered_until = offered_until(scheme, kessai.issued_on)
    returned = write.session.scalars(
        select(DecisionLine).where(
            DecisionLine.decision_id == decision.id, DecisionLine.repayment.is_not(None)
        )
    )
    for line in returned:
        line.repay_by = repay_by(scheme, kessai.issued_on) or line.repay_by
    write.record(
        "record_kessai",
        decision,
        chain=call.chain,
        detail={
            "kessai": decision.kessai_number,
            "kessai_on": kessai.on.isoformat(),
            "document_number": decision.document_number,
            "issued_on": kessai.issued_on.isoformat(),
        },
    )
