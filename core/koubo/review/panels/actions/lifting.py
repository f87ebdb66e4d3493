"""Lifting a recusal that was wrong: one officer asks, another one agrees or does not."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import load_for_staff
from koubo.calendar import day_in_japan
from koubo.people.models import Bar
from koubo.people.rules import Actor, BarCause
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.events import event_for_reviewers
from koubo.review.messages import REVIEW_ASSIGNED
from koubo.review.models import Review
from koubo.review.panels.models import ConflictLift, PanelMember
from koubo.review.panels.queries.against import DECLARED_ELSEWHERE, NOTHING, against_all
from koubo.review.panels.queries.panel import panel_of
from koubo.review.panels.recusing import count, load_sheet, lock_open, set_bar, turning
from koubo.review.panels.rules import ConflictSource
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.review.rules import REVIEW_STEPS, ReviewState
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.storage.unit_of_work import UnitOfWork, Write

REGISTERED = frozenset({"member_of_applicant", "former_member_of_applicant"})
"""What the register of members says hides the application everywhere; no lift can change that."""
NO_REASON = "理由を入力してください。"
NOT_TAKEN_BACK = "本人の申告による除斥です。本人が申告を取り消した日と方法（文書、メールなど）を入力してください。"
ASKED_ALREADY = "この除斥の解除は、もう求められています。ほかの職員が確かめるのを待ってください。"
ANOTHER = "解除を求めた職員とは別の職員が確かめてください。"
STOOD_IN = (
    "この応募は、ほかの委員が代わりに審査しています。除斥を解除すると、審査する委員が1人多くなります。"
    "代わりの委員がまだ申告していないときは、「割当て」のページでその割当てを取り消してから解除してください。"
)


def ask_to_lift(
    uow: UnitOfWork,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    review_id: int,
    *,
    reason: str,
    taken_back: str = "",
) -> None:
    """Ask that a wrong recusal be lifted; another officer has to agree.

    :param taken_back: how and when the reviewer took their own declaration back; nobody else may
    :raises Refused: where the register of members itself says so, or a substitute judges instead
    """
    call, review = load_sheet(uow, actor, call_id, review_id)
    if review.state is not ReviewState.RECUSED:
        raise Refused("除斥・回避になっていない審査票です。画面を読み込み直してください。")
    problems = []
    if not reason.strip():
        problems.append(Problem("reason_missing", NO_REASON, "reason"))
    is_own = review.conflict_source is ConflictSource.DECLARED
    if is_own and not taken_back.strip():
        problems.append(Problem("not_taken_back", NOT_TAKEN_BACK, "taken_back"))
    if problems:
        raise Problems(problems)
    codes = _codes(uow, catalog, call, review)
    with uow.writing() as write:
        review = write.lock(Review, review_id)
        _refuse_stood_in(write.session, [review_id])
        member = write.lock(PanelMember, review.panel_member_id)
        if _asked(write.session, review) is not None:
            raise Refused(ASKED_ALREADY)
        told = [reason.strip()]
        if is_own:
            told.append(f"本人の取消し：{taken_back.strip()}")
        lift = ConflictLift(
            panel_member_id=member.id,
            application_id=review.application_id,
            reason="\n".join(told),
            codes=list(codes),
            asked_by=actor.person_id,
            asked_at=write.now,
        )
        write.session.add(lift)
        write.session.flush()
        detail = {
            "application": review.application_id,
            "reviewer": member.pseudonym,
            "reason": lift.reason,
        }
        write.record("ask_to_lift_recusal", lift, chain=call.chain, detail=detail)


def settle_lift(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, lift_id: int, *, granted: bool
) -> None:
    """Agree that a recusal was wrong, or do not; the reviewer then declares anew.

    In a stage that is concluded nothing changes.

    :raises Refused: for the officer who asked, or where a substitute judges instead
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    lift = uow.session.get(ConflictLift, lift_id)
    if lift is None:
        raise NotFound
    member = uow.session.get_one(PanelMember, lift.panel_member_id)
    if member.call_id != call_id:
        raise NotFound
    load_for_staff(uow.session, actor, lift.application_id)
    if lift.asked_by == actor.person_id:
        raise Refused(ANOTHER)
    back = turning(uow.session, catalog, call, member.id, lift.application_id, ReviewState.ASSIGNED)
    with uow.writing() as write:
        lift = write.lock(ConflictLift, lift_id)
        if lift.settled_at is not None:
            raise Refused("この求めは、もう確かめられています。")
        lift.settled_at, lift.settled_by, lift.granted = write.now, actor.person_id, granted
        event = None
        if granted:
            _hide_until_declared(write, member.person_id, lift.application_id)
            reviews = lock_open(write, call, back)
            _refuse_stood_in(write.session, back.reviews)
            for review in reviews:
                REVIEW_STEPS.require(review.state, ReviewState.ASSIGNED)
                review.state, review.conflict = ReviewState.ASSIGNED, ""
                review.conflict_source = review.declared_at = None
                stage = stage_of(catalog.of(call.release), review.stage_id)
                event = event_for_reviewers(call, stage, REVIEW_ASSIGNED, (member.person_id,))
            count(write, call, reviews, back)
        detail = {
            "application": lift.application_id,
            "reviewer": member.pseudonym,
            "reason": lift.reason,
            "granted": granted,
        }
        write.record("settle_recusal_lift", lift, chain=call.chain, detail=detail, event=event)


def _codes(uow: UnitOfWork, catalog: Catalog, call: Call, review: Review) -> tuple[str, ...]:
    """Give what is derived for certain now; Refused where the register itself hides it."""
    members = [one for one in panel_of(uow.session, call.id) if one.id == review.panel_member_id]
    against = against_all(
        uow.session,
        catalog,
        call,
        members=members,
        which=Application.id == review.application_id,
        on=day_in_japan(uow.now),
    ).get((review.application_id, review.panel_member_id), NOTHING)
    if REGISTERED & set(against.codes):
        raise Refused(
            "団体のメンバーの登録から分かった除斥は、解除できません。"
            "審査が要るときは、ほかの委員への交代を記録してください。"
        )
    if against.reason == DECLARED_ELSEWHERE:
        raise Refused(
            "職員としての利害関係の届出があるため、先にその届出を取り消してもらってください。"
        )
    return against.codes


def _refuse_stood_in(session: Session, review_ids: Collection[int]) -> None:
    standing_in = select(Review.id).where(
        Review.in_place_of.in_(review_ids), Review.state != ReviewState.REPLACED
    )
    if session.scalar(standing_in.limit(1)) is not None:
        raise Refused(STOOD_IN)


def _asked(session: Session, review: Review) -> int | None:
    return session.scalar(
        select(ConflictLift.id).where(
            ConflictLift.panel_member_id == review.panel_member_id,
            ConflictLift.application_id == review.application_id,
            ConflictLift.settled_at.is_(None),
        )
    )


def _hide_until_declared(write: Write, person_id: int, application_id: int) -> None:
    """Lift the bar of the recusal; what was not declared yet stays hidden."""
    write.session.execute(
        update(Bar)
        .where(
            Bar.person_id == person_id,
            Bar.application_id == application_id,
            Bar.cause == BarCause.RECUSED,
            Bar.lifted_at.is_(None),
        )
        .values(lifted_at=write.now),
        execution_options={"synchronize_session": False},
    )
    set_bar(write, person_id, application_id, BarCause.UNDECLARED)
