"""What officers see of a stage's sheets apart from what they come to: days, papers, files, wishes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot
from koubo.applications.policy import visible_to_staff
from koubo.people.models import Person
from koubo.people.rules import Actor
from koubo.review.blind import ShownFile, hidden_questions, shown_files
from koubo.review.marking_time import MarkingTime, marking_time
from koubo.review.models import Review
from koubo.review.order import newest_at
from koubo.review.panels.models import PanelMember
from koubo.review.policy import load_call_in_part
from koubo.review.queries.stage import in_stage, stage_of
from koubo.review.rules import OPEN_STATES, ReviewState, pseudonym_order
from koubo.review.sheet_models import HiddenFile
from koubo.schemes.catalog import Catalog
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import Scheme


@dataclass(frozen=True)
class MemberSheets:
    """How far one member of the panel is with a stage's sheets."""

    member_id: int
    reviewer: str
    name: str
    open: int
    late: int
    """Open ones whose day has passed."""
    handed_in: int
    readable: int
    """Those of applications about which the member has declared: what a booklet holds."""


@dataclass(frozen=True)
class OlderPapers:
    """An application whose open sheets look at something that was corrected since."""

    application_id: int
    project: str
    reviewers: tuple[str, ...]
    received_at: datetime
    newest_at: datetime


@dataclass(frozen=True)
class Wish:
    """A sheet that its reviewer asks to have back."""

    review_id: int
    application_id: int
    project: str
    reviewer: str
    reason: str


@dataclass(frozen=True)
class FileForReviewers:
    """A file of an application, and whether the stage's reviewers may open it, under which name."""

    id: int
    application_id: int
    project: str
    name: str
    shown_as: str
    """Empty where reviewers are not shown it."""
    is_kept_back: bool


@dataclass(frozen=True)
class StageSheets:
    """All of it, for the page of a stage's sheets."""

    call: Call
    scheme: Scheme
    stage: Stage
    time: MarkingTime
    members: tuple[MemberSheets, ...]
    older: tuple[OlderPapers, ...]
    wishes: tuple[Wish, ...]
    files: tuple[FileForReviewers, ...]
    """Only of a stage that hides something."""


def stage_sheets_page(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str, now: datetime
) -> StageSheets:
    """Give what officers set and see for a stage's sheets; of what they are kept out of, nothing."""
    call = load_call_in_part(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    time = marking_time(session, call_id, stage_id)
    rows = session.execute(
        select(
            PanelMember.id,
            PanelMember.pseudonym,
            Person.name,
            Review.id.label("review_id"),
            Review.state,
            Review.reopening_asked,
            Review.extended_to,
            Review.application_id,
            Application.project_name,
            Snapshot.received_at,
            newest_at().label("newest_at"),
        )
        .join(Review, Review.panel_member_id == PanelMember.id)
        .join(Person, Person.id == PanelMember.person_id)
        .join(Application, Application.id == Review.application_id)
        .join(Snapshot, Snapshot.id == Review.snapshot_id)
        .where(PanelMember.call_id == call_id, Review.stage_id == stage_id, visible_to_staff(actor))
    ).all()
    return StageSheets(
        call=call,
        scheme=scheme,
        stage=stage,
        time=time,
        members=tuple(_members(rows, time, now)),
        older=tuple(_older(rows)),
        wishes=tuple(
            Wish(row.review_id, row.application_id, row.project_name, row.pseudonym, asked)
            for row in rows
            if (asked := row.reopening_asked) and row.state is ReviewState.HANDED_IN
        ),
        files=tuple(_files(session, scheme, call_id, stage, actor)) if stage.hides else (),
    )


def _members(rows: Iterable[Any], time: MarkingTime, now: datetime) -> list[MemberSheets]:
    found: dict[tuple[int, str, str], list[Any]] = {}
    for row in rows:
        found.setdefault((row.id, row.pseudonym, row.name), []).append(row)
    members = []
    for (member_id, reviewer, name), sheets in found.items():
        open_ = [one for one in sheets if one.state in OPEN_STATES]
        due = (time.due_for(one.extended_to) for one in open_)
        members.append(
            MemberSheets(
                member_id,
                reviewer,
                name,
                len(open_),
                sum(day is not None and day <= now for day in due),
                sum(one.state is ReviewState.HANDED_IN for one in sheets),
                sum(one.state in (ReviewState.DECLARED, ReviewState.HANDED_IN) for one in sheets),
            )
        )
    return sorted(members, key=lambda one: pseudonym_order(one.reviewer))


def _older(rows: Iterable[Any]) -> list[OlderPapers]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        if row.newest_at is not None and row.state in OPEN_STATES:
            found.setdefault(row.application_id, []).append(row)
    return [
        OlderPapers(
            application_id,
            several[0].project_name,
            tuple(sorted((one.pseudonym for one in several), key=pseudonym_order)),
            min(one.received_at for one in several),
            max(one.newest_at for one in several),
        )
        for application_id, several in sorted(found.items())
    ]


def _files(
    session: Session, scheme: Scheme, call_id: int, stage: Stage, actor: Actor
) -> list[FileForReviewers]:
    """Give the files of all that a blind stage judges, as they were last handed in."""
    newest = (
        select(func.max(Snapshot.number))
        .where(Snapshot.filing_id == Filing.id)
        .correlate(Filing)
        .scalar_subquery()
    )
    of_proposal = and_(Filing.application_id == Application.id, Filing.kind == FilingKind.PROPOSAL)
    rows = session.execute(
        select(Application.id, Application.course_id, Application.project_name, Snapshot.files)
        .join(Filing, of_proposal)
        .join(Snapshot, and_(Snapshot.filing_id == Filing.id, Snapshot.number == newest))
        .where(in_stage(scheme, call_id, stage), visible_to_staff(actor))
        .order_by(Application.receipt_number, Application.id)
    ).all()
    ids = [one["id"] for row in rows for one in row.files]
    kept = set(
        session.scalars(select(HiddenFile.attachment_id).where(HiddenFile.attachment_id.in_(ids)))
    )
    return [one for row in rows for one in _files_of(scheme, stage, row, kept)]


def _files_of(scheme: Scheme, stage: Stage, row: Any, kept: set[int]) -> Iterable[FileForReviewers]:
    form = scheme.form_for(FilingKind.PROPOSAL, scheme.course(row.course_id))
    shown: Mapping[int, ShownFile] = {
        one.id: one for one in shown_files(stage, form, row.files, kept)
    }
    hidden = hidden_questions(stage, form)
    for file in row.files:
        if file["question"] in hidden:
            continue  # hidden by the scheme itself: nothing is for the officer to decide
        found = shown.get(file["id"])
        yield FileForReviewers(
            file["id"],
            row.id,
            row.project_name,
            file["name"],
            found.name if found else "",
            file["id"] in kept,
        )
