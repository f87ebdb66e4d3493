"""The days of a call, in their order: what was, what is under way, what is planned (JST)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Correction, Filing
from koubo.applications.policy import visible_to_staff
from koubo.award.models import Decision
from koubo.award.policy import visible_decisions
from koubo.award.rules import DecisionKind, DecisionState
from koubo.calendar import day_in_japan
from koubo.people.rules import Actor, SeatKind, require
from koubo.review.conclusion_models import Recommendation
from koubo.review.days.models import PresentationDay
from koubo.review.models import StageTerms
from koubo.schemes.eligibility.case import Gate
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage


class Happens(StrEnum):
    """What happens on the days of a call."""

    PUBLISHED = "published"
    GATE = "gate"
    RECEIVING = "receiving"
    CORRECTION = "correction"
    SHEETS_DUE = "sheets_due"
    PRESENTATION = "presentation"
    CONCLUSION = "conclusion"
    RESULTS = "results"
    GRANTS = "grants"
    SETTLEMENTS = "settlements"


@dataclass(frozen=True)
class CallDay:
    """One thing that happens in a call, on a day or from one day to another."""

    happens: Happens
    begins: date
    ends: date
    """The same as `begins` where it is one day."""
    of: str = ""
    """The title of the stage or the name of the gate that it is about."""


OF_DECISIONS = {
    DecisionKind.SELECTION: Happens.RESULTS,
    DecisionKind.GRANT: Happens.GRANTS,
    DecisionKind.SETTLEMENT: Happens.SETTLEMENTS,
}


def days_of(session: Session, actor: Actor, call: Call, stages: Sequence[Stage]) -> list[CallDay]:
    """Give the days of a call that the actor was shown, the earliest first; five statements.

    :param stages: those of its scheme; what another one left behind is not told
    """
    require(actor, SeatKind.OFFICER)
    found = [*_planned(call), *_of_review(session, call.id, stages)]
    found += _corrections(session, actor, call.id)
    found += _decisions(session, actor, call.id)
    order = list(Happens)
    return sorted(found, key=lambda one: (one.begins, one.ends, order.index(one.happens)))


def _planned(call: Call) -> Iterator[CallDay]:
    if call.published_at:
        published = day_in_japan(call.published_at)
        yield CallDay(Happens.PUBLISHED, published, published)
    for gate, at in call.gates.items():
        yield CallDay(Happens.GATE, day_in_japan(at), day_in_japan(at), Gate(gate).value)
    opens, closes = day_in_japan(call.opens_at), day_in_japan(call.closes_at)
    yield CallDay(Happens.RECEIVING, opens, closes)


def _of_review(session: Session, call_id: int, stages: Sequence[Stage]) -> Iterator[CallDay]:
    titles = {one.id: one.title for one in stages}
    due = session.execute(
        select(StageTerms.stage_id, StageTerms.due_at).where(
            StageTerms.call_id == call_id, StageTerms.due_at.is_not(None)
        )
    )
    heard = session.execute(
        select(PresentationDay.stage_id, PresentationDay.held_on).where(
            PresentationDay.call_id == call_id
        )
    )
    concluded = session.execute(
        select(Recommendation.stage_id, Recommendation.concluded_on).where(
            Recommendation.call_id == call_id
        )
    )
    days = [
        *((Happens.SHEETS_DUE, stage, day_in_japan(at)) for stage, at in due if at is not None),
        *((Happens.PRESENTATION, stage, on) for stage, on in heard),
        *((Happens.CONCLUSION, stage, on) for stage, on in concluded),
    ]
    for happens, stage_id, on in days:
        if stage_id in titles:
            yield CallDay(happens, on, on, titles[stage_id])


def _corrections(session: Session, actor: Actor, call_id: int) -> Iterator[CallDay]:
    """Give from when to when proposals were, or are to be, mended."""
    first, last = session.execute(
        select(func.min(Correction.asked_at), func.max(Correction.due_on))
        .join(Filing, Filing.id == Correction.filing_id)
        .join(Application, Application.id == Filing.application_id)
        .where(
            Application.call_id == call_id,
            Filing.kind == FilingKind.PROPOSAL,
            visible_to_staff(actor),
        )
    ).one()
    if first is not None:
        begins = day_in_japan(first)
        yield CallDay(Happens.CORRECTION, begins, max(begins, last))


def _decisions(session: Session, actor: Actor, call_id: int) -> Iterator[CallDay]:
    """Give the days on which letters went out, from the first to the last of each kind."""
    rows = session.execute(
        select(Decision.kind, func.min(Decision.issued_on), func.max(Decision.issued_on))
        .where(
            Decision.call_id == call_id,
            Decision.state == DecisionState.RELEASED,
            Decision.kind.in_(OF_DECISIONS),
            visible_decisions(actor),
        )
        .group_by(Decision.kind)
    )
    for kind, first, last in rows:
        if first is not None and last is not None:
            yield CallDay(OF_DECISIONS[kind], first, last)
