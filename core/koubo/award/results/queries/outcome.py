"""What became of one application after its review, for the page that shows the application."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, exists, func
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.policy import visible_awards, visible_decisions
from koubo.award.rules import AwardState, DecisionKind, DecisionState
from koubo.people.rules import Actor
from koubo.review.models import Standing
from koubo.review.policy import runs_whole_review
from koubo.schemes.models import Call
from koubo.storage.waiting import ONE, Rows, gather, waits

# What counts nothing is left out when rows are gathered: a draft and an award of 0 yen count too.
DRAFTED, RELEASED = 1, 2


@dataclass(frozen=True)
class DecidedOnIt:
    """A decision about the application; ``issued_on`` is None until its 決裁 came back."""

    id: int
    kind: DecisionKind
    document_number: str
    released: bool
    issued_on: date | None


@dataclass(frozen=True)
class MoneyForIt:
    """One award of the application (円): granted, or adopted where nothing is granted yet."""

    id: int
    state: AwardState
    fiscal_year: int
    granted: bool
    amount: int


@dataclass(frozen=True)
class BecameOfIt:
    """What staff may see of an application's end; empty where it has none, or none for them."""

    stages: tuple[str, ...]
    """The stages in which it was marked, by their names within the file."""
    decisions: tuple[DecidedOnIt, ...]
    awards: tuple[MoneyForIt, ...]


def became_of(session: Session, actor: Actor, application_id: int) -> BecameOfIt:
    """Give what became of an application that the actor was shown; one statement."""
    found = gather(
        session,
        {
            "stages": _stages(actor, application_id),
            "decisions": _decisions(actor, application_id),
            "awards": _awards(actor, application_id),
        },
    )
    return BecameOfIt(
        tuple(one.words for one in found.get("stages", ())),
        tuple(
            DecidedOnIt(
                one.number, DecisionKind(one.words), one.note, one.count == RELEASED, one.on
            )
            for one in found.get("decisions", ())
        ),
        tuple(
            MoneyForIt(
                one.number, AwardState(one.words), int(one.note), one.on is not None, one.count - 1
            )
            for one in found.get("awards", ())
        ),
    )


def _stages(actor: Actor, application_id: int) -> Rows:
    asked = waits(number=Standing.id, words=Standing.stage_id, count=ONE)
    return asked.join(Call, Call.id == Standing.call_id).where(
        Standing.application_id == application_id,
        Standing.sheets_in > 0,
        runs_whole_review(actor),
    )


def _decisions(actor: Actor, application_id: int) -> Rows:
    asked = waits(
        number=Decision.id,
        words=Decision.kind,
        note=Decision.document_number,
        count=case((Decision.state == DecisionState.RELEASED, RELEASED), else_=DRAFTED),
        on=Decision.issued_on,
    )
    about = exists().where(
        DecisionLine.decision_id == Decision.id, DecisionLine.application_id == application_id
    )
    stands = Decision.state != DecisionState.DROPPED
    return asked.where(about, stands, visible_decisions(actor))


def _awards(actor: Actor, application_id: int) -> Rows:
    asked = waits(
        number=Award.id,
        words=Award.state,
        note=Award.fiscal_year,
        count=func.coalesce(Award.awarded, Award.adopted, 0) + 1,
        on=Award.granted_on,
    )
    shown = asked.join(Application, Application.id == Award.application_id)
    return shown.where(Award.application_id == application_id, visible_awards(actor))
