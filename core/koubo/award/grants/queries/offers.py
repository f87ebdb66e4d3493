"""The runners-up of a call in their order, each with the offer that was made last."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.rules import ApplicationState
from koubo.award.decisions.ranks import places_of
from koubo.award.grants.offer_models import RunnerUpOffer
from koubo.award.grants.offer_rules import OfferPhase, phase_on
from koubo.award.models import Decision, DecisionLine
from koubo.award.policy import visible_awards
from koubo.award.rules import DecisionKind, DecisionState
from koubo.people.models import Organisation
from koubo.people.rules import Actor


@dataclass(frozen=True)
class OfferRow:
    """One offer as its readers see it (円)."""

    id: int
    amount: int
    until: date
    phase: OfferPhase
    note: str
    answer_note: str
    version: int


@dataclass(frozen=True)
class RunnerUpRow:
    """One runner-up of a call (円)."""

    application_id: int
    receipt_number: str
    organisation: str
    project: str
    course_id: str
    requested: int
    state: ApplicationState
    rank: int | None
    offer: OfferRow | None
    decision_id: int | None
    """The 繰上げ採択 that is drafted and waits to be released."""


def runner_up_rows(session: Session, actor: Actor, call_id: int, on: date) -> list[RunnerUpRow]:
    """Give a call's runners-up by rank, with those who were moved up; three statements."""
    offered = exists().where(RunnerUpOffer.application_id == Application.id)
    waits = (
        select(DecisionLine.decision_id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            DecisionLine.application_id == Application.id,
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.DRAFTED,
        )
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Application.id,
            Application.receipt_number,
            Organisation.name,
            Application.project_name,
            Application.course_id,
            Application.requested,
            Application.state,
            waits.label("decision_id"),
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            Application.call_id == call_id,
            (Application.state == ApplicationState.RUNNER_UP) | offered,
            visible_awards(actor),
        )
        .order_by(Application.id)
    ).all()
    newest = newest_offers(session, [row.id for row in rows], on)
    places = places_of(session, call_id)
    found = [
        RunnerUpRow(
            row.id,
            row.receipt_number or "",
            row.name,
            row.project_name,
            row.course_id,
            row.requested or 0,
            row.state,
            places[row.id].rank if row.id in places else None,
            newest.get(row.id),
            row.decision_id,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.rank is None, one.rank or 0, one.application_id))


def newest_offer(session: Session, application_id: int, on: date) -> OfferRow | None:
    """Give the offer that an application was made last; None where there is none."""
    return newest_offers(session, [application_id], on).get(application_id)


def newest_offers(session: Session, application_ids: list[int], on: date) -> dict[int, OfferRow]:
    """Give the offer that each application was made last, by application; one statement."""
    offers = session.scalars(
        select(RunnerUpOffer)
        .where(RunnerUpOffer.application_id.in_(application_ids))
        .order_by(RunnerUpOffer.id)
    )
    return {
        one.application_id: OfferRow(
            one.id,
            one.amount,
            one.until,
            phase_on(one.answer, one.until, on),
            one.note,
            one.answer_note,
            one.version,
        )
        for one in offers
    }
