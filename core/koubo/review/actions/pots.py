"""Setting the pots (枠) of a call, as long as nothing was concluded on its money."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problems, Refused
from koubo.review.models import StageTerms
from koubo.review.queries.progress import progress_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.policy import load_call
from koubo.schemes.pot_models import CallPotRow
from koubo.schemes.pots import CallPot, pot_problems
from koubo.schemes.queries import courses_of
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork

SETTING = (CallState.PLANNED, CallState.PUBLISHED)


def set_pots(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    pots: Sequence[CallPot],
    version: int,
) -> None:
    """Part a call's budget into these pots, in their order; none means that all draw on it.

    :raises Problems: by field, as `pot_problems` names them
    :raises Refused: where a panel has concluded, or the call is decided or cancelled
    """
    require(actor, SeatKind.OFFICER)
    call = load_call(uow.session, actor, call_id)
    refuse_pots(uow.session, catalog, call)
    opened = courses_of(uow.session, [call_id]).get(call_id, ())
    if problems := tuple(pot_problems(pots, budget=call.budget, course_ids=opened)):
        raise Problems(problems)
    with uow.writing() as write:
        call = write.lock(Call, call_id, version=version)
        refuse_pots(write.session, catalog, call)
        if problems := tuple(pot_problems(pots, budget=call.budget, course_ids=opened)):
            raise Problems(problems)
        write.session.execute(delete(CallPotRow).where(CallPotRow.call_id == call_id))
        write.session.add_all(
            CallPotRow(
                call_id=call_id,
                position=place,
                title=pot.title,
                course_ids=list(pot.course_ids),
                amount=pot.amount,
            )
            for place, pot in enumerate(pots)
        )
        # Ranks that were computed from other pots are not what the sheets come to any more.
        write.session.execute(
            update(StageTerms)
            .where(StageTerms.call_id == call_id)
            .values(revision=StageTerms.revision + 1),
            execution_options={"synchronize_session": False},
        )
        # The pots belong to the call: it is newer even where only they changed.
        flag_modified(call, "budget")
        detail = {
            "pots": [
                {"title": one.title, "amount": one.amount, "courses": list(one.course_ids)}
                for one in pots
            ]
        }
        write.record("set_pots", call, chain=call.chain, detail=detail)


def refuse_pots(session: Session, catalog: Catalog, call: Call) -> None:
    """Refuse where the money was given out already, or never will be."""
    if call.state not in SETTING:
        raise Refused("採否が決まったか中止された募集の枠は変えられません。")
    scheme = catalog.of(call.release)
    if progress_of(session, {call.id: scheme})[call.id].concluded:
        raise Refused("審査会の結論が記録されているため、枠を変えられません。")
