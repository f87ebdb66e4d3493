"""What a tablet shows: the seat's own sheets for the day's talks, and nothing else."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.models import Application
from koubo.applications.policy import REVIEWED_STATES, visible_to_staff
from koubo.people.models import Organisation
from koubo.review.blind import organisation_shown, project_shown
from koubo.review.days.models import PresentationDay, PresentationSlot
from koubo.review.days.policy import Holder, on_the_day, require_sheet
from koubo.review.days.rules import Place, timetable
from koubo.review.marking_time import MarkingTime, marking_time
from koubo.review.models import Review, ScoreCell
from koubo.review.policy import load_own_review
from koubo.review.queries.own_sheet import OwnSheet, own_sheet
from koubo.review.queries.stage import stage_of
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import SelectionRule, Stage


@dataclass(frozen=True)
class TabletSheet:
    """One sheet on a tablet, with what it is about in a line."""

    review_id: int
    application_id: int
    version: int
    state: ReviewState
    project: str
    organisation: str
    """Empty where the stage hides it."""
    receipt_number: str
    place: Place
    begins: datetime
    comment: str
    extended_to: datetime | None
    cells: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Tablet:
    """All that a card opens."""

    holder: Holder
    call: str
    stage: Stage
    rule: SelectionRule
    day: PresentationDay
    time: MarkingTime
    places: tuple[Place, ...]
    """The day's, with the talks that this seat does not judge."""
    sheets: tuple[TabletSheet, ...]
    """Declared, handed in, or absent; in the order of the day."""
    undeclared: tuple[TabletSheet, ...]
    kept_out: int
    """How many of the day's talks the member takes no part in."""


def tablet_of(session: Session, catalog: Catalog, holder: Holder) -> Tablet:
    """Give what a card opens, at this request: who stood aside meanwhile sees nothing any more."""
    day = session.get_one(PresentationDay, holder.day_id)
    call = session.get_one(Call, day.call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, day.stage_id)
    slots = session.scalars(
        select(PresentationSlot)
        .where(PresentationSlot.day_id == day.id)
        .order_by(PresentationSlot.position, PresentationSlot.id)
    ).all()
    places = tuple(one.value() for one in slots)
    times = timetable(day.starts_at, places)
    slot_of = {one.application_id: one for one in slots}
    cells = _cells(session, holder)
    found: list[TabletSheet] = []
    kept_out = 0
    for review, application, organisation, seen in _rows(session, holder):
        if review.state is ReviewState.RECUSED or not (
            seen or review.state is ReviewState.ASSIGNED
        ):
            kept_out += 1
            continue
        slot, number = slot_of[review.application_id], application.receipt_number or ""
        found.append(
            TabletSheet(
                review_id=review.id,
                application_id=application.id,
                version=review.version,
                state=review.state,
                project=project_shown(stage, application.project_name, number),
                organisation=organisation_shown(stage, organisation),
                receipt_number=number,
                place=slot.value(),
                begins=times[slot.id][0],
                comment=review.comment,
                extended_to=review.extended_to,
                cells=cells.get(review.id, {}),
            )
        )
    order = {one.id: at for at, one in enumerate(places)}
    found.sort(key=lambda one: order[one.place.id])
    return Tablet(
        holder=holder,
        call=call.title,
        stage=stage,
        rule=scheme.selection,
        day=day,
        time=marking_time(session, call.id, stage.id),
        places=places,
        sheets=tuple(one for one in found if one.state is not ReviewState.ASSIGNED),
        undeclared=tuple(one for one in found if one.state is ReviewState.ASSIGNED),
        kept_out=kept_out,
    )


def _rows(session: Session, holder: Holder) -> list[tuple[Review, Application, str, bool]]:
    rows = session.execute(
        select(Review, Application, Organisation.name, visible_to_staff(holder.actor))
        .join(Application, Application.id == Review.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            on_the_day(holder),
            Review.state != ReviewState.REPLACED,
            Application.state.in_(REVIEWED_STATES),
        )
    )
    return [(review, application, name, bool(seen)) for review, application, name, seen in rows]


def _cells(session: Session, holder: Holder) -> dict[int, dict[str, Cell]]:
    found: defaultdict[int, dict[str, Cell]] = defaultdict(dict)
    for cell in session.scalars(
        select(ScoreCell).join(Review, Review.id == ScoreCell.review_id).where(on_the_day(holder))
    ):
        found[cell.review_id][cell.criterion_id] = cell.value()
    return dict(found)


def tablet_sheet(session: Session, catalog: Catalog, holder: Holder, review_id: int) -> OwnSheet:
    """Give one sheet with the papers that it judges; NotFound for what the card does not open."""
    require_sheet(session, holder, review_id)
    return own_sheet(session, catalog, holder.actor, review_id)


def markable(
    session: Session, catalog: Catalog, holder: Holder, review_id: int
) -> tuple[Stage, ReviewState]:
    """Give what a sheet is marked by and where it is, without its papers: for each send."""
    require_sheet(session, holder, review_id)
    review = load_own_review(session, holder.actor, review_id)
    call = session.get_one(Call, holder.call_id)
    return stage_of(catalog.of(call.release), holder.stage_id), review.state
