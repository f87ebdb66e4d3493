"""A conclusion that is being written, as it was last kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.models import Person
from koubo.people.rules import Actor
from koubo.review.conclusion_models import ConclusionDraft
from koubo.review.policy import load_reviewed_call


@dataclass(frozen=True)
class KeptDraft:
    """What officers have written of a conclusion so far."""

    texts: dict[str, str]
    proposed: dict[str, str]
    saved_by: str
    saved_at: datetime
    version: int


def conclusion_draft(
    session: Session, actor: Actor, call_id: int, stage_id: str
) -> KeptDraft | None:
    """Give what officers have written of a conclusion so far; None where nothing is kept."""
    load_reviewed_call(session, actor, call_id)
    row = session.execute(
        select(
            ConclusionDraft.texts,
            ConclusionDraft.proposed,
            Person.name,
            ConclusionDraft.saved_at,
            ConclusionDraft.version,
        )
        .join(Person, Person.id == ConclusionDraft.saved_by)
        .where(ConclusionDraft.call_id == call_id, ConclusionDraft.stage_id == stage_id)
    ).first()
    return KeptDraft(*row) if row else None
