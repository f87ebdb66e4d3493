"""繰上げ採択: the runner-up who took an offer is selected, by a decision of its own."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import load_for_staff
from koubo.applications.rules import APPLICATION_STEPS, ApplicationState
from koubo.award.decisions.actions.after_selection import release_selected
from koubo.award.decisions.actions.decisions import (
    DraftLine,
    add_decision,
    found_in_kessai,
    refuse_kept_out,
)
from koubo.award.decisions.actions.release import Release
from koubo.award.decisions.handed_in import proposal_filings
from koubo.award.decisions.ranks import places_of
from koubo.award.grants.actions.offers import offers_of
from koubo.award.grants.offer_models import RunnerUpOffer
from koubo.award.grants.offer_rules import OfferAnswer
from koubo.award.models import Award, Decision, DecisionLine
from koubo.award.rules import AwardState, DecisionKind, DecisionState, Kessai, Outcome
from koubo.calendar import day_in_japan, format_date
from koubo.money import Line, Working, format_yen
from koubo.papers.letters import Press
from koubo.people.rules import Actor, SeatKind, require
from koubo.problems import Problems, Refused
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.unit_of_work import UnitOfWork

NOT_TAKEN = "この団体は、案内を受けると回答していません。回答があってから起案してください。"


def draft_promotion(
    uow: UnitOfWork,
    actor: Actor,
    application_id: int,
    *,
    conditions: str = "",
    kessai: Kessai | None = None,
) -> int:
    """Draft the 採択 of a runner-up who took an offer, and give the decision's id.

    The sum is the one that was offered.
    """
    require(actor, SeatKind.OFFICER)
    application = load_for_staff(uow.session, actor, application_id)
    refuse_kept_out(uow.session, actor, [application_id])
    call_id = application.call_id
    offer = _taken_offer(uow.session, application)
    _refuse_in_draft(uow.session, application_id)
    if problems := found_in_kessai(uow, kessai):
        raise Problems(problems)
    documents = proposal_filings(uow.session, [application_id])
    line = replace(_line(offer, conditions), filing_id=documents[application_id])
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        application = write.lock(Application, application_id)
        _taken_offer(write.session, application)
        _refuse_in_draft(write.session, application_id)
        return add_decision(write, actor, call, DecisionKind.SELECTION, kessai, [line]).id


def _taken_offer(session: Session, application: Application) -> RunnerUpOffer:
    if (
        application.call.state is not CallState.DECIDED
        or application.state is not ApplicationState.RUNNER_UP
    ):
        raise Refused("次点の応募だけを繰り上げて採択できます。")
    offer = next(iter(offers_of(session, application.id)), None)
    if offer is None or offer.answer is not OfferAnswer.ACCEPTED:
        raise Refused(NOT_TAKEN)
    return offer


def _refuse_in_draft(session: Session, application_id: int) -> None:
    drafted = session.scalars(
        select(DecisionLine.id)
        .join(Decision, Decision.id == DecisionLine.decision_id)
        .where(
            DecisionLine.application_id == application_id,
            Decision.kind == DecisionKind.SELECTION,
            Decision.state == DecisionState.DRAFTED,
        )
    ).first()
    if drafted is not None:
        raise Refused("この団体の繰上げ採択は、すでに起案されて施行を待っています。")


def _line(offer: RunnerUpOffer, conditions: str) -> DraftLine:
    answered = f"{format_date(day_in_japan(offer.answered_at))}に" if offer.answered_at else ""
    told = (
        f"繰上げ採択：{format_date(day_in_japan(offer.offered_at))}に案内した"
        f" {format_yen(offer.amount)}を、{answered}受けると回答"
    )
    return DraftLine(
        application_id=offer.application_id,
        award_id=None,
        outcome=Outcome.SELECTED,
        amount=offer.amount,
        working=Working((Line(told),)),
        conditions=conditions,
    )


def release_promotion(
    uow: UnitOfWork, catalog: Catalog, press: Press, actor: Actor, decision_id: int, *, version: int
) -> None:
    """Issue a 繰上げ採択: the application is selected and becomes a candidate for money."""
    release_selected(uow, catalog, press, actor, decision_id, version=version, take=_promote)


def _promote(under_way: Release) -> list[Application]:
    write, call = under_way.write, under_way.call
    places = places_of(write.session, call.id)
    promoted = []
    for line in under_way.lines:
        application = write.lock(Application, line.application_id)
        offer = _taken_offer(write.session, application)
        if line.amount != offer.amount:
            raise Refused("起案の後に案内が変わりました。取りやめて、起案し直してください。")
        APPLICATION_STEPS.require(application.state, ApplicationState.SELECTED)
        application.state = ApplicationState.SELECTED
        application.adopted = line.amount
        place = places.get(application.id)
        application.recommended = place.amount if place else None
        award = Award(
            application_id=application.id,
            number=1,
            fiscal_year=call.fiscal_year,
            state=AwardState.CANDIDATE,
            recommended=application.recommended,
            adopted=line.amount,
        )
        write.session.add(award)
        promoted.append(application)
    return promoted
