"""A reviewer's own notes; each is read by whoever wrote it, as long as they may read the application."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.people.rules import Actor
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.review.policy import own
from koubo.review.rules import ReviewState
from koubo.review.sheet_models import ReviewNote

NEW_NOTE = 0
"""The version of a note that nobody has written yet."""


@dataclass(frozen=True)
class OwnNote:
    """The actor's note beside one sheet."""

    stage_id: str
    text: str
    version: int
    """`NEW_NOTE` where there is none yet."""


def own_notes(
    session: Session, actor: Actor, application_ids: Iterable[int]
) -> Mapping[int, OwnNote]:
    """Give the actor's own notes on applications that they may read, by sheet; one statement.

    An application has one for each stage; nothing of anybody else's is among them.
    """
    rows = session.execute(
        select(ReviewNote.review_id, Review.stage_id, ReviewNote.text, ReviewNote.version)
        .join(Review, Review.id == ReviewNote.review_id)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(
            Review.application_id.in_(application_ids),
            own(actor),
            Review.state.not_in((ReviewState.ASSIGNED, ReviewState.RECUSED)),
        )
        .order_by(Review.id)
    )
    return {row.review_id: OwnNote(row.stage_id, row.text, row.version) for row in rows}
