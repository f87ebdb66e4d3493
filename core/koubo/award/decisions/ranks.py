"""Where the panel put each application of a call: its rank and the yen that it named."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.rules import Conclusion


class Place(NamedTuple):
    """An application's place in the panel's order; the yen (円) are those that it named."""

    rank: int | None
    amount: int


def places_of(session: Session, call_id: int) -> dict[int, Place]:
    """Give the places of recommended and runners-up, by application; one statement."""
    rows = session.execute(
        select(
            RecommendationLine.application_id, RecommendationLine.rank, RecommendationLine.amount
        )
        .join(Recommendation, Recommendation.id == RecommendationLine.recommendation_id)
        .where(
            Recommendation.call_id == call_id,
            RecommendationLine.conclusion.in_((Conclusion.RECOMMENDED, Conclusion.RUNNER_UP)),
        )
        .order_by(RecommendationLine.id)
    )
    return {application_id: Place(rank, amount) for application_id, rank, amount in rows}


def recommended_yen(session: Session, call_id: int) -> dict[int, int]:
    """Give the yen that the panel recommended, by application."""
    rows = session.execute(
        select(RecommendationLine.application_id, RecommendationLine.amount)
        .join(Recommendation, Recommendation.id == RecommendationLine.recommendation_id)
        .where(
            Recommendation.call_id == call_id,
            RecommendationLine.conclusion == Conclusion.RECOMMENDED,
        )
    )
    return {application_id: amount for application_id, amount in rows}
