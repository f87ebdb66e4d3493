"""The city's 決裁 comes back: its number, day and post are copied into the drafted decision."""

from sqlalchemy import select

from koubo.award.actions.decisions import found_in_kessai, refuse_kept_out, write_kessai
from koubo.award.actions.selection import offered_until
from koubo.award.models import Decision, DecisionLine
from koubo.award.policy import load_decision
from koubo.award.rules import DECISION_STEPS, DecisionState, Kessai, Outcome
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problems
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork


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
    if problems := found_in_kessai(uow, kessai):
        raise Problems(problems)
    scheme, call_id = catalog.of(decision.call.release), decision.call_id
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        decision = write.lock(Decision, decision_id, version=version)
        DECISION_STEPS.require(decision.state, DecisionState.RELEASED)
        write_kessai(decision, kessai)
        offered = write.session.scalars(
            select(DecisionLine).where(
                DecisionLine.decision_id == decision_id, DecisionLine.outcome == Outcome.RUNNER_UP
            )
        )
        for line in offered:
            line.offered_until = offered_until(scheme, kessai.issued_on)
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
