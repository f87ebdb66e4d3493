"""Who sees which sheet: a reviewer their own, an officer all, a recused person nothing."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import calls_with_barred, visible_to_staff
from koubo.people.bars import ACTORS
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import NotFound, Refused
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.review.rules import ReviewState
from koubo.schemes.models import Call

KEPT_OUT = (
    "この募集には、利害関係のためにあなたが担当から外れている応募があります。"
    "順位と金額はすべての応募を合わせて決まるため、この募集の審査・答申・決定案は、"
    "ほかの職員が担当してください。"
)


class KeptOutOfCall(Refused):
    """The actor is kept out of an application of the call, and so of what its review comes to."""


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
            visible_to_staff(actor),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def load_reviewed_call(session: Session, actor: Actor, call_id: int) -> Call:
    """Give a call whose review the actor runs as an officer; NotFound for any other.

    An officer who sits on the panel would see the others' sheets, and is shown nothing. Nor is
    one who is kept out of an application of the call what it comes to: every place and amount
    hangs on every other, and would tell of that one.

    :raises KeptOutOfCall: to an officer who is kept out of one of its applications
    """
    require(actor, SeatKind.OFFICER)
    return _load_call(session, actor, call_id)


def load_call_in_part(session: Session, actor: Actor, call_id: int) -> Call:
    """Give a call whose review the actor runs as an officer, kept out of some of it or not.

    Only for what shows application by application and asks `visible_to_staff` of each.
    """
    require(actor, SeatKind.OFFICER)
    found = session.get(Call, call_id)
    if found is None or call_id in actor.calls_reviewed():
        raise NotFound
    return found


def load_reviewed_sheet(session: Session, actor: Actor, review_id: int) -> Review:
    """Give a sheet of a review that the actor runs as an officer; NotFound for any other.

    Whoever is kept out of its application does not find it either.
    """
    require(actor, SeatKind.OFFICER)
    found: Review | None = session.scalars(
        select(Review)
        .join(Application, Application.id == Review.application_id)
        .where(
            Review.id == review_id,
            Application.call_id.not_in(actor.calls_reviewed()),
            visible_to_staff(actor),
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def load_concluded_call(session: Session, actor: Actor, call_id: int) -> Call:
    """Give a call whose recommendations the actor may read; NotFound for any other.

    :raises KeptOutOfCall: to whoever is kept out of one of its applications
    """
    require(actor, SeatKind.OFFICER, SeatKind.RELEASER)
    return _load_call(session, actor, call_id)


def _load_call(session: Session, actor: Actor, call_id: int) -> Call:
    row = session.execute(_one_call(actor), {"call": call_id}).first()
    if row is None or call_id in actor.calls_reviewed():
        raise NotFound
    call, kept_out = row
    if kept_out:
        raise KeptOutOfCall(KEPT_OUT)
    return call


@lru_cache(maxsize=ACTORS)
def _one_call(actor: Actor) -> Select[Call, bool]:
    """Select a call, bound as ``call``, and whether the actor is kept out of some of it."""
    is_barred = Call.id.in_(calls_with_barred(actor))
    return select(Call, is_barred).where(Call.id == bindparam("call"))


def runs_whole_review(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the calls whose whole review, ranks and sums too, the actor may see."""
    return and_(Call.id.not_in(actor.calls_reviewed()), Call.id.not_in(calls_with_barred(actor)))
