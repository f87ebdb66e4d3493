"""Withdrawing a recorded recommendation, so that the panel's true conclusion can be recorded."""

from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from koubo.award.decisions.actions.selection import refuse_second_selection
from koubo.people.rules import Actor
from koubo.problems import NotFound, Problem, Problems, Refused
from koubo.review.conclusion_models import (
    ConclusionDraft,
    EarlierRecommendation,
    Recommendation,
    RecommendationLine,
)
from koubo.review.conclusions import ConclusionLine, texts_of
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import stage_of
from koubo.review.rules import judged_courses
from koubo.review.standings import count_up_others
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme
from koubo.storage.unit_of_work import UnitOfWork, Write

REASON_LENGTH = 1000


def withdraw_recommendation(
    uow: UnitOfWork, catalog: Catalog, actor: Actor, call_id: int, *, stage_id: str, reason: str
) -> int:
    """Take back what was recorded by mistake; the old one is kept, and what it said is a draft now.

    :return: the number that the old one bears among the earlier ones
    :raises Refused: once the decision is drafted or released, or a later stage works with it
    :raises Problems: without a reason
    """
    call = load_reviewed_call(uow.session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    _recorded(uow.session, call_id, stage_id)
    if not reason.strip():
        message = "取り下げる理由を入力してください。どこがまちがっていたのかを書きます。"
        raise Problems([Problem("no_reason", message, "reason")])
    if len(reason) > REASON_LENGTH:
        message = f"取り下げる理由は{REASON_LENGTH}字以内で入力してください。"
        raise Problems([Problem("too_long", message, "reason")])
    with uow.writing() as write:
        call = write.lock(Call, call_id)
        refuse_second_selection(write.session, call)
        _refuse_while_used(write.session, scheme, call_id, stage)
        recommendation = _recorded(write.session, call_id, stage_id)
        earlier = _keep(write, actor, recommendation, reason.strip())
        if stage.allocates:
            count_up_others(write, call_id, stage_id)
        write.record(
            "withdraw_recommendation",
            earlier,
            chain=call.chain,
            detail={"stage": stage_id, "number": earlier.number, "reason": earlier.reason},
        )
    return earlier.number


def _recorded(session: Session, call_id: int, stage_id: str) -> Recommendation:
    found = session.scalars(
        select(Recommendation).where(
            Recommendation.call_id == call_id, Recommendation.stage_id == stage_id
        )
    ).first()
    if found is None:
        raise NotFound
    return found


def _refuse_while_used(session: Session, scheme: Scheme, call_id: int, stage: Stage) -> None:
    """Refuse once a later stage judges those whom this one let through."""
    courses = set(judged_courses(scheme, stage))
    place = scheme.stages.index(stage)
    for later in scheme.stages[place + 1 :]:
        if not courses & set(judged_courses(scheme, later)):
            continue
        begun = exists().where(
            Review.panel_member_id == PanelMember.id,
            PanelMember.call_id == call_id,
            Review.stage_id == later.id,
        )
        concluded = exists().where(
            Recommendation.call_id == call_id, Recommendation.stage_id == later.id
        )
        if session.scalar(select(begun | concluded)):
            raise Refused(
                f"この結論をもとに「{later.title}」が始まっているため、取り下げられません。"
                "直すことがあれば、あとの審査の結論の「審査会全体の意見」に書いてください。"
            )


def _keep(
    write: Write, actor: Actor, recommendation: Recommendation, reason: str
) -> EarlierRecommendation:
    """Put the recommendation among the earlier ones, and its texts into the draft of the next."""
    session, call_id, stage_id = write.session, recommendation.call_id, recommendation.stage_id
    of_stage = (
        EarlierRecommendation.call_id == call_id,
        EarlierRecommendation.stage_id == stage_id,
    )
    lines = session.scalars(
        select(RecommendationLine)
        .where(RecommendationLine.recommendation_id == recommendation.id)
        .order_by(RecommendationLine.id)
    ).all()
    earlier = EarlierRecommendation(
        call_id=call_id,
        stage_id=stage_id,
        number=1 + (session.scalar(select(func.count()).where(*of_stage)) or 0),
        release_id=recommendation.release_id,
        concluded_on=recommendation.concluded_on,
        remarks=recommendation.remarks,
        selection=recommendation.selection,
        inputs=recommendation.inputs,
        papers=recommendation.papers,
        lines=[_plain(one) for one in lines],
        recorded_by=recommendation.recorded_by,
        recorded_at=recommendation.recorded_at,
        reason=reason,
        withdrawn_by=actor.person_id,
        withdrawn_at=write.now,
    )
    written = [
        ConclusionLine(
            one.application_id,
            one.conclusion,
            one.amount,
            one.conditions,
            one.remarks,
            one.comment,
        )
        for one in lines
    ]
    texts = texts_of(recommendation.concluded_on, recommendation.remarks, written)
    session.add(earlier)
    session.add(
        ConclusionDraft(
            call_id=call_id,
            stage_id=stage_id,
            texts=texts,
            proposed={},
            saved_by=actor.person_id,
            saved_at=write.now,
        )
    )
    session.execute(
        delete(RecommendationLine).where(RecommendationLine.recommendation_id == recommendation.id)
    )
    session.delete(recommendation)
    session.flush()
    return earlier


def _plain(line: RecommendationLine) -> dict[str, Any]:
    return {
        "application_id": line.application_id,
        "conclusion": line.conclusion.value,
        "rank": line.rank,
        "amount": line.amount,
        "conditions": line.conditions,
        "remarks": line.remarks,
        "comment": line.comment,
    }
