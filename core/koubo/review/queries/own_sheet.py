"""One sheet of the reviewer's own, with the snapshot that it is pinned to, as its stage shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, select
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
from koubo.review.models import Review, ScoreCell
from koubo.review.order import newest_at, order_of, place_of_review
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_own_review, own
from koubo.review.queries.own import cells_of
from koubo.review.queries.own_notes import NEW_NOTE, OwnNote, own_notes
from koubo.review.queries.stage import call_of, stage_of
from koubo.review.rules import DUE_STATES, ReviewState
from koubo.review.selection.values import Cell, CellState
from koubo.review.sheet_models import HiddenFile
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.models import Theme
from koubo.schemes.release_models import Erratum
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.schemes.rules import Scheme


@dataclass(frozen=True)
class Neighbour:
    """One of the actor's sheets of a stage, in the order of presentation."""

    id: int
    project: str
    state: ReviewState
    is_begun: bool
    """Whether anything is marked on it."""


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
    note: OwnNote
    """The reviewer's own; nobody else reads it."""
    earlier_notes: tuple[tuple[str, str], ...]
    """What they noted in other stages: the stage's title and the text."""
    sheets: tuple[Neighbour, ...]
    """The actor's sheets of the stage, this one among them."""

    @property
    def place(self) -> int:
        """Give the place of this one among the sheets, from 1."""
        ids = [one.id for one in self.sheets]
        return ids.index(self.id) + 1 if self.id in ids else len(ids) + 1

    @property
    def places(self) -> int:
        """Give how many sheets the actor has in the stage."""
        return len(self.sheets)

    @property
    def before(self) -> Neighbour | None:
        """Give the sheet before this one; None at the first."""
        return self.sheets[self.place - 2] if self.place > 1 else None

    @property
    def after(self) -> Neighbour | None:
        """Give the sheet after this one; None at the last."""
        return self.sheets[self.place] if self.place < self.places else None

    @property
    def next_open(self) -> Neighbour | None:
        """Give the next sheet that is still to be handed in, from the beginning after the last."""
        around = (*self.sheets[self.place :], *self.sheets[: self.place - 1])
        return next((one for one in around if one.state is ReviewState.DECLARED), None)

    @property
    def due_count(self) -> int:
        """Give how many of the sheets are asked for."""
        return sum(one.state in DUE_STATES for one in self.sheets)

    @property
    def done_count(self) -> int:
        """Give how many of them are handed in."""
        return sum(one.state is ReviewState.HANDED_IN for one in self.sheets)

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
    kept_back, about = _files(session, snapshot.filing_id)
    notes = own_notes(session, actor, [application.id])
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
        files=tuple(
            replace(one, **about.get(one.id, {}))
            for one in shown_files(stage, form, snapshot.files, kept_back)
        ),
        pinned=pinned,
        time=marking_time(session, call.id, stage.id),
        extended_to=review.extended_to,
        cells=cells_of(session, review_id),
        comment=review.comment,
        handed_in_at=review.handed_in_at,
        reopening_asked=review.reopening_asked,
        note=notes.get(review.id, OwnNote(stage.id, "", NEW_NOTE)),
        earlier_notes=tuple(
            (stage_of(scheme, one.stage_id).title, one.text)
            for key, one in notes.items()
            if key != review.id and one.text
        ),
        sheets=tuple(_of_stage(session, actor, call.id, stage)),
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


def _files(session: Session, filing_id: int) -> tuple[frozenset[int], dict[int, dict[str, Any]]]:
    """Give a document's files that are kept from reviewers, and of what kind each is."""
    rows = session.execute(
        select(
            Attachment.id, Attachment.media_type, Attachment.pages, HiddenFile.id.label("hidden")
        )
        .outerjoin(HiddenFile, HiddenFile.attachment_id == Attachment.id)
        .where(Attachment.filing_id == filing_id)
    ).all()
    hidden = frozenset(row.id for row in rows if row.hidden is not None)
    return hidden, {row.id: {"media_type": row.media_type, "pages": row.pages} for row in rows}


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
            Review.state,
            Application.project_name,
            Application.receipt_number,
            Application.received_at,
            Organisation.name.label("organisation"),
            place_of_review().label("place"),
            exists()
            .where(ScoreCell.review_id == Review.id, ScoreCell.state != CellState.MISSING)
            .label("is_begun"),
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
            row.state,
            bool(row.is_begun),
        )
        for row in ordered
    ]
