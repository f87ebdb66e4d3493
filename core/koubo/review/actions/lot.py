"""The lot (抽選) among those who are level in everything else: drawn once, from a recorded seed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.money import half_width
from koubo.people.rules import Actor
from koubo.problems import Problem, Problems, Refused
from koubo.review.actions.tally import compute_and_keep, refuse_concluded
from koubo.review.models import StageTerms
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.review.standings import count_up, sheets_awaited, terms_row
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import TieBreak
from koubo.storage.unit_of_work import UnitOfWork

LONGEST_SEED = 64


def draw_lot(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, *, stage_id: str, seed: str
) -> None:
    """Draw the lot that decides between those who are level in everything else, once for a stage.

    :param seed: as drawn in public, or made by chance; everybody can draw the lot from it again
    :raises Problems: with the field ``seed``
    :raises Refused: where the scheme draws none, it was drawn, or sheets are still waited for
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    stage = stage_of(catalog.of(call.release), stage_id)
    drawn = half_width(seed)
    if not 0 < len(drawn) <= LONGEST_SEED or not drawn.isprintable():
        message = f"抽選の種（くじの番号など）を1字から{LONGEST_SEED}字までで入力してください。"
        raise Problems([Problem("seed", message, "seed")])
    _refuse_lot(uow.session, catalog, call, stage_id)
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        _refuse_lot(write.session, catalog, call, stage_id)
        count_up(write, call_id, stage_id)
        terms = terms_row(write, call_id, stage_id)
        terms.lot_seed, terms.lot_drawn_at = drawn, write.now
        detail = {"stage": stage.id, "seed": drawn}
        write.record("draw_lot", call, chain=call.chain, detail=detail)
    compute_and_keep(uow, catalog, call_id, stage_id)


def _refuse_lot(session: Session, catalog: Catalog, call: Call, stage_id: str) -> None:
    refuse_concluded(session, catalog, call, stage_id)
    chain = catalog.of(call.release).selection.tie_breakers.value
    if not any(one.by is TieBreak.LOT for one in chain):
        raise Refused("この制度の同点の決め方には抽選がありません。審査会で決めてください。")
    if sheets_awaited(session, call.id, stage_id):
        raise Refused("提出されていない審査票があります。すべてそろってから抽選してください。")
    seed = session.scalar(
        select(StageTerms.lot_seed).where(
            StageTerms.call_id == call.id, StageTerms.stage_id == stage_id
        )
    )
    if seed:
        raise Refused(f"抽選はもう済んでいます（抽選の種「{seed}」）。引き直しはできません。")
