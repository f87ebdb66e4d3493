"""Who may run a presentation day, and what a tablet card opens: one seat, one stage, one day."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan
from koubo.people.queries import load_actor
from koubo.people.rules import Actor, Seat, SeatKind
from koubo.problems import NotFound
from koubo.review.days.models import PresentationDay, PresentationSlot, TabletCard
from koubo.review.days.rules import SlotKind
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember, PanelSeat
from koubo.review.panels.rules import PanelRole
from koubo.review.policy import load_reviewed_call


@dataclass(frozen=True)
class Holder:
    """Whoever has a tablet that a card opened; ``actor`` is the member, with that panel's seat alone."""

    card_id: int
    day_id: int
    call_id: int
    stage_id: str
    held_on: date
    member_id: int
    pseudonym: str
    role: PanelRole
    actor: Actor

    @property
    def signs(self) -> bool:
        """Say whether the seat signs the result."""
        return self.role in (PanelRole.CHAIR, PanelRole.DEPUTY)


def load_day(session: Session, actor: Actor, day_id: int) -> PresentationDay:
    """Give a day whose review the actor runs as an officer; NotFound for any other."""
    found = session.get(PresentationDay, day_id)
    if found is None:
        raise NotFound
    load_reviewed_call(session, actor, found.call_id)
    return found


def card_digest(token: str) -> str:
    """Give what is kept of a card's token: with the database alone nobody opens a tablet."""
    return sha256(token.encode()).hexdigest()


def holder_by_token(session: Session, token: str, now: datetime) -> Holder:
    """Give whom a card's address opens a tablet for.

    :raises NotFound: alike for one that was guessed, taken back, of another day or of a closed one
    """
    return _holder(session, TabletCard.token_digest == card_digest(token), now)


def holder_by_card(session: Session, card_id: int, now: datetime) -> Holder:
    """Give whom an opened tablet works for; NotFound once its card opens nothing any more."""
    return _holder(session, TabletCard.id == card_id, now)


def _holder(session: Session, clause: ColumnElement[bool], now: datetime) -> Holder:
    today = day_in_japan(now)
    row = session.execute(
        select(TabletCard.id, PresentationDay, PanelMember, PanelSeat.role)
        .join(PresentationDay, PresentationDay.id == TabletCard.day_id)
        .join(PanelMember, PanelMember.id == TabletCard.panel_member_id)
        .join(
            PanelSeat,
            (PanelSeat.panel_member_id == PanelMember.id)
            & (PanelSeat.stage_id == PresentationDay.stage_id),
        )
        .where(
            clause,
            TabletCard.revoked_at.is_(None),
            PresentationDay.closed_at.is_(None),
            PresentationDay.held_on == today,
            PanelMember.from_on <= today,
            or_(PanelMember.to_on.is_(None), PanelMember.to_on >= today),
        )
    ).first()
    person = load_actor(session, row.PanelMember.person_id, today) if row else None
    if row is None or person is None or row.PresentationDay.call_id not in person.calls_reviewed():
        raise NotFound
    day, member = row.PresentationDay, row.PanelMember
    # One seat, no organisation, no other desk: a tablet that is left lying opens nothing else.
    seat = Seat(SeatKind.REVIEWER, call_id=day.call_id)
    actor = Actor(person.person_id, member.pseudonym, frozenset({seat}))
    return Holder(
        row.id, day.id, day.call_id, day.stage_id, day.held_on, member.id, member.pseudonym,
        row.role, actor,
    )  # fmt: skip


def on_the_day(holder: Holder) -> ColumnElement[bool]:
    """Give the clause of the sheets that a card opens: the seat's own, for that day's talks."""
    return (
        (Review.panel_member_id == holder.member_id)
        & (Review.stage_id == holder.stage_id)
        & exists().where(
            PresentationSlot.day_id == holder.day_id,
            PresentationSlot.kind == SlotKind.TALK,
            PresentationSlot.application_id == Review.application_id,
        )
    )


def require_sheet(session: Session, holder: Holder, review_id: int) -> None:
    """Raise NotFound for every sheet that the card does not open."""
    wanted = select(Review.id).where(Review.id == review_id, on_the_day(holder))
    if session.scalar(wanted) is None:
        raise NotFound
