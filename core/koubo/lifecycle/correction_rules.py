"""What a correction of a running call may change, and whom it touches."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.applications.facts import Asked, attached_counts, sources_of
from koubo.applications.models import Application, Filing, RecordedWorking
from koubo.applications.rules import ApplicationState, FilingState
from koubo.applications.schemas import read_answers
from koubo.applications.workings import (
    Change,
    Computed,
    Inputs,
    Said,
    changes,
    compute,
    inputs_of,
    newest_workings,
    proposals_handed_in,
)
from koubo.lifecycle.recomputing import Difference, named
from koubo.problems import Problem
from koubo.review.models import Review
from koubo.review.panels.models import PanelMember
from koubo.schemes.catalog import Catalog
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.models import Call, CallCourse
from koubo.schemes.rules import Scheme

WORKED_ON = (FilingState.DRAFT, FilingState.IN_CORRECTION)
FIELD = "release"


@dataclass(frozen=True)
class Used:
    """What of a call's scheme has been used already, and has to stay as it is."""

    course_ids: tuple[str, ...]
    kinds: Collection[FilingKind]
    """Kinds of documents that somebody has begun or handed in."""
    reviewed: bool
    """Whether sheets were given out."""


@dataclass(frozen=True)
class TouchedFiling:
    """An application that came in, under the release before and under the new one."""

    application: Application
    inputs: Inputs
    now: Computed
    changes: tuple[Change, ...]
    recorded: RecordedWorking | None
    """What counted before; None while it is not accepted."""

    @property
    def difference(self) -> Difference:
        """Give it as it is kept and listed."""
        return Difference(named(self.application), self.changes, self.application.id)


@dataclass(frozen=True)
class DraftChange:
    """What drafts lack now; drafts belong to their organisations, so that they are only counted."""

    message: str
    drafts: int


def used_by(session: Session, call: Call) -> Used:
    """Give what of its scheme a call has used already; three statements."""
    courses = session.scalars(
        select(CallCourse.course_id).where(CallCourse.call_id == call.id).order_by(CallCourse.id)
    )
    applied = session.execute(
        select(Application.course_id, Filing.kind)
        .join(Filing, Filing.application_id == Application.id)
        .where(Application.call_id == call.id)
        .distinct()
    ).all()
    sheet = session.scalars(
        select(Review.id)
        .join(PanelMember, PanelMember.id == Review.panel_member_id)
        .where(PanelMember.call_id == call.id)
        .limit(1)
    ).first()
    return Used(
        tuple(dict.fromkeys([*courses, *(course_id for course_id, _ in applied)])),
        {kind for _, kind in applied},
        sheet is not None,
    )


def structure_problems(old: Scheme, new: Scheme, used: Used) -> Iterator[Problem]:
    """Say what of a new release would take away something that is in use already."""
    kept = {one.id for one in new.courses}
    for course in old.courses:
        if course.id in used.course_ids and course.id not in kept:
            message = f"「{course.title}」は募集しているコースです。訂正では、なくせません。"
            yield Problem("course_gone", message, FIELD)
    for kind in used.kinds:
        yield from _form_problems(old.forms.get(kind), new.forms.get(kind))
    if used.reviewed and _judging(old) != _judging(new):
        message = (
            "審査が始まっています。審査の段階・項目・配点と選定のきまりは、訂正では変えられません。"
        )
        yield Problem("judging_changed", message, FIELD)


def touched_filings(
    session: Session, catalog: Catalog, call: Call, old: Scheme, new: Scheme
) -> list[TouchedFiling]:
    """Give the applications that came in and come out otherwise under the new release.

    :raises PluginFault: where a rule cannot answer
    """
    recorded = newest_workings(session, call.id)
    found = []
    for application, snapshot in proposals_handed_in(session, call.id):
        if application.state is ApplicationState.WITHDRAWN:
            continue
        row, course_id = recorded.get(application.id), application.course_id
        inputs = inputs_of(session, new, application, snapshot)
        now = compute(catalog, new, course_id, inputs)
        if row is None:
            asked = inputs_of(session, old, application, snapshot)
            before = Said.of(compute(catalog, old, course_id, asked))
        else:
            before = Said.recorded(row)
        if different := changes(before, Said.of(now)):
            found.append(TouchedFiling(application, inputs, now, different, row))
    return found


def draft_changes(
    session: Session, call: Call, old: Scheme, new: Scheme
) -> tuple[DraftChange, ...]:
    """Say what drafts and filings in correction lack under the new release only."""
    counted: Counter[str] = Counter()
    filings = session.scalars(
        select(Filing)
        .join(Filing.application)
        .where(
            Application.call_id == call.id,
            Application.state != ApplicationState.WITHDRAWN,
            Filing.state.in_(WORKED_ON),
        )
    ).all()
    for filing in filings:
        before = _draft_problems(session, old, filing)
        counted.update(_draft_problems(session, new, filing) - before)
    return tuple(DraftChange(message, count) for message, count in sorted(counted.items()))


def _draft_problems(session: Session, scheme: Scheme, filing: Filing) -> set[str]:
    course = scheme.course(filing.application.course_id)
    if filing.kind not in scheme.forms:
        return set()
    form = scheme.form_for(filing.kind, course)
    sources = sources_of(session, Asked(scheme, course, form))
    attached = attached_counts(session, filing.id)
    return {one.message for one in read_answers(form, filing.draft, sources, attached).problems}


def _form_problems(old: Form | None, new: Form | None) -> Iterator[Problem]:
    if old is None:
        return
    for question in old.questions():
        now = new.question(question.id) if new else None
        if now is None or not now.can_read(question):
            message = (
                f"「{old.title}」の「{question.label}」には、答えた書類があります。"
                "訂正では、項目をなくすことも、答え方を変えることもできません。"
            )
            yield Problem("question_gone", message, FIELD)


def _judging(scheme: Scheme) -> Sequence[Any]:
    """Give what marks and the selection rest on, whatever its sources and labels say."""
    rule = scheme.selection
    said = (getattr(rule, one.name) for one in fields(rule))
    stages = [
        (
            stage.id,
            stage.method,
            stage.courses,
            stage.allocates,
            stage.counts,
            stage.hides,
            [
                (one.id, one.lowest, one.highest, one.weight, one.grade_points)
                for one in stage.criteria
            ],
        )
        for stage in scheme.stages
    ]
    return [stages, *(one.value if isinstance(one, Figure) else one for one in said)]
