"""What a reviewer sees of their sheets: the list of what is theirs, in the order of presentation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Snapshot
from koubo.applications.policy import REVIEWED_STATES
from koubo.people.models import Department, Organisation
from koubo.people.rules import Actor
from koubo.review.blind import organisation_shown, project_shown
from koubo.review.marking_time import MarkingTime
from koubo.review.models import EarlierSheet, Review, ScoreCell, StageTerms
from koubo.review.order import Order, order_of, place_of_review
from koubo.review.panels.models import PanelMember
from koubo.review.policy import own
from koubo.review.rules import OPEN_STATES, ReviewState
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, Theme
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
    """Empty where the stage hides it."""
    project: str
    receipt_number: str
    course: str
    department: str
    marked: int
    """Criteria that are marked, of ``criteria``."""
    criteria: int
    handed_in_at: datetime | None
    is_over: bool
    """Whether the city has decided on the call."""
    due_at: datetime | None
    """Until when (exclusive) it is asked for; None: no day was set."""
    is_again: bool
    """Whether it was in already and was given back."""
    order: Order

    def is_late(self, now: datetime) -> bool:
        """Say whether it is still open though its day has passed."""
        return self.state in OPEN_STATES and self.due_at is not None and self.due_at <= now


def own_reviews(session: Session, catalog: Catalog, actor: Actor) -> list[OwnReview]:
    """Give all of the actor's reviews that they may still see; three statements.

    Recused ones are left out, and those whose application is no longer judged. The newest call
    comes first, its stages as the scheme has them, its applications in the order of presentation.
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
            Review.extended_to,
            Organisation.name.label("organisation"),
            Application.project_name,
            Application.receipt_number,
            Application.received_at,
            Application.course_id,
            StageTerms.due_at,
            place_of_review().label("place"),
            exists().where(EarlierSheet.review_id == Review.id).label("is_again"),
            _department(schemes.values()).label("department"),
        )
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Application, Application.id == Review.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Snapshot, Snapshot.id == Review.snapshot_id)
        .outerjoin(Theme, Theme.id == Application.theme_id)
        .outerjoin(Department, Department.id == Theme.department_id)
        .outerjoin(
            StageTerms,
            and_(StageTerms.call_id == PanelMember.call_id, StageTerms.stage_id == Review.stage_id),
        )
        .where(
            own(actor),
            Review.state != ReviewState.RECUSED,
            Application.state.in_(REVIEWED_STATES),
        )
    ).all()
    marked = _marked_counts(session, actor)
    found = [_own_review(row, schemes[row.call_id], by_id[row.call_id], marked) for row in rows]
    places = {key: _stage_places(scheme) for key, scheme in schemes.items()}
    return sorted(
        found, key=lambda one: (-one.call_id, places[one.call_id][one.stage_id], one.order)
    )


def _stage_places(scheme: Scheme) -> dict[str, int]:
    return {stage.id: place for place, stage in enumerate(scheme.stages)}


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


def _own_review(row: Any, scheme: Scheme, call: Call, marked: Mapping[int, int]) -> OwnReview:
    stage = scheme.stage(row.stage_id)
    number = row.receipt_number or ""
    question = scheme.forms[FilingKind.PROPOSAL].of_kind("department")
    is_running = call.state is CallState.PUBLISHED
    time = MarkingTime(row.due_at, is_concluded=False, is_running=is_running)
    return OwnReview(
        id=row.id,
        application_id=row.application_id,
        call_id=row.call_id,
        call=call.title,
        stage_id=stage.id,
        stage=stage.title,
        state=row.state,
        organisation=organisation_shown(stage, row.organisation),
        project=project_shown(stage, row.project_name, number, row.organisation),
        receipt_number=number,
        course=scheme.course(row.course_id).title,
        department="" if question and question.id in stage.hides else row.department or "",
        marked=marked.get(row.id, 0),
        criteria=len(stage.criteria),
        handed_in_at=row.handed_in_at,
        is_over=not is_running,
        due_at=time.due_for(row.extended_to),
        is_again=bool(row.is_again),
        order=order_of(row.place, row.received_at, row.application_id),
    )


def cells_of(session: Session, review_id: int) -> dict[str, Cell]:
    """Give the marks of one sheet by criterion."""
    cells: Sequence[ScoreCell] = session.scalars(
        select(ScoreCell).where(ScoreCell.review_id == review_id)
    ).all()
    return {cell.criterion_id: cell.value() for cell in cells}
