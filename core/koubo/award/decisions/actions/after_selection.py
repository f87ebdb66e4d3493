"""What the release of a selection sets going: days for the 交付申請書, offers at the cut line."""

from collections.abc import Sequence

from sqlalchemy import select

from koubo.applications.models import Application
from koubo.award.decisions.actions.release import Effect, Release, release
from koubo.award.decisions.ranks import places_of
from koubo.award.grants.actions.offers import add_offer
from koubo.award.grants.money_left import money_left
from koubo.award.grants.offer_rules import apply_until
from koubo.award.models import Award
from koubo.award.rules import AwardState, DecisionKind, Outcome
from koubo.calendar import day_in_japan
from koubo.papers.letters import Press
from koubo.people.rules import Actor
from koubo.schemes.catalog import Catalog
from koubo.storage.unit_of_work import UnitOfWork


def release_selected(
    uow: UnitOfWork,
    catalog: Catalog,
    press: Press,
    actor: Actor,
    decision_id: int,
    *,
    version: int,
    take: Effect,
) -> None:
    """Issue a decision that selects, and set going what follows from it, in one transaction.

    :param take: what the decision does to its applications
    """

    def effect(under_way: Release) -> Sequence[Application]:
        told = tuple(take(under_way))
        set_going(under_way, catalog, actor)
        return told

    release(
        uow,
        catalog,
        press,
        actor,
        decision_id,
        kind=DecisionKind.SELECTION,
        version=version,
        effect=effect,
    )


def set_going(under_way: Release, catalog: Catalog, actor: Actor) -> None:
    """Set the days for 交付申請, and offer what is left to the runners-up whom a day was named.

    The offers go by rank; each is bounded by what is free after the ones before it.
    """
    _set_apply_by(under_way, catalog)
    _offer(under_way, actor)


def _set_apply_by(under_way: Release, catalog: Catalog) -> None:
    until = apply_until(catalog.of(under_way.call.release), under_way.issued_on)
    if until is None:
        return
    session = under_way.write.session
    session.flush()
    selected = [one.application_id for one in under_way.lines if one.outcome is Outcome.SELECTED]
    found = session.scalars(
        select(Award).where(Award.application_id.in_(selected), Award.state == AwardState.CANDIDATE)
    )
    for award in found:
        award.apply_by = until


def _offer(under_way: Release, actor: Actor) -> None:
    write, call = under_way.write, under_way.call
    today = day_in_japan(write.now)
    named = {
        one.application_id: one.offered_until
        for one in under_way.lines
        if one.outcome is Outcome.RUNNER_UP
        and one.offered_until is not None
        and one.offered_until > today
    }
    if not named:
        return
    write.session.flush()
    places = places_of(write.session, call.id)
    ranked = sorted((places[one].rank or len(places), one) for one in named if one in places)
    for _, application_id in ranked:
        application = write.session.get_one(Application, application_id)
        money = money_left(write.session, call.id, call.budget, today)
        amount = min(places[application_id].amount, money.left_for(application.course_id))
        until = named[application_id]
        if amount > 0 and until is not None:
            add_offer(write, actor, application, amount=amount, until=until, note="")
            write.session.flush()
