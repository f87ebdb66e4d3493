"""What a stage is about: its applications, the panel's sheets and marks, what is still open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.policy import REVIEWED_STATES
from koubo.applications.rules import ApplicationState
from koubo.problems import NotFound
from koubo.review.conclusion_models import Recommendation, RecommendationLine
from koubo.review.models import Review, ScoreCell
from koubo.review.panels.models import PanelMember, PanelSeat
from koubo.review.panels.rules import PanelRole
from koubo.review.rules import (
    Conclusion,
    ReviewState,
    judged_courses,
    pseudonym_order,
    stage_before,
)
from koubo.review.selection.values import Cell
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme
from koubo.storage.columns import read_columns

KEPT = 256
"""For so many stages of calls a statement is kept of each kind; what runs are a few."""
Ways = tuple[tuple[str, tuple[str, ...]], ...]
"""From which stage (empty: from the beginning) applications of which courses come into a stage."""
UNDECIDED = (ApplicationState.FILED, ApplicationState.IN_CORRECTION)


def chairs(stage_id: str | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Say whether a member of the panel chairs it in a stage."""
    return exists().where(
        PanelSeat.panel_member_id == PanelMember.id,
        PanelSeat.stage_id == stage_id,
        PanelSeat.role == PanelRole.CHAIR,
    )


# Put together once: to build a statement takes longer than to run it for one application.
MARKS = (
    select(
        ScoreCell.review_id,
        ScoreCell.criterion_id,
        ScoreCell.state,
        ScoreCell.points,
        ScoreCell.reason,
    )
    .join(Review, Review.id == ScoreCell.review_id)
    .join(PanelMember, PanelMember.id == Review.panel_member_id)
    .where(Review.state == ReviewState.HANDED_IN)
)
REPLACED, STANDS_FOR = aliased(Review), aliased(PanelMember)
SHEETS = (
    select(
        Review.id,
        Review.application_id,
        Review.panel_member_id,
        PanelMember.pseudonym,
        Review.state,
        Review.version,
        Review.conflict,
        Review.comment,
        STANDS_FOR.pseudonym.label("stands_for"),
        chairs(Review.stage_id).label("chair"),
    )
    .join(PanelMember, PanelMember.id == Review.panel_member_id)
    .outerjoin(REPLACED, REPLACED.id == Review.in_place_of)
    .outerjoin(STANDS_FOR, STANDS_FOR.id == REPLACED.panel_member_id)
)
IN_STAGE = and_(PanelMember.call_id == bindparam("call"), Review.stage_id == bindparam("stage"))
FOR_ONE = and_(IN_STAGE, Review.application_id == bindparam("application"))
MARKS_IN_STAGE, MARKS_FOR_ONE = MARKS.where(IN_STAGE), MARKS.where(FOR_ONE)
SHEETS_IN_STAGE, SHEETS_FOR_ONE = SHEETS.where(IN_STAGE), SHEETS.where(FOR_ONE)


@dataclass(frozen=True)
class SheetState:
    """Where one reviewer's sheet is."""

    review_id: int
    application_id: int
    member_id: int
    reviewer: str
    """Pseudonym."""
    state: ReviewState
    version: int
    conflict: str = ""
    comment: str = ""
    cells: Mapping[str, Cell] = field(default_factory=dict)
    """The marks; only of a sheet that was handed in."""
    in_place_of: str = ""
    """Pseudonym of the reviewer for whom a substitute judges; empty: judges for themselves."""
    chair: bool = False
    """Whether the reviewer chairs the panel of the stage."""


def stage_of(scheme: Scheme, stage_id: str) -> Stage:
    """Give a stage of the scheme; NotFound if it has none such."""
    try:
        return scheme.stage(stage_id)
    except KeyError:
        raise NotFound from None


def call_of(session: Session, review: Review) -> Call:
    """Give the call in which a review is held."""
    return session.scalars(
        select(Call)
        .join(PanelMember, PanelMember.call_id == Call.id)
        .where(PanelMember.id == review.panel_member_id)
    ).one()


