"""Declaring conflicts: who has none may read and mark, who has one sees nothing any more."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from koubo.people.models import Bar
from koubo.people.rules import Actor, BarCause
from koubo.problems import NotFound, Refused
from koubo.review.declared_words import Word, require_explained, words_of
from koubo.review.events import event_for_officers
from koubo.review.marking_time import marking_time
from koubo.review.messages import REVIEW_RECUSED
from koubo.review.models import Review
from koubo.review.panels.giving import keep_signs
from koubo.review.panels.models import ConflictSign, PanelMember
from koubo.review.policy import select_own
from koubo.review.queries.stage import call_of, stage_of
from koubo.review.rescoring import keep_scores, scores_with
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.review.standings import count_sheets
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.storage.outbox import Event
from koubo.storage.unit_of_work import UnitOfWork, Write

DECLARED_ALREADY = "利害関係の申告は済んでいます。画面を読み込み直してください。"
TOO_LATE = (
    "この段階は審査会の結論が記録されているため、ここからは申告できません。"
    "すぐに事務局へ連絡してください。"
)


def declare(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    review_id: int,
    *,
    conflict: str = "",
    explained: str = "",
) -> None:
    """Declare that there is no conflict, or, with its reason, that there is one.

    A conflict that is noticed while marking, or after the sheet was handed in, is declared in the
    same way; the sheet then counts no more.
    """
    declare_all(uow, catalog, actor, {review_id: conflict}, {review_id: explained})


def declare_all(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    conflicts: Mapping[int, str],
    explained: Mapping[int, str] | None = None,
) -> None:
    """Declare for several applications of one stage at once; wholly or not at all.

    :param conflicts: by review: the reason for standing aside, empty where there is none
    :param explained: by review: why a sign (要確認) is no conflict, such as another of that name
    :raises Problems: with a field ``explained-<review>`` for each sign that is not explained
    """
    reviews = _own(uow.session, actor, conflicts)
    record_declared(uow, catalog, actor.person_id, reviews, conflicts, explained or {})


def record_declared(
    uow: UnitOfWork,
    catalog: Catalog,
    person_id: int,
    reviews: Sequence[Review],
    conflicts: Mapping[int, str],
    explained: Mapping[int, str],
    *,
    how: Mapping[str, str] | None = None,
) -> None:
    """Record what a reviewer declared of their reviews in one stage, be it said on paper.

    Whether the actor may record it is for the caller to ask first.

    :param person_id: the reviewer's
    :param how: what history tells beside it, such as the day on the paper
    """
    call = call_of(uow.session, reviews[0])
    stage = stage_of(catalog.of(call.release), reviews[0].stage_id)
    _refuse_late(uow.session, call, stage, reviews)
    words = words_of(uow, catalog, call, stage, reviews, conflicts, explained)
    require_explained(words)
    scored = scores_with(
        uow.session,
        catalog,
        call,
        stage,
        {
            one.id: (one.application_id, ReviewState.RECUSED)
            for one in reviews
            if words[one.id].to is ReviewState.RECUSED
        },
    )
    with uow.writing() as write:
        locked = _lock(write, reviews)
        _refuse_late(write.session, call, stage, locked)
        _declare(write, locked, words)
        _move_bars(write, person_id, locked)
        _keep_explained(write, locked, words)
        count_sheets(write, call.id, stage.id, {review.application_id for review in locked})
        keep_scores(write, call.id, stage.id, scored)
        _record(write, call, stage, locked, words, how or {})


def _own(session: Session, actor: Actor, conflicts: Mapping[int, str]) -> Sequence[Review]:
    """Give the actor's own reviews of one call and stage; NotFound if any is not theirs."""
    found: Sequence[Review] = session.scalars(
        select_own(actor).where(Review.id.in_(conflicts)).order_by(Review.id)
    ).all()
    places = {(review.panel_member_id, review.stage_id) for review in found}
    if len(found) != len(conflicts) or len(places) != 1:
        raise NotFound
    return found


def _refuse_late(session: Session, call: Call, stage: Stage, reviews: Sequence[Review]) -> None:
    """A result that is recorded stays what it is; what to do about it is for people to decide."""
    handed_in = any(one.state is ReviewState.HANDED_IN for one in reviews)
    if handed_in and marking_time(session, call.id, stage.id).is_concluded:
        raise Refused(TOO_LATE)


def _lock(write: Write, reviews: Sequence[Review]) -> Sequence[Review]:
    return write.session.scalars(
        select(Review)
        .where(Review.id.in_([review.id for review in reviews]))
        .order_by(Review.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _declare(write: Write, reviews: Sequence[Review], words: Mapping[int, Word]) -> None:
    """Take every review its step; all without a conflict in one statement."""
    free = [one.id for one in reviews if words[one.id].to is ReviewState.DECLARED]
    for review in reviews:
        if review.id in free and review.state is not ReviewState.ASSIGNED:
            raise Refused(DECLARED_ALREADY)
        REVIEW_STEPS.require(review.state, words[review.id].to)
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
        word = words[review.id]
        if word.to is ReviewState.RECUSED:
            review.state, review.conflict = ReviewState.RECUSED, word.reason
            review.conflict_source, review.declared_at = word.source, write.now
    write.session.flush()


def _move_bars(write: Write, person_id: int, reviews: Sequence[Review]) -> None:
    """Lift what hid the applications until now, and hide those with a conflict for good."""
    write.session.execute(
        update(Bar)
        .where(
            Bar.person_id == person_id,
            Bar.application_id.in_([review.application_id for review in reviews]),
            Bar.cause == BarCause.UNDECLARED,
            Bar.lifted_at.is_(None),
        )
        .values(lifted_at=write.now),
        execution_options={"synchronize_session": False},
    )
    write.session.add_all(
        Bar(
            person_id=person_id,
            application_id=review.application_id,
            cause=BarCause.RECUSED,
            set_at=write.now,
        )
        for review in reviews
        if review.state is ReviewState.RECUSED
    )


def _keep_explained(write: Write, reviews: Sequence[Review], words: Mapping[int, Word]) -> None:
    """Keep what the reviewer said of the signs, which an officer settles then."""
    told = {
        one.id: one for one in reviews if words[one.id].explained and words[one.id].against.likely
    }
    keep_signs(
        write,
        {(one.application_id, one.panel_member_id): words[one.id].against for one in told.values()},
    )
    for review in told.values():
        write.session.execute(
            update(ConflictSign)
            .where(
                ConflictSign.application_id == review.application_id,
                ConflictSign.panel_member_id == review.panel_member_id,
                ConflictSign.settled_at.is_(None),
            )
            .values(explained=words[review.id].explained)
        )


def _record(
    write: Write,
    call: Call,
    stage: Stage,
    reviews: Sequence[Review],
    words: Mapping[int, Word],
    how: Mapping[str, str],
) -> None:
    recused = [review for review in reviews if review.state is ReviewState.RECUSED]
    for review in reviews:
        told = recused and review is recused[-1]
        detail = {"application": review.application_id, "conflict": review.conflict, **how}
        if words[review.id].explained:
            detail["explained"] = words[review.id].explained
        write.record(
            "declare_conflict" if review.conflict else "declare_no_conflict",
            review,
            chain=call.chain,
            detail=detail,
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
