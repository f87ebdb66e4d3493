"""Taking somebody out of an application, or back: asked of the rules first, then written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from koubo.applications.policy import load_for_staff
from koubo.people.models import Bar
from koubo.people.rules import Actor, BarCause
from koubo.problems import NotFound, Refused
from koubo.review.marking_time import marking_time
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.review.panels.rules import ConflictSource
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.review.rescoring import Rescored, keep_scores, scores_with
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.review.standings import count_sheets, count_up
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write

NOT_NOW = (
    "この委員の審査票は、審査から外せる状態ではありません。"
    "審査会の結論を記録した段階の結果は、ここからは変わりません。"
)


@dataclass(frozen=True)
class Turning:
    """A member's sheets for one application that go to another state, scored beforehand."""

    member_id: int
    application_id: int
    reviews: tuple[int, ...]
    scored: Mapping[str, Mapping[int, Rescored]]
    """By stage."""


def turning(
    session: Session,
    catalog: Catalog,
    call: Call,
    member_id: int,
    application_id: int,
    to: ReviewState,
) -> Turning:
    """Give the sheets that may go to a state, in the stages that are not concluded."""
    found = session.scalars(
        select(Review)
        .where(Review.panel_member_id == member_id, Review.application_id == application_id)
        .order_by(Review.id)
    ).all()
    going = [
        one
        for one in found
        if to in REVIEW_STEPS.onward.get(one.state, frozenset())
        and not marking_time(session, call.id, one.stage_id).is_concluded
    ]
    scheme = catalog.of(call.release)
    scored = {
        one.stage_id: scores_with(
            session,
            catalog,
            call,
            stage_of(scheme, one.stage_id),
            {one.id: (application_id, to)},
        )
        for one in going
    }
    return Turning(member_id, application_id, tuple(one.id for one in going), scored)


def recusing(
    session: Session, catalog: Catalog, call: Call, member_id: int, application_id: int
) -> Turning:
    """Give what taking a member out of an application turns; Refused where it turns nothing."""
    found = turning(session, catalog, call, member_id, application_id, ReviewState.RECUSED)
    if not found.reviews:
        raise Refused(NOT_NOW)
    return found


def recuse(write: Write, call: Call, found: Turning, reason: str) -> None:
    """Take a member out of an application, on an officer's word."""
    member = write.session.get_one(PanelMember, found.member_id)
    reviews = lock_open(write, call, found)
    for review in reviews:
        REVIEW_STEPS.require(review.state, ReviewState.RECUSED)
        review.state, review.conflict = ReviewState.RECUSED, reason
        review.conflict_source = ConflictSource.OFFICER
    set_bar(write, member.person_id, found.application_id, BarCause.RECUSED)
    count(write, call, reviews, found)
    for review in reviews:
        write.record(
            "recuse_reviewer",
            review,
            chain=call.chain,
            detail={
                "application": found.application_id,
                "reviewer": member.pseudonym,
                "conflict": reason,
            },
        )


def lock_open(write: Write, call: Call, found: Turning) -> list[Review]:
    """Give the sheets that turn, locked; Refused where a stage was concluded since they were asked."""
    reviews = [write.lock(Review, one) for one in found.reviews]
    for stage_id in sorted({one.stage_id for one in reviews}):
        if marking_time(write.session, call.id, stage_id).is_concluded:
            raise Refused(NOT_NOW)
    return reviews


def count(write: Write, call: Call, reviews: Sequence[Review], found: Turning) -> None:
    """Count anew what the sheets come to."""
    write.session.flush()
    for review in reviews:
        count_sheets(write, call.id, review.stage_id, {review.application_id})
    for stage_id, scored in found.scored.items():
        keep_scores(write, call.id, stage_id, scored)
        count_up(write, call.id, stage_id)


def set_bar(write: Write, person_id: int, application_id: int, cause: BarCause) -> None:
    """Hide an application from a person, unless it is hidden for that already."""
    standing = select(Bar.id).where(
        Bar.person_id == person_id,
        Bar.application_id == application_id,
        Bar.cause == cause,
        Bar.lifted_at.is_(None),
    )
    if write.session.scalar(standing.limit(1)) is None:
        write.session.execute(
            insert(Bar).values(
                person_id=person_id, application_id=application_id, cause=cause, set_at=write.now
            )
        )


def load_sheet(uow: UnitOfWork, actor: Actor, call_id: int, review_id: int) -> tuple[Call, Review]:
    """Give a sheet of the call, of an application that the officer may see; NotFound for others."""
    call = load_reviewed_call(uow.session, actor, call_id)
    review = uow.session.get(Review, review_id)
    if review is None:
        raise NotFound
    if load_for_staff(uow.session, actor, review.application_id).call_id != call_id:
        raise NotFound
    return call, review
