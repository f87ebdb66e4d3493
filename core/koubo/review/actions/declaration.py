"""Declaring conflicts: who has none may read and mark, who has one sees nothing any more."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from koubo.calendar import day_in_japan
from koubo.people.models import Bar
from koubo.people.rules import Actor, BarCause
from koubo.problems import NotFound
from koubo.review.actions.assignment import conflicts_of
from koubo.review.events import event_for_officers
from koubo.review.messages import REVIEW_RECUSED
from koubo.review.models import Review
from koubo.review.panel_models import PanelMember
from koubo.review.policy import select_own
from koubo.review.queries.panel import panel_of, reviewers_of
from koubo.review.queries.stage import call_of, stage_applications, stage_of
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.review.standings import count_sheets
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.storage.outbox import Event
from koubo.storage.unit_of_work import UnitOfWork, Write


def declare(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, review_id: int, *, conflict: str = ""
) -> None:
    """Declare that there is no conflict, or, with its reason, that there is one.

    A conflict that is noticed while marking is declared in the same way.
    """
    declare_all(uow, catalog, actor, {review_id: conflict})


def declare_all(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, conflicts: Mapping[int, str]
) -> None:
    """Declare for several applications of one stage at once; wholly or not at all.

    :param conflicts: by review: the reason for standing aside, empty where there is none
    """
    reviews = _own(uow.session, actor, conflicts)
    call = call_of(uow.session, reviews[0])
    stage = stage_of(catalog.of(call.release), reviews[0].stage_id)
    reasons = _with_known(uow, catalog, call, reviews, conflicts)
    with uow.writing() as write:
        locked = _lock(write, reviews)
        _declare(write, locked, reasons)
        _move_bars(write, actor, locked)
        count_sheets(write, call.id, stage.id, {review.application_id for review in locked})
        _record(write, call, stage, locked)


def _own(session: Session, actor: Actor, conflicts: Mapping[int, str]) -> Sequence[Review]:
    """Give the actor's own reviews of one call and stage; NotFound if any is not theirs."""
    found: Sequence[Review] = session.scalars(
        select_own(actor).where(Review.id.in_(conflicts)).order_by(Review.id)
    ).all()
    places = {(review.panel_member_id, review.stage_id) for review in found}
    if len(found) != len(conflicts) or len(places) != 1:
        raise NotFound
    return found


def _with_known(
    uow: UnitOfWork,
    catalog: Catalog,
    call: Call,
    reviews: Sequence[Review],
    conflicts: Mapping[int, str],
) -> dict[int, str]:
    """Ask the rules again: what they know by now counts whatever was declared."""
    session = uow.session
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, reviews[0].stage_id)
    applications = {one.id: one for one in stage_applications(session, scheme, call.id, stage)}
    members = [one for one in panel_of(session, call.id) if one.id == reviews[0].panel_member_id]
    reviewer = reviewers_of(session, members, day_in_japan(uow.now))[members[0].person_id]
    reasons: dict[int, str] = {}
    for review in reviews:
        application = applications.get(review.application_id)
        if application is None:
            raise NotFound
        known = conflicts_of(catalog, scheme, application, reviewer)
        said = (conflicts[review.id].strip(), known)
        reasons[review.id] = "\n".join(reason for reason in said if reason)
    return reasons


def _lock(write: Write, reviews: Sequence[Review]) -> Sequence[Review]:
    return write.session.scalars(
        select(Review)
        .where(Review.id.in_([review.id for review in reviews]))
        .order_by(Review.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _declare(write: Write, reviews: Sequence[Review], reasons: Mapping[int, str]) -> None:
    """Take every review its step; all without a conflict in one statement."""
    free = [review.id for review in reviews if not reasons[review.id]]
    for review in reviews:
        to = ReviewState.DECLARED if review.id in free else ReviewState.RECUSED
        REVIEW_STEPS.require(review.state, to)
    if free:
        write.session.execute(
            update(Review)
            .where(Review.id.in_(free))
            .values(
                state=ReviewState.DECLARED,
                declared_at=write.now,
                version=Review.version + 1,
            )
        )
    for review in reviews:
        if reason := reasons[review.id]:
            review.state, review.conflict = ReviewState.RECUSED, reason
            review.declared_at = write.now
    write.session.flush()


def _move_bars(write: Write, actor: Actor, reviews: Sequence[Review]) -> None:
    """Lift what hid the applications until now, and hide those with a conflict for good."""
    write.session.execute(
        update(Bar)
        .where(
            Bar.person_id == actor.person_id,
            Bar.application_id.in_([review.application_id for review in reviews]),
            Bar.cause == BarCause.UNDECLARED,
            Bar.lifted_at.is_(None),
        )
        .values(lifted_at=write.now),
        execution_options={"synchronize_session": False},
    )
    write.session.add_all(
        Bar(
            person_id=actor.person_id,
            application_id=review.application_id,
            cause=BarCause.RECUSED,
            set_at=write.now,
        )
        for review in reviews
        if review.state is ReviewState.RECUSED
    )


def _record(write: Write, call: Call, stage: Stage, reviews: Sequence[Review]) -> None:
    recused = [review for review in reviews if review.state is ReviewState.RECUSED]
    for review in reviews:
        told = recused and review is recused[-1]
        write.record(
            "declare_conflict" if review.conflict else "declare_no_conflict",
            review,
            chain=call.chain,
            detail={"application": review.application_id, "conflict": review.conflict},
            event=_told(write, call, stage, recused) if told else None,
        )


def _told(write: Write, call: Call, stage: Stage, recused: Sequence[Review]) -> Event:
    """Tell the officers who stood aside, by the pseudonym, and of how many."""
    member = write.session.get_one(PanelMember, recused[0].panel_member_id)
    return event_for_officers(
        write,
        call,
        stage,
        REVIEW_RECUSED,
        reviewer=member.pseudonym,
        count=str(len(recused)),
    )
