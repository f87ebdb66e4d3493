"""Who sees which sheet: a reviewer their own, an officer all, a recused person nothing."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import visible
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound
from koubo.review.models import Review
from koubo.review.panel_models import PanelMember
from koubo.review.rules import ReviewState
from koubo.schemes.models import Call


def own(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the reviews that are the actor's own, on panels they sit on today.

    Nobody sees another's sheet but an officer, who reads them on the board.
    """
    if not (calls := actor.calls_reviewed()):
        return false()
    return and_(PanelMember.person_id == actor.person_id, PanelMember.call_id.in_(calls))


def select_own(actor: Actor) -> Select[Any]:
    """Select the actor's own reviews, undeclared and recused ones included."""
    return (
        select(Review).join(PanelMember, PanelMember.id == Review.panel_member_id).where(own(actor))
    )


def load_own_review(session: Session, actor: Actor, review_id: int) -> Review:
    """Give a review whose application the actor may read; NotFound for any other.

    Before the declaration, and after a recusal, a bar hides the application, and the sheet with it.
    """
    found: Review | None = session.scalars(
        select_own(actor)
        .join(Application, Application.id == Review.application_id)
        .where(
            Review.id == review_id,
            Review.state.not_in((ReviewState.ASSIGNED, ReviewState.RECUSED)),
            visible(actor),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def load_reviewed_call(session: Session, actor: Actor, call_id: int) -> Call:
    """Give a call whose review the actor runs as an officer; NotFound for any other.

    An officer who sits on the panel would see the others' sheets, and is shown nothing.
    """
    require(actor, SeatKind.OFFICER)
    return _load_call(session, actor, call_id)


def load_concluded_call(session: Session, actor: Actor, call_id: int) -> Call:
    """Give a call whose recommendations the actor may read; NotFound for any other."""
    require(actor, SeatKind.OFFICER, SeatKind.RELEASER)
    return _load_call(session, actor, call_id)


def _load_call(session: Session, actor: Actor, call_id: int) -> Call:
    found = session.get(Call, call_id)
    if found is None or call_id in actor.calls_reviewed():
        raise NotFound
    return found
