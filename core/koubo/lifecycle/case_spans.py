"""One application from the first draft to the settlement, as spans of time: who waits for whom."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.rules import ENDED_UNPAID, AwardState, DecisionState, Outcome
from koubo.calendar import start_of_day
from koubo.people.history import steps_of
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.rules import Conclusion
from koubo.schemes.forms import FilingKind
from koubo.schemes.review_words import Stage


class Holder(StrEnum):
    """In whose hands an application is, so that the others wait."""

    ORGANISATION = "organisation"
    OFFICE = "office"
    PANEL = "panel"


class Part(StrEnum):
    """What is done meanwhile."""

    WRITING = "writing"
    CHECKING = "checking"
    CORRECTING = "correcting"
    REVIEWING = "reviewing"
    DECIDING = "deciding"
    APPLYING = "applying"
    GRANTING = "granting"
    CARRYING_OUT = "carrying_out"
    SETTLING = "settling"
    CLOSING = "closing"


HOLDERS = {
    Part.WRITING: Holder.ORGANISATION,
    Part.CHECKING: Holder.OFFICE,
    Part.CORRECTING: Holder.ORGANISATION,
    Part.REVIEWING: Holder.PANEL,
    Part.DECIDING: Holder.OFFICE,
    Part.APPLYING: Holder.ORGANISATION,
    Part.GRANTING: Holder.OFFICE,
    Part.CARRYING_OUT: Holder.ORGANISATION,
    Part.SETTLING: Holder.OFFICE,
    Part.CLOSING: Holder.OFFICE,
}
OF_FILINGS = {
    ("file_participation", FilingKind.PARTICIPATION): Part.CHECKING,
    ("accept_participation", FilingKind.PARTICIPATION): Part.WRITING,
    ("file_proposal", FilingKind.PROPOSAL): Part.CHECKING,
    ("record_paper", FilingKind.PROPOSAL): Part.CHECKING,
    ("ask_correction", FilingKind.PROPOSAL): Part.CORRECTING,
    ("file_grant_application", FilingKind.GRANT_APPLICATION): Part.GRANTING,
    ("ask_correction", FilingKind.GRANT_APPLICATION): Part.CORRECTING,
    ("file_report", FilingKind.REPORT): Part.SETTLING,
    ("ask_correction", FilingKind.REPORT): Part.CORRECTING,
}
"""What follows a step about a document."""
OF_OUTCOMES = {
    Outcome.GRANTED: Part.CARRYING_OUT,
    Outcome.GRANT_REFUSED: None,
    Outcome.SETTLED: Part.CLOSING,
    Outcome.REVOKED: Part.CLOSING,
}
"""What follows a decision about an award."""
OF_SELECTION = (
    Outcome.SELECTED,
    Outcome.RUNNER_UP,
    Outcome.NOT_SELECTED,
    Outcome.INELIGIBLE,
)
ENDS = frozenset({"find_ineligible", "withdraw", "discard_draft"})
OF_PROPOSAL = (FilingKind.PARTICIPATION, FilingKind.PROPOSAL)


@dataclass(frozen=True)
class Span:
    """One part of a case, from a moment to another; to None while it lasts."""

    part: Part
    holder: Holder
    begins: datetime
    ends: datetime | None
    number: int = 0
    """Which award (1, 2 …) it is about; 0: the application itself."""


@dataclass(frozen=True)
class Turn:
    """A moment at which a case, or one award of it, goes into other hands; part None: its end."""

    at: datetime
    part: Part | None
    number: int = 0


@dataclass(frozen=True)
class _Award:
    """What the turns of an award ask of it."""

    id: int
    number: int
    state: AwardState
    ended_on: date | None
    first: Part
    """What it begins with: a document is asked for, unless the proposal doubles as it."""


def spans_of(session: Session, application: Application, stages: Sequence[Stage]) -> list[Span]:
    """Give the spans of an application that the actor was shown, in their order; five statements.

    :param stages: those that judge it
    """
    rows = session.execute(
        select(Filing.id, Filing.kind, Filing.number).where(Filing.application_id == application.id)
    )
    filings = {row.id: (row.kind, row.number) for row in rows}
    awards = _awards(session, application.id)
    turns = [Turn(application.created_at, Part.WRITING)]
    turns += _steps(session, application.id, filings, awards, is_judged=bool(stages))
    turns += _concluded(session, application.id)
    turns += _decided(session, application.id, awards)
    turns += [
        Turn(start_of_day(one.ended_on), None, one.number)
        for one in awards
        if one.state in ENDED_UNPAID and one.ended_on
    ]
    numbers = sorted({one.number for one in turns})
    found = [span for number in numbers for span in _spans(turns, number)]
    return sorted(found, key=lambda one: (one.begins, one.number))


def as_told(spans: Sequence[Span]) -> list[Span]:
    """Give the spans as the organisation may read them: not when its panel came to an end."""
    told: list[Span] = []
    for one in spans:
        if one.part is Part.DECIDING and told and told[-1].part is Part.REVIEWING:
            told[-1] = replace(told[-1], ends=one.ends)
        else:
            told.append(one)
    return told


def _spans(turns: Sequence[Turn], number: int) -> Iterator[Span]:
    """Join the turns of the application, or of one award, to spans; the last may still last."""
    mine = sorted((one for one in turns if one.number == number), key=lambda one: one.at)
    joined: list[Turn] = []
    for one in mine:
        if not joined or one.part != joined[-1].part:
            joined.append(one)
    for place, one in enumerate(joined):
        following = joined[place + 1].at if place + 1 < len(joined) else None
        if one.part is not None and one.at != following:
            yield Span(one.part, HOLDERS[one.part], one.at, following, number)


def _awards(session: Session, application_id: int) -> list[_Award]:
    rows = session.execute(
        select(Award.id, Award.number, Award.state, Award.ended_on, Filing.kind)
        .outerjoin(Filing, Filing.id == Award.filing_id)
        .where(Award.application_id == application_id)
    )
    doubles = FilingKind.PROPOSAL
    return [
        _Award(*row[:4], first=Part.GRANTING if row.kind == doubles else Part.APPLYING)
        for row in rows
    ]


def _steps(
    session: Session,
    application_id: int,
    filings: Mapping[int, tuple[FilingKind, int]],
    awards: Sequence[_Award],
    *,
    is_judged: bool,
) -> Iterator[Turn]:
    numbers = {one.id: one.number for one in awards}
    subjects = {Application: [application_id], Filing: [*filings], Award: [*numbers]}
    for step in steps_of(session, subjects):
        if step.verb == "accept":
            yield Turn(step.at, Part.REVIEWING if is_judged else Part.DECIDING)
        elif step.verb in ENDS:
            yield Turn(step.at, None)
        elif step.verb == "add_award":
            yield Turn(step.at, Part.APPLYING, numbers[step.subject_id])
        elif step.verb == "close_award":
            yield Turn(step.at, None, numbers[step.subject_id])
        elif step.subject_kind == Filing.__tablename__:
            kind, number = filings[step.subject_id]
            if part := OF_FILINGS.get((step.verb, kind)):
                yield Turn(step.at, part, 0 if kind in OF_PROPOSAL else number)


def _concluded(session: Session, application_id: int) -> Iterator[Turn]:
    """Give when its panel was done with it."""
    rows = session.scalars(
        select(Recommendation.recorded_at)
        .join(RecommendationLine, RecommendationLine.recommendation_id == Recommendation.id)
        .where(
            RecommendationLine.application_id == application_id,
            RecommendationLine.conclusion != Conclusion.ADVANCE,
        )
    )
    for at in rows:
        yield Turn(at, Part.DECIDING)


def _decided(session: Session, application_id: int, awards: Sequence[_Award]) -> Iterator[Turn]:
    """Give what the city's decisions led to."""
    rows = session.execute(
        select(Decision.released_at, DecisionLine.outcome, Award.number)
        .join(DecisionLine, DecisionLine.decision_id == Decision.id)
        .outerjoin(Award, Award.id == DecisionLine.award_id)
        .where(
            DecisionLine.application_id == application_id,
            Decision.state == DecisionState.RELEASED,
        )
    )
    for at, outcome, number in rows:
        if at is None:  # the constraint `released_by_somebody` knows of no such row
            continue
        if outcome in OF_SELECTION:
            yield Turn(at, None)
        if outcome is Outcome.SELECTED:
            yield from (Turn(at, one.first, 1) for one in awards if one.number == 1)
        elif outcome in OF_OUTCOMES and number is not None:
            yield Turn(at, OF_OUTCOMES[outcome], number)
