"""What a reviewer sees: their own list, and one sheet with the snapshot that it judges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Snapshot
from koubo.applications.policy import REVIEWED_STATES
from koubo.people.models import Department, Organisation
from koubo.people.rules import Actor
from koubo.review.models import Review, ScoreCell
from koubo.review.panel_models import PanelMember
from koubo.review.policy import load_own_review, own
from koubo.review.queries.stage import stage_of
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.models import Call, Theme
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallState, Scheme


@dataclass(frozen=True)
class OwnReview:
    """One line of a reviewer's list; nothing of the papers."""

    id: int
    application_id: int
    call_id: int
    call: str
    stage_id: str
    stage: str
    state: ReviewState
    organisation: str
    project: str
    course: str
    department: str
    marked: int
    """Criteria that are marked, of ``criteria``."""
    criteria: int
    handed_in_at: datetime | None
    is_over: bool
    """Whether the city has decided on the call."""


@dataclass(frozen=True)
class OwnSheet:
    """A reviewer's own sheet with what it judges."""

    id: int
    version: int
    state: ReviewState
    call_id: int
    call: str
    stage: Stage
    course: str
    organisation: str
    project: str
    receipt_number: str
    application_id: int
    scheme: Scheme
    theme: Theme | None
    """The city's theme that it answers."""
    form: Form
    snapshot: Snapshot
    cells: dict[str, Cell]
    comment: str
    handed_in_at: datetime | None


def own_reviews(session: Session, catalog: Catalog, actor: Actor) -> list[OwnReview]:
    """Give all of the actor's reviews that they may still see; three statements.

    Recused ones are left out, and those whose application is no longer judged.
    """
    calls = session.scalars(select(Call).where(Call.id.in_(actor.calls_reviewed()))).all()
    schemes = {call.id: catalog.of(call.release) for call in calls}
    by_id = {call.id: call for call in calls}
    rows = session.execute(
        select(
            Review.id,
            Review.application_id,
            PanelMember.call_id,
            Review.stage_id,
            Review.state,
            Review.handed_in_at,
            Organisation.name.label("organisation"),
            Application.project_name,
            Application.course_id,
            _department(schemes.values()).label("department"),
        )
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Application, Application.id == Review.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Snapshot, Snapshot.id == Review.snapshot_id)
        .outerjoin(Theme, Theme.id == Application.theme_id)
        .outerjoin(Department, Department.id == Theme.department_id)
        .where(
            own(actor),
            Review.state != ReviewState.RECUSED,
            Application.state.in_(REVIEWED_STATES),
        )
        .order_by(PanelMember.call_id.desc(), Review.id)
    ).all()
    marked = _marked_counts(session, actor)
    return [_own_review(row, schemes[row.call_id], by_id[row.call_id], marked) for row in rows]


def _department(schemes: Iterable[Scheme]) -> ColumnElement[str | None]:
    """Give the department that takes part: as the proposal names it, else the theme's own."""
    questions = (scheme.forms[FilingKind.PROPOSAL].of_kind("department") for scheme in schemes)
    named = (Snapshot.answers[one].as_string() for one in sorted({q.id for q in questions if q}))
    return func.coalesce(*named, Department.name, "")


def recused_count(session: Session, actor: Actor) -> int:
    """Give how many applications the actor is kept out of; which ones is not told."""
    return (
        session.scalar(
            select(func.count(func.distinct(Review.application_id)))
            .join(PanelMember, PanelMember.id == Review.panel_member_id)
            .where(own(actor), Review.state == ReviewState.RECUSED)
        )
        or 0
    )


def _marked_counts(session: Session, actor: Actor) -> dict[int, int]:
    rows = session.execute(
        select(ScoreCell.review_id, func.count())
        .join(Review, Review.id == ScoreCell.review_id)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(own(actor), ScoreCell.state != CellState.MISSING)
        .group_by(ScoreCell.review_id)
    )
    return {review_id: count for review_id, count in rows}


def _own_review(row: Any, scheme: Scheme, call: Call, marked: dict[int, int]) -> OwnReview:
    stage = scheme.stage(row.stage_id)
    return OwnReview(
        id=row.id,
        application_id=row.application_id,
        call_id=row.call_id,
        call=call.title,
        stage_id=stage.id,
        stage=stage.title,
        state=row.state,
        organisation=row.organisation,
        project=row.project_name,
        course=scheme.course(row.course_id).title,
        department=row.department or "",
        marked=marked.get(row.id, 0),
        criteria=len(stage.criteria),
        handed_in_at=row.handed_in_at,
        is_over=call.state is not CallState.PUBLISHED,
    )


def own_sheet(session: Session, catalog: Catalog, actor: Actor, review_id: int) -> OwnSheet:
    """Give the actor's own sheet with the snapshot that it is pinned to; NotFound for any other."""
    review = load_own_review(session, actor, review_id)
    application = session.get_one(Application, review.application_id)
    call = application.call
    scheme = catalog.of(call.release)
    course = scheme.course(application.course_id)
    return OwnSheet(
        id=review.id,
        version=review.version,
        state=review.state,
        call_id=call.id,
        call=call.title,
        stage=stage_of(scheme, review.stage_id),
        course=course.title,
        organisation=application.organisation.name,
        project=application.project_name,
        receipt_number=application.receipt_number or "",
        application_id=application.id,
        scheme=scheme,
        theme=application.theme,
        form=scheme.form_for(FilingKind.PROPOSAL, course),
        snapshot=session.get_one(Snapshot, review.snapshot_id),
        cells=cells_of(session, review_id),
        comment=review.comment,
        handed_in_at=review.handed_in_at,
    )


def cells_of(session: Session, review_id: int) -> dict[str, Cell]:
    """Give the marks of one sheet by criterion."""
    cells: Sequence[ScoreCell] = session.scalars(
        select(ScoreCell).where(ScoreCell.review_id == review_id)
    ).all()
    return {cell.criterion_id: cell.value() for cell in cells}
