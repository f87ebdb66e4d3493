"""A recorded recommendation: what was computed, and what the panel concluded on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.money import Working
from koubo.people.models import Organisation, Person
from koubo.people.rules import Actor
from koubo.problems import NotFound
from koubo.review.conclusion_models import (
    EarlierRecommendation,
    Recommendation,
    RecommendationLine,
)
from koubo.review.conclusions import ConclusionLine
from koubo.review.policy import load_concluded_call
from koubo.review.queries.stage import stage_of
from koubo.review.rules import Conclusion, is_last
from koubo.review.selection.kept import selection_from_json
from koubo.review.selection.values import Outcome, Selection
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call, Release
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
    comment: str
    computed: Outcome | None
    requested: int = 0

    def written(self) -> ConclusionLine:
        """Give the line as it was entered."""
        return ConclusionLine(
            self.application_id,
            self.conclusion,
            self.amount,
            self.conditions,
            self.remarks,
            self.comment,
        )


@dataclass(frozen=True)
class Withdrawal:
    """Who took a recorded recommendation back, when and why."""

    number: int
    """Its place among the earlier ones of its stage, from 1."""
    by: str
    at: datetime
    reason: str
    concluded_on: date


@dataclass(frozen=True)
class Recorded:
    """A recommendation as it stands, or stood; the last stage's is the 答申."""

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
    releases: tuple[tuple[str, str], ...] = ()
    """Stage and release by whose rules it was computed; empty where all stages had the same."""
    earlier: tuple[Withdrawal, ...] = ()
    """What was recorded before and withdrawn, newest first."""
    withdrawn: Withdrawal | None = None
    """Why this one does not stand any more."""

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
    found = session.execute(
        select(Recommendation, Person.name)
        .join(Person, Person.id == Recommendation.recorded_by)
        .where(Recommendation.call_id == call_id, Recommendation.stage_id == stage_id)
    ).first()
    if found is None:
        raise NotFound
    recommendation: Recommendation = found[0]
    named = _applications(session, _of_recommendation(recommendation.id))
    lines = session.scalars(
        select(RecommendationLine).where(RecommendationLine.recommendation_id == recommendation.id)
    )
    kept = [(_entered(one), one.rank, named[one.application_id]) for one in lines]
    recorded = _recorded(catalog, call, recommendation, found[1], kept)
    return replace(
        recorded,
        releases=_releases(session, catalog, call),
        earlier=withdrawals(session, call_id, stage_id),
    )


def earlier_recommendation(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str, number: int
) -> Recorded:
    """Give a recommendation that was recorded and withdrawn; NotFound where there is none."""
    call = load_concluded_call(session, actor, call_id)
    found = session.execute(
        select(EarlierRecommendation, Person.name)
        .join(Person, Person.id == EarlierRecommendation.recorded_by)
        .where(
            EarlierRecommendation.call_id == call_id,
            EarlierRecommendation.stage_id == stage_id,
            EarlierRecommendation.number == number,
        )
    ).first()
    if found is None:
        raise NotFound
    earlier: EarlierRecommendation = found[0]
    ids = [one["application_id"] for one in earlier.lines]
    named = _applications(session, Application.id.in_(ids))
    kept = [
        (_from_json(one), one["rank"], named[one["application_id"]])
        for one in earlier.lines
        if one["application_id"] in named
    ]
    withdrawn = next(one for one in withdrawals(session, call_id, stage_id) if one.number == number)
    return replace(_recorded(catalog, call, earlier, found[1], kept), withdrawn=withdrawn)


def withdrawals(session: Session, call_id: int, stage_id: str) -> tuple[Withdrawal, ...]:
    """Give the recommendations on a stage that were withdrawn, newest first."""
    rows = session.execute(
        select(
            EarlierRecommendation.number,
            Person.name,
            EarlierRecommendation.withdrawn_at,
            EarlierRecommendation.reason,
            EarlierRecommendation.concluded_on,
        )
        .join(Person, Person.id == EarlierRecommendation.withdrawn_by)
        .where(
            EarlierRecommendation.call_id == call_id,
            EarlierRecommendation.stage_id == stage_id,
        )
        .order_by(EarlierRecommendation.number.desc())
    )
    return tuple(Withdrawal(*row) for row in rows)


Kept = tuple[ConclusionLine, int | None, Any]
"""A line, its rank, and the row of its application."""


def _recorded(
    catalog: Catalog,
    call: Call,
    kept: Recommendation | EarlierRecommendation,
    recorded_by: str,
    lines: Iterable[Kept],
) -> Recorded:
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, kept.stage_id)
    selection = selection_from_json(kept.selection)
    computed = {one.application_id: one for one in selection.outcomes}
    order = {application_id: place for place, application_id in enumerate(computed)}
    titles = {course.id: course.title for course in scheme.courses}
    told = [
        _line(said, rank, row, computed.get(said.application_id), titles)
        for said, rank, row in lines
    ]
    return Recorded(
        call_id=call.id,
        call=call.title,
        budget=call.budget,
        stage=stage,
        last=is_last(scheme, stage),
        concluded_on=kept.concluded_on,
        remarks=kept.remarks,
        recorded_by=recorded_by,
        recorded_at=kept.recorded_at,
        lines=tuple(sorted(told, key=lambda one: order.get(one.application_id, len(order)))),
        selection=selection,
    )


def _of_recommendation(recommendation_id: int) -> ColumnElement[bool]:
    return Application.id.in_(
        select(RecommendationLine.application_id).where(
            RecommendationLine.recommendation_id == recommendation_id
        )
    )


def _applications(session: Session, clause: ColumnElement[bool]) -> dict[int, Any]:
    rows = session.execute(
        select(
            Application.id,
            Application.receipt_number,
            Application.project_name,
            Application.course_id,
            Application.requested,
            Organisation.name.label("organisation"),
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(clause)
    )
    return {row.id: row for row in rows}


def _releases(session: Session, catalog: Catalog, call: Call) -> tuple[tuple[str, str], ...]:
    """Name the release of each concluded stage, where a correction came between two of them."""
    rows = session.execute(
        select(Recommendation.stage_id, Release.digest)
        .join(Release, Release.id == Recommendation.release_id)
        .where(Recommendation.call_id == call.id)
    ).all()
    if len({row.digest for row in rows}) < 2:
        return ()
    by_stage = {row.stage_id: row.digest for row in rows}
    stages = catalog.of(call.release).stages
    return tuple((one.title, by_stage[one.id][:12]) for one in stages if one.id in by_stage)


def _entered(line: RecommendationLine) -> ConclusionLine:
    return ConclusionLine(
        line.application_id,
        line.conclusion,
        line.amount,
        line.conditions,
        line.remarks,
        line.comment,
    )


def _from_json(line: Mapping[str, Any]) -> ConclusionLine:
    return ConclusionLine(
        line["application_id"],
        Conclusion(line["conclusion"]),
        line["amount"],
        line["conditions"],
        line["remarks"],
        line["comment"],
    )


def _line(
    said: ConclusionLine,
    rank: int | None,
    row: Any,
    computed: Outcome | None,
    courses: Mapping[str, str],
) -> RecordedLine:
    return RecordedLine(
        application_id=said.application_id,
        receipt_number=row.receipt_number or "",
        organisation=row.organisation,
        project=row.project_name,
        course=courses.get(row.course_id, row.course_id),
        conclusion=said.conclusion,
        rank=rank,
        amount=said.amount,
        conditions=said.conditions,
        remarks=said.remarks,
        comment=said.comment,
        computed=computed,
        requested=row.requested or 0,
    )
