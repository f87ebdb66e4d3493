"""What waits for an officer about 交付 beside decisions; two statements."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.offer_models import RunnerUpOffer
from koubo.award.offer_rules import OfferAnswer
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState, DecisionKind, DecisionState
from koubo.people.rules import Actor
from koubo.schemes.models import Call

SHOWN = 50


@dataclass(frozen=True)
class WaitingGrants:
    """How many awards are overdue, and by id what was asked and who took an offer."""

    overdue: int
    asked: tuple[tuple[int, str], ...]
    """Awards whose grantee asked to take the 交付申請 back, with the project."""
    accepted: tuple[tuple[int, str], ...]
    """Calls with runners-up who said yes and are in no decision yet, with the title."""


def waiting_grants(session: Session, actor: Actor, on: date) -> WaitingGrants:
    """Give what waits on a day (JST), of what the actor may see."""
    overdue = and_(Award.state == AwardState.CANDIDATE, Award.apply_by < on)
    asked = and_(Award.state == AwardState.GRANTED, Award.withdrawal_asked_on.is_not(None))
    rows = session.execute(
        select(Award.id, Award.state, Application.project_name)
        .join(Application, Application.id == Award.application_id)
        .where(or_(overdue, asked), visible_awards(actor))
        .order_by(Award.id)
        .limit(SHOWN)
    ).all()
    return WaitingGrants(
        sum(row.state is AwardState.CANDIDATE for row in rows),
        tuple((row.id, row.project_name) for row in rows if row.state is AwardState.GRANTED),
        _accepted(session, actor),
    )


def _accepted(session: Session, actor: Actor) -> tuple[tuple[int, str], ...]:
    drafted = exists().where(
        DecisionLine.application_id == Application.id,
        DecisionLine.decision_id == Decision.id,
        Decision.kind == DecisionKind.SELECTION,
        Decision.state == DecisionState.DRAFTED,
    )
    rows = session.execute(
        select(Call.id, Call.title)
        .join(Application, Application.call_id == Call.id)
        .join(RunnerUpOffer, RunnerUpOffer.application_id == Application.id)
        .where(
            RunnerUpOffer.answer == OfferAnswer.ACCEPTED,
            Application.state == ApplicationState.RUNNER_UP,
            visible_awards(actor),
            ~drafted,
        )
        .group_by(Call.id, Call.title)
        .order_by(Call.id)
        .limit(SHOWN)
    )
    return tuple((call_id, title) for call_id, title in rows)
