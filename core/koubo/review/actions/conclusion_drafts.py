"""Keeping a conclusion that is being written: several officers, one draft, nothing lost."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.rules import Actor
from koubo.problems import Refused, Stale
from koubo.review.conclusion_models import ConclusionDraft, Recommendation
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork

NOT_YET = 0
"""The version of a draft that nobody has kept yet."""
MOST_LETTERS = 2_000_000
"""In all texts of one draft: several times what a panel writes on a thousand applications."""


def save_conclusion_draft(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    *,
    stage_id: str,
    texts: Mapping[str, str],
    proposed: Mapping[str, str],
    version: int,
) -> int:
    """Keep what was written so far, unfinished as it is; give the draft's new version.

    :param proposed: what the computed selection filled in, by field
    :param version: the version that the officer had before them; `NOT_YET` where there was none
    :raises Refused: where the conclusion is recorded already, or the texts are beyond all measure
    :raises Stale: where a colleague has kept another text meanwhile
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    stage_of(catalog.of(call.release), stage_id)
    if sum(map(len, texts.values())) > MOST_LETTERS:
        raise Refused("書いた文が長すぎて保存できません。文を短くしてください。")
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        if is_concluded(write.session, call_id, stage_id):
            raise Stale
        draft = write.session.scalars(
            select(ConclusionDraft).where(
                ConclusionDraft.call_id == call_id, ConclusionDraft.stage_id == stage_id
            )
        ).first()
        if (draft.version if draft else NOT_YET) != version:
            raise Stale
        if draft is None:
            draft = ConclusionDraft(call_id=call_id, stage_id=stage_id)
            write.session.add(draft)
        draft.texts, draft.proposed = dict(texts), dict(proposed)
        draft.saved_by, draft.saved_at = actor.person_id, write.now
        write.session.flush()
        write.record("save_conclusion_draft", draft, chain=call.chain, detail={"stage": stage_id})
    return draft.version


def is_concluded(session: Session, call_id: int, stage_id: str) -> bool:
    """Say whether a recommendation on the stage stands."""
    found = select(Recommendation.id).where(
        Recommendation.call_id == call_id, Recommendation.stage_id == stage_id
    )
    return session.scalar(found) is not None
