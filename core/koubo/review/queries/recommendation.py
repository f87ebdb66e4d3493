"""A recorded recommendation: what was computed, and what the panel concluded on it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.money import Working
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.policy import load_concluded_call
from koubo.review.queries.stage import stage_of
from koubo.review.rules import Conclusion, is_last
from koubo.review.selection.kept import selection_from_json
from koubo.review.selection.values import Outcome, Selection
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import Stage


@dataclass(frozen=True)
class RecordedLine:
    """The panel's conclusion on one application, beside what was computed (円)."""

    application_id: int
    receipt_number: str
    organisation: str
    project: str
    course: str
    conclusion: Conclusion
    rank: int | None
    amount: int
    conditions: str
    remarks: str
    computed: Outcome | None


@dataclass(frozen=True)
class Recorded:
    """A recommendation as it stands; the last stage's is the 答申."""

    call_id: int
    call: str
    budget: int
    stage: Stage
    last: bool
    concluded_on: date
    remarks: str
    recorded_by: str
    recorded_at: datetime
    lines: tuple[RecordedLine, ...]
    selection: Selection

    @property
    def recommended(self) -> int:
        """Give the sum of what is recommended (円)."""
        return sum(one.amount for one in self.lines if one.conclusion is Conclusion.RECOMMENDED)

    @property
    def working(self) -> Working:
        """Give the sums of the computed selection."""
        return self.selection.working


def recorded_recommendation(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str
) -> Recorded:
    """Give what the panel concluded on a stage; NotFound before it is recorded."""
    call = load_concluded_call(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    found = session.execute(
        select(Recommendation, Person.name)
        .join(Person, Person.id == Recommendation.recorded_by)
        .where(Recommendation.call_id == call_id, Recommendation.stage_id == stage_id)
    ).first()
    if found is None:
        raise NotFound
    recommendation: Recommendation = found[0]
    selection = selection_from_json(recommendation.selection)
    computed = {one.application_id: one for one in selection.outcomes}
    titles = {course.id: course.title for course in scheme.courses}
    lines = [
        _line(row, computed.get(row.application_id), titles[row.course_id])
        for row in _rows(session, recommendation.id)
    ]
    order = {application_id: place for place, application_id in enumerate(computed)}
    return Recorded(
        call_id=call_id,
        call=call.title,
        budget=call.budget,
        stage=stage,
        last=is_last(scheme, stage),
        concluded_on=recommendation.concluded_on,
        remarks=recommendation.remarks,
        recorded_by=found[1],
        recorded_at=recommendation.recorded_at,
        lines=tuple(sorted(lines, key=lambda one: order.get(one.application_id, len(order)))),
        selection=selection,
    )


def _rows(session: Session, recommendation_id: int) -> Any:
    return session.execute(
        select(
            RecommendationLine.application_id,
            RecommendationLine.conclusion,
            RecommendationLine.rank,
            RecommendationLine.amount,
            RecommendationLine.conditions,
            RecommendationLine.remarks,
            Application.receipt_number,
            Application.project_name,
            Application.course_id,
            Organisation.name,
        )
        .join(Application, Application.id == RecommendationLine.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(RecommendationLine.recommendation_id == recommendation_id)
    )


def _line(row: Any, computed: Outcome | None, course: str) -> RecordedLine:
    return RecordedLine(
        application_id=row.application_id,
        receipt_number=row.receipt_number or "",
        organisation=row.name,
        project=row.project_name,
        course=course,
        conclusion=row.conclusion,
        rank=row.rank,
        amount=row.amount,
        conditions=row.conditions,
        remarks=row.remarks,
        computed=computed,
    )
