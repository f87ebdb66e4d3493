"""Recording many 決裁 from one list: a dry run, then exactly that."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.award.decisions.actions.decisions import refuse_kept_out
from koubo.award.decisions.actions.kessai import enter_kessai
from koubo.award.decisions.kessai_list import Awaiting, Fate, KessaiPlan, plan_kessai
from koubo.award.decisions.queries.decisions import decision_rows
from koubo.award.models import Decision, DecisionLine
from koubo.award.policy import visible_decisions
from koubo.award.rules import DECISION_STEPS, DecisionState
from koubo.calendar import day_in_japan
from koubo.people.imports import import_sheets, load_import, mark_applied
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Refused, Stale
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.files import FileStore
from koubo.storage.unit_of_work import UnitOfWork

KIND = "kessai"
MOST = 5_000
WRONG = "直すところがあるため、記録できません。ファイルを直して選び直してください。"


def awaiting_kessai(session: Session, actor: Actor) -> list[Awaiting]:
    """Give the drafted decisions that the actor may see, oldest first; two statements."""
    rows = decision_rows(session, actor, state=DecisionState.DRAFTED, limit=MOST)
    stored = session.scalars(
        select(Decision).where(
            Decision.state == DecisionState.DRAFTED,
            visible_decisions(actor),
        )
    )
    kept = {one.id: one for one in stored}
    return [
        Awaiting(
            id=one.id,
            version=one.version,
            call_id=kept[one.id].call_id,
            call=one.call_title,
            kind=one.kind,
            lines=one.lines,
            total=one.total,
            voted_on=kept[one.id].call.voted_on,
            kessai=kept[one.id].kessai(),
        )
        for one in reversed(rows)
    ]


def plan_kessai_import(
    uow: UnitOfWork, files: FileStore, actor: Actor, draft_id: int
) -> KessaiPlan:
    """Give what an uploaded list would record now; writes nothing."""
    require(actor, SeatKind.OFFICER)
    draft = load_import(uow.session, actor, draft_id, kind=KIND, subject_id=None)
    awaiting = awaiting_kessai(uow.session, actor)
    return plan_kessai(import_sheets(files, draft), awaiting, day_in_japan(uow.now))


def apply_kessai_list(
    uow: UnitOfWork,
    catalog: Catalog,
    files: FileStore,
    actor: Actor,
    draft_id: int,
    *,
    shown: str,
) -> int:
    """Record the 決裁 of a list, all of them or none; give how many.

    :param shown: the digest of the plan that the officer saw
    :raise Stale: where a decision was changed, dropped or released meanwhile
    :raise Refused: where the list has problems, or was applied already
    """
    plan = plan_kessai_import(uow, files, actor, draft_id)
    if plan.problems:
        raise Refused(WRONG)
    if plan.digest != shown:
        raise Stale
    wanted = sorted(plan.of(Fate.NEW, Fate.CHANGED), key=lambda one: one.decision.id)
    ids = [one.decision.id for one in wanted]
    told = select(DecisionLine.application_id).where(DecisionLine.decision_id.in_(ids))
    refuse_kept_out(uow.session, actor, uow.session.scalars(told).all())
    with uow.writing() as write:
        mark_applied(write, draft_id, {"recorded": len(wanted)})
        call_ids = sorted({one.decision.call_id for one in wanted})
        calls = {one: write.lock(Call, one) for one in call_ids}
        for one in wanted:
            decision = write.lock(Decision, one.decision.id, version=one.decision.version)
            DECISION_STEPS.require(decision.state, DecisionState.RELEASED)
            call = calls[decision.call_id]
            if one.kessai is not None:
                enter_kessai(write, catalog.of(call.release), call, decision, one.kessai)
    return len(wanted)
