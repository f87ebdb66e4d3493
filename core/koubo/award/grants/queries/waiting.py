"""What waits for an officer about 交付 beside decisions, each as rows to be gathered with others."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.grants.offer_models import RunnerUpOffer
from koubo.award.grants.offer_rules import OfferAnswer
from koubo.award.models import Award, Claim, Decision, DecisionLine
from koubo.award.payments.claim_rules import OPEN_CLAIMS
from koubo.award.policy import visible_awards
from koubo.award.rules import AwardState, DecisionKind, DecisionState
from koubo.people.rules import Actor
from koubo.schemes.models import Call
from koubo.storage.waiting import ONE, Rows, first, waits

SHOWN = 50


def overdue_awards(actor: Actor, on: date) -> Rows:
    """Ask how many awards nobody applied for in time."""
    return _awards(actor, and_(Award.state == AwardState.CANDIDATE, Award.apply_by < on))


def applications_due(actor: Actor, today: date, until: date) -> Rows:
    """Ask how many 交付申請 are due on the days from today until a day, by call."""
    return (
        waits(number=Application.call_id, on=Award.apply_by)
        .join_from(Award, Application, Application.id == Award.application_id)
        .where(
            Award.state == AwardState.CANDIDATE,
            Award.apply_by.between(today, until),
            visible_awards(actor),
        )
        .group_by(Application.call_id, Award.apply_by)
    )


def withdrawals_asked(actor: Actor) -> Rows:
    """Ask for the awards whose grantee wants to take the 交付申請 back; the words are the project's."""
    rows = (
        waits(number=Award.id, words=Application.project_name, count=ONE)
        .join_from(Award, Application, Application.id == Award.application_id)
        .where(
            Award.state == AwardState.GRANTED,
            Award.withdrawal_asked_on.is_not(None),
            visible_awards(actor),
        )
        .order_by(Award.id)
    )
    return first(rows, SHOWN)


def offers_accepted(actor: Actor) -> Rows:
    """Ask for the calls, with their titles, whose runners-up said yes and are in no decision yet."""
    drafted = exists().where(
        DecisionLine.application_id == Application.id,
        DecisionLine.decision_id == Decision.id,
        Decision.kind == DecisionKind.SELECTION,
        Decision.state == DecisionState.DRAFTED,
    )
    return (
        waits(number=Call.id, words=Call.title)
        .join_from(Call, Application, Application.call_id == Call.id)
        .join(RunnerUpOffer, RunnerUpOffer.application_id == Application.id)
        .where(
            RunnerUpOffer.answer == OfferAnswer.ACCEPTED,
            Application.state == ApplicationState.RUNNER_UP,
            visible_awards(actor),
            ~drafted,
        )
        .group_by(Call.id, Call.title)
    )


def claims_open(actor: Actor) -> Rows:
    """Ask how many bills are not paid yet."""
    return (
        waits()
        .join_from(Claim, Award, Award.id == Claim.award_id)
        .join(Application, Application.id == Award.application_id)
        .where(visible_awards(actor), Claim.state.in_(OPEN_CLAIMS))
    )


def _awards(actor: Actor, clause: ColumnElement[bool]) -> Rows:
    return (
        waits()
        .join_from(Award, Application, Application.id == Award.application_id)
        .where(clause, visible_awards(actor))
    )
