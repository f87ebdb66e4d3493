"""What the panel had to say on applications, as results tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.selection.kept import KeptOutcome, outcome_from_json
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Course, Scheme

FEW = 50
"""So many are named in the statement; beyond it the whole call is read."""


@dataclass(frozen=True)
class Judged:
    """The panel's conclusion on one application in the stage that ended its review (円)."""

    stage: Stage
    recommendation_id: int
    rank: int | None
    amount: int
    comment: str
    computed: KeptOutcome | None
    """What was computed; None of what was recorded without it."""


def judged_applications(
    session: Session, scheme: Scheme, call_id: int, courses: Mapping[int, str]
) -> dict[int, Judged]:
    """Give the panel's conclusion on each application, one statement; who was judged by none, lacks.

    :param courses: the course's id of each application of the call that is asked for
    """
    clause = Recommendation.call_id == call_id
    if len(courses) <= FEW:
        clause &= RecommendationLine.application_id.in_(courses)
    rows = session.execute(
        select(
            RecommendationLine.application_id,
            Recommendation.stage_id,
            RecommendationLine.recommendation_id,
            RecommendationLine.rank,
            RecommendationLine.amount,
            RecommendationLine.comment,
            RecommendationLine.computed,
        )
        .join(Recommendation, Recommendation.id == RecommendationLine.recommendation_id)
        .where(clause)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.application_id in courses:
            found.setdefault(row.application_id, {})[row.stage_id] = row
    ends = {key: _last(scheme, scheme.course(courses[key]), rows) for key, rows in found.items()}
    return {key: one for key, one in ends.items() if one is not None}


def _last(scheme: Scheme, course: Course, rows: Mapping[str, Any]) -> Judged | None:
    for stage in reversed(scheme.stages_of(course)):
        if row := rows.get(stage.id):
            return Judged(
                stage=stage,
                recommendation_id=row.recommendation_id,
                rank=row.rank,
                amount=row.amount,
                comment=row.comment,
                computed=outcome_from_json(row.computed) if row.computed else None,
            )
    return None