def in_stage(scheme: Scheme, call_id: int, stage: Stage) -> ColumnElement[bool]:
    """Give the clause of the applications that a stage judges.

    The first stage of a course judges all that were accepted, a later one those that advanced.
    """
    return judged(call_id, ways_into(scheme, stage))


def ways_into(scheme: Scheme, stage: Stage) -> Ways:
    """Give the ways by which applications come into a stage."""
    from_stage: defaultdict[str, list[str]] = defaultdict(list)
    for course in judged_courses(scheme, stage):
        before = stage_before(scheme, stage, course)
        from_stage[before.id if before else ""].append(course.id)
    return tuple((stage_id, tuple(course_ids)) for stage_id, course_ids in from_stage.items())


@lru_cache(maxsize=KEPT)
def judged(call_id: int, ways: Ways) -> ColumnElement[bool]:
    """Give the clause of a call's applications that came into a stage by one of its ways."""
    clauses = [
        Application.course_id.in_(course_ids) & _advanced(call_id, stage_id)
        if stage_id
        else Application.course_id.in_(course_ids)
        for stage_id, course_ids in ways
    ]
    return (Application.call_id == call_id) & Application.state.in_(REVIEWED_STATES) & or_(*clauses)


def _advanced(call_id: int, stage_id: str) -> ColumnElement[bool]:
    return Application.id.in_(
        select(RecommendationLine.application_id)
        .join(Recommendation, Recommendation.id == RecommendationLine.recommendation_id)
        .where(
            Recommendation.call_id == call_id,
            Recommendation.stage_id == stage_id,
            RecommendationLine.conclusion == Conclusion.ADVANCE,
        )
    )


@cache
def is_proposal() -> ColumnElement[bool]:
    """Give what joins an application with its proposal."""
    return and_(Filing.application_id == Application.id, Filing.kind == FilingKind.PROPOSAL)


@cache
def is_newest() -> ColumnElement[bool]:
    """Give what joins a filing with what was last handed in of it."""
    newest = (
        select(func.max(Snapshot.number))
        .where(Snapshot.filing_id == Filing.id)
        .correlate(Filing)
        .scalar_subquery()
    )
    return and_(Snapshot.filing_id == Filing.id, Snapshot.number == newest)


def stage_application_ids(
    session: Session, scheme: Scheme, call_id: int, stage: Stage
) -> frozenset[int]:
    """Give the ids of the applications that a stage judges."""
    return frozenset(
        session.scalars(select(Application.id).where(in_stage(scheme, call_id, stage)))
    )


def stage_sheets(
    session: Session, call_id: int, stage_id: str, *, application_id: int | None = None
) -> list[SheetState]:
    """Give all sheets of a stage, or those for one application, ordered by pseudonym.

    Two statements: the sheets, and the marks of those that were handed in. A whole stage is read
    quicker by `marks.marked_sheets`.
    """
    marks: defaultdict[int, dict[str, Cell]] = defaultdict(dict)
    asked = {"call": call_id, "stage": stage_id, "application": application_id}
    of_all = application_id is None
    rows = read_columns(session, MARKS_IN_STAGE if of_all else MARKS_FOR_ONE, asked)
    for review_id, criterion_id, state, points, reason in rows:
        marks[review_id][criterion_id] = Cell(state, points, reason)
    sheets = [
        SheetState(
            review_id=row.id,
            application_id=row.application_id,
            member_id=row.panel_member_id,
            reviewer=row.pseudonym,
            state=row.state,
            version=row.version,
            conflict=row.conflict,
            comment=row.comment,
            cells=marks.get(row.id, {}),
            in_place_of=row.stands_for or "",
            chair=row.chair,
        )
        for row in read_columns(session, SHEETS_IN_STAGE if of_all else SHEETS_FOR_ONE, asked)
    ]
    return sorted(sheets, key=lambda one: (one.application_id, pseudonym_order(one.reviewer)))


def by_application(sheets: Sequence[SheetState]) -> dict[int, tuple[SheetState, ...]]:
    """Group sheets by their application."""
    grouped: defaultdict[int, list[SheetState]] = defaultdict(list)
    for sheet in sheets:
        grouped[sheet.application_id].append(sheet)
    return {key: tuple(several) for key, several in grouped.items()}
