"""How far the review of a call is: its stages, its panel, and what officers have to do next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from koubo.people.rules import Actor
from koubo.review.models import Standing
from koubo.review.panels.queries.panel import Member, panel_of
from koubo.review.policy import load_reviewed_call, runs_whole_review
from koubo.review.queries.progress import Progress, progress_of
from koubo.review.rules import stages_judging
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.queries import courses_of
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts, CallState

Sums = tuple[int, int, int]
"""Applications, sheets due, sheets in."""


@dataclass(frozen=True)
class StageLine:
    """One stage of a call's review."""

    stage: Stage
    applications: int
    sheets_due: int
    sheets_in: int
    concluded_on: date | None
    may_start: bool
    """Whether the stages before it are concluded, and it is not."""

    @property
    def started(self) -> bool:
        """Say whether sheets were given out."""
        return self.applications > 0


@dataclass(frozen=True)
class Overview:
    """A call's review at a glance."""

    call: CallFacts
    members: tuple[Member, ...]
    stages: tuple[StageLine, ...]


@dataclass(frozen=True)
class WaitingStage:
    """A stage that waits for an officer: to begin it, or to record its conclusion."""

    call: CallFacts
    stage: Stage
    started: bool


def review_overview(session: Session, catalog: Catalog, actor: Actor, call_id: int) -> Overview:
    """Give a call's panel and the stages of the courses that it opens; five statements."""
    call = load_reviewed_call(session, actor, call_id)
    scheme = catalog.of(call.release)
    course_ids = courses_of(session, [call_id]).get(call_id, ())
    progress = progress_of(session, {call_id: scheme})[call_id]
    sums = _sums(session, [call_id])
    lines = tuple(
        _line(stage, progress, sums.get((call_id, stage.id), (0, 0, 0)))
        for stage in stages_judging(scheme, course_ids)
    )
    return Overview(call.facts(), tuple(panel_of(session, call_id)), lines)


def _line(stage: Stage, progress: Progress, sums: Sums) -> StageLine:
    concluded = progress.concluded.get(stage.id)
    applications, due, handed_in = sums
    return StageLine(
        stage=stage,
        applications=applications,
        sheets_due=due,
        sheets_in=handed_in,
        concluded_on=concluded.on if concluded else None,
        may_start=concluded is None and progress.waits_for(stage) is None,
    )


@dataclass(frozen=True)
class WaitingReview:
    """The stages that wait, and how far the review of every closed call is, by the call's number."""

    stages: tuple[WaitingStage, ...]
    progress: Mapping[int, Progress]


def waiting_review(
    session: Session, catalog: Catalog, actor: Actor, now: datetime
) -> WaitingReview:
    """Give the stages of closed calls that wait to be begun or concluded; three statements."""
    calls = session.scalars(
        select(Call)
        .where(
            Call.state == CallState.PUBLISHED,
            Call.closes_at <= now,
            runs_whole_review(actor),
        )
        .order_by(Call.closes_at, Call.id)
    ).all()
    numbers = [call.id for call in calls]
    schemes = {call.id: catalog.of(call.release) for call in calls}
    progress, sums = progress_of(session, schemes), _sums(session, numbers)
    waiting: list[WaitingStage] = []
    for call in calls:
        for stage in progress[call.id].open:
            _, due, handed_in = sums.get((call.id, stage.id), (0, 0, 0))
            started = (call.id, stage.id) in sums
            if progress[call.id].waits_for(stage) is None and (not started or due == handed_in):
                waiting.append(WaitingStage(call.facts(), stage, started))
    return WaitingReview(tuple(waiting), progress)


def stage_started(session: Session, call_id: int, stage_id: str) -> bool:
    """Say whether sheets of a stage were given out."""
    return (call_id, stage_id) in _sums(session, [call_id])


def _sums(session: Session, call_ids: list[int]) -> dict[tuple[int, str], Sums]:
    rows = session.execute(
        select(
            Standing.call_id,
            Standing.stage_id,
            func.count(),
            func.sum(Standing.sheets_due),
            func.sum(Standing.sheets_in),
        )
        .where(Standing.call_id.in_(call_ids))
        .group_by(Standing.call_id, Standing.stage_id)
    )
    return {
        (call_id, stage_id): (count, int(due), int(handed_in))
        for call_id, stage_id, count, due, handed_in in rows
    }
