"""One sheet of the reviewer's own, with the snapshot that it is pinned to, as its stage shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Attachment, Snapshot
from koubo.applications.policy import REVIEWED_STATES
from koubo.people.models import Organisation
from koubo.people.rules import Actor
from koubo.review.blind import (
    ShownFile,
    hidden_questions,
    masked,
    names_of,
    organisation_shown,
    project_shown,
    shown_files,
    shown_form,
)
from koubo.review.marking_time import MarkingTime, marking_time
from koubo.review.models import Review
from koubo.review.order import newest_at, order_of, place_of_review
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_own_review, own
from koubo.review.queries.own import cells_of
from koubo.review.queries.stage import call_of, stage_of
from koubo.review.rules import ReviewState
from koubo.review.selection.values import Cell
from koubo.review.sheet_models import HiddenFile
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.models import Theme
from koubo.schemes.release_models import Erratum
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.schemes.rules import Scheme


@dataclass(frozen=True)
class Neighbour:
    """The sheet before or after in the order of presentation."""

    id: int
    project: str


@dataclass(frozen=True)
class Pinned:
    """Which handing-in a sheet looks at, and whether something newer came since."""

    received_at: datetime
    newer_at: datetime | None
    """When the newest came in that this sheet does not look at; None: it looks at the newest."""
    rules_corrected_at: datetime | None
    """When the call's rules were last corrected (正誤表) after what it looks at came in."""
    rules_reason: str = ""


@dataclass(frozen=True)
class OwnSheet:
    """A reviewer's own sheet with what it judges; what the stage hides is not in it."""

    id: int
    version: int
    state: ReviewState
    call_id: int
    call: str
    stage: Stage
    course: str
    organisation: str
    """Empty where the stage hides it."""
    project: str
    receipt_number: str
    application_id: int
    scheme: Scheme
    theme: Theme | None
    """The city's theme that it answers."""
    form: Form
    answers: Mapping[str, Any]
    """As the snapshot keeps them, without those that are hidden."""
    names: tuple[str, ...]
    """What is blotted out of texts where the stage hides who applies."""
    files: tuple[ShownFile, ...]
    pinned: Pinned
    time: MarkingTime
    extended_to: datetime | None
    cells: dict[str, Cell]
    comment: str
    handed_in_at: datetime | None
    reopening_asked: str
    place: int
    """From 1, among the actor's sheets of the stage."""
    places: int
    before: Neighbour | None
    after: Neighbour | None

    @property
    def due_at(self) -> datetime | None:
        """Give until when (exclusive) it is asked for; None: no day was set."""
        return self.time.due_for(self.extended_to)

    def closed_because(self, now: datetime) -> str:
        """Say why an open sheet cannot be written now; empty where it can."""
        return self.time.hindrance(now, self.extended_to)


def own_sheet(session: Session, catalog: Catalog, actor: Actor, review_id: int) -> OwnSheet:
    """Give the actor's own sheet with the snapshot that it is pinned to; NotFound for any other."""
    review = load_own_review(session, actor, review_id)
    application = session.get_one(Application, review.application_id)
    call = application.call
    scheme = catalog.of(call.release)
    course = scheme.course(application.course_id)
    stage = stage_of(scheme, review.stage_id)
    form = scheme.form_for(FilingKind.PROPOSAL, course)
    snapshot, pinned = _pinned(session, call.id, review.snapshot_id)
    hidden = hidden_questions(stage, form)
    names = names_of(snapshot.applicant)
    kept_back = hidden_files(session, snapshot.filing_id)
    sheets = _of_stage(session, actor, call.id, stage)
    place = next((at for at, one in enumerate(sheets) if one.id == review.id), len(sheets))
    return OwnSheet(
        id=review.id,
        version=review.version,
        state=review.state,
        call_id=call.id,
        call=call.title,
        stage=stage,
        course=course.title,
        organisation=organisation_shown(stage, application.organisation.name),
        project=project_shown(
            stage,
            application.project_name,
            application.receipt_number or "",
            application.organisation.name,
        ),
        receipt_number=application.receipt_number or "",
        application_id=application.id,
        scheme=scheme,
        theme=application.theme,
        form=shown_form(stage, form),
        answers={
            key: masked(stage, value, names)
            for key, value in snapshot.answers.items()
            if key not in hidden
        },
        names=names,
        files=tuple(shown_files(stage, form, snapshot.files, kept_back)),
        pinned=pinned,
        time=marking_time(session, call.id, stage.id),
        extended_to=review.extended_to,
        cells=cells_of(session, review_id),
        comment=review.comment,
        handed_in_at=review.handed_in_at,
        reopening_asked=review.reopening_asked,
        place=place + 1,
        places=len(sheets),
        before=sheets[place - 1] if place else None,
        after=sheets[place + 1] if place + 1 < len(sheets) else None,
    )


def own_rules(
    session: Session, catalog: Catalog, actor: Actor, review_id: int
) -> tuple[Stage, SelectionRule]:
    """Give what the actor's own sheet asks and how it counts; NotFound for any other."""
    review = load_own_review(session, actor, review_id)
    scheme = catalog.of(call_of(session, review).release)
    return stage_of(scheme, review.stage_id), scheme.selection


def hidden_files(session: Session, filing_id: int) -> frozenset[int]:
    """Give the files of a document that officers keep from reviewers."""
    return frozenset(
        session.scalars(
            select(HiddenFile.attachment_id)
            .join(Attachment, Attachment.id == HiddenFile.attachment_id)
            .where(Attachment.filing_id == filing_id)
        )
    )


def _pinned(session: Session, call_id: int, snapshot_id: int) -> tuple[Snapshot, Pinned]:
    """Give the snapshot that a sheet looks at, with what has happened since; one statement."""
    later = (
        select(Erratum.id)
        .where(Erratum.call_id == call_id, Erratum.made_at > Snapshot.received_at)
        .order_by(Erratum.number.desc())
        .limit(1)
        .correlate(Snapshot)
        .scalar_subquery()
    )
    snapshot, newer_at, made_at, reason = session.execute(
        select(Snapshot, newest_at(), Erratum.made_at, Erratum.reason)
        .outerjoin(Erratum, Erratum.id == later)
        .where(Snapshot.id == snapshot_id)
    ).one()
    return snapshot, Pinned(snapshot.received_at, newer_at, made_at, reason or "")


def _of_stage(session: Session, actor: Actor, call_id: int, stage: Stage) -> list[Neighbour]:
    """Give the actor's sheets of a stage that can be opened, in order; one statement."""
    rows = session.execute(
        select(
            Review.id,
            Review.application_id,
            Application.project_name,
            Application.receipt_number,
            Application.received_at,
            Organisation.name.label("organisation"),
            place_of_review().label("place"),
        )
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .join(Application, Application.id == Review.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            and_(own(actor), PanelMember.call_id == call_id, Review.stage_id == stage.id),
            Review.state.not_in((ReviewState.ASSIGNED, ReviewState.RECUSED)),
            Application.state.in_(REVIEWED_STATES),
        )
    ).all()
    ordered = sorted(rows, key=lambda row: order_of(row.place, row.received_at, row.application_id))
    return [
        Neighbour(
            row.id,
            project_shown(stage, row.project_name, row.receipt_number or "", row.organisation),
        )
        for row in ordered
    ]
