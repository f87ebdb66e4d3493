"""Who sees which award, decision and letter: written once, as SQL."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session, contains_eager

from koubo.applications.models import Application
from koubo.applications.policy import barred, editable, visible_to_staff
from koubo.award.models import Award, Claim, Decision, DecisionLine, Notice
from koubo.award.rules import DecisionKind
from koubo.people.bars import kept_out
from koubo.people.rules import Actor, SeatKind
from koubo.problems import NotFound


def visible_awards(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the applications whose awards and letters staff may see.

    A seat on the panel shows applications, not what became of them.
    """
    seats = frozenset(seat for seat in actor.seats if seat.kind is not SeatKind.REVIEWER)
    return visible_to_staff(replace(actor, seats=seats))


def visible_decisions(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the decisions that the actor may see: staff, unless kept out of a line.

    Staff who sit on the panel are shown nothing of what its scores came to, as on the board.
    """
    if not actor.sits_anywhere(SeatKind.OFFICER, SeatKind.RELEASER, SeatKind.AUDITOR):
        return false()
    hidden = exists().where(
        DecisionLine.decision_id == Decision.id, kept_out(actor, DecisionLine.application_id)
    )
    return and_(~hidden, ~kept_from_panel(actor))


def kept_from_panel(actor: Actor) -> ColumnElement[bool]:
    """Give the clause of the decisions that tell what the scores of the actor's own panel came to."""
    return and_(
        Decision.kind == DecisionKind.SELECTION, Decision.call_id.in_(actor.calls_reviewed())
    )


def load_award(session: Session, actor: Actor, award_id: int) -> Award:
    """Give an award that the actor may see as staff; NotFound for any other."""
    return _load_award(session, award_id, visible_awards(actor))


def load_own_award(session: Session, actor: Actor, award_id: int) -> Award:
    """Give an award of the actor's own organisation; NotFound for any other."""
    return _load_award(session, award_id, editable(actor))


def _load_award(session: Session, award_id: int, seen: ColumnElement[bool]) -> Award:
    found = session.scalars(
        select(Award)
        .join(Award.application)
        .options(contains_eager(Award.application))
        .where(Award.id == award_id, seen)
    ).first()
    if found is None:
        raise NotFound
    return found


def load_decision(session: Session, actor: Actor, decision_id: int) -> Decision:
    """Give a decision that the actor may see; NotFound for any other."""
    found = session.scalars(
        select(Decision).where(Decision.id == decision_id, visible_decisions(actor))
    ).first()
    if found is None:
        raise NotFound
    return found


def load_notice(session: Session, actor: Actor, notice_id: int) -> Notice:
    """Give an issued letter that staff or its organisation may see; NotFound for any other."""
    return _load_notice(session, notice_id, or_(editable(actor), visible_awards(actor)))


def load_notice_for_staff(session: Session, actor: Actor, notice_id: int) -> Notice:
    """Give an issued letter that the actor may see as staff; NotFound for any other."""
    return _load_notice(session, notice_id, visible_awards(actor))


def _load_notice(session: Session, notice_id: int, seen: ColumnElement[bool]) -> Notice:
    found = session.scalars(
        select(Notice)
        .join(Application, Application.id == Notice.application_id)
        .where(Notice.id == notice_id, seen)
    ).first()
    if found is None:
        raise NotFound
    return found


def load_claim(session: Session, actor: Actor, claim_id: int) -> Claim:
    """Give a bill of an award that the actor may see as staff; NotFound for any other."""
    return _load_claim(session, claim_id, visible_awards(actor))


def load_own_claim(session: Session, actor: Actor, claim_id: int) -> Claim:
    """Give a bill of the actor's own organisation; NotFound for any other."""
    return _load_claim(session, claim_id, editable(actor))


def _load_claim(session: Session, claim_id: int, seen: ColumnElement[bool]) -> Claim:
    found = session.scalars(
        select(Claim)
        .join(Claim.award)
        .join(Award.application)
        .options(contains_eager(Claim.award).contains_eager(Award.application))
        .where(Claim.id == claim_id, seen)
    ).first()
    if found is None:
        raise NotFound
    return found


def barred_among(session: Session, actor: Actor, application_ids: Collection[int]) -> bool:
    """Say whether the actor is kept out of one of the applications."""
    clause = and_(Application.id.in_(application_ids), barred(actor))
    return session.scalar(select(exists().where(clause))) is True
