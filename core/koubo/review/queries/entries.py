"""The applications of a stage as they enter its selection: lean rows, a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    null,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from koubo.applications.models import Application, Filing, Snapshot, StaffFindingRow
from koubo.people.models import Organisation
from koubo.review.conclusion_models import Recommendation
from koubo.review.models import Review, Standing
from koubo.review.queries.stage import KEPT, Ways, is_newest, is_proposal, judged, ways_into
from koubo.review.selection.values import StageTotal
from koubo.review.waivers import CONFIRMED_BY, UNCHANGED, continues, waiver_of
from koubo.schemes.budget import Budget
from koubo.schemes.budget_field import budget_from_json
from koubo.schemes.eligibility.case import PastAward
from koubo.schemes.forms import FilingKind
from koubo.schemes.models import Call, PastAwardRow
from koubo.schemes.past_awards import nth_time
from koubo.schemes.review_words import Stage, Waiver
from koubo.schemes.rules import Scheme
from koubo.storage.columns import read_columns


@dataclass(frozen=True)
class Which:
    """Which applications are asked for: those that come into a stage of a call, or one of them."""

    call_id: int
    ways: Ways
    alone: bool

    @property
    def clause(self) -> ColumnElement[bool]:
        """Give it as a clause; the one is bound as ``application``."""
        found = judged(self.call_id, self.ways)
        return and_(found, Application.id == bindparam("application")) if self.alone else found


@dataclass(frozen=True)
class NamedOrganisation:
    """Who applies."""

    id: int
    name: str


@dataclass(frozen=True)
class StageEntry:
    """An application that a stage judges, as it was last handed in (円)."""

    id: int
    course_id: str
    receipt_number: str
    project: str
    organisation: NamedOrganisation
    requested: int
    received_at: datetime
    snapshot_id: int
    nth_time: int
    """Which time the course, as it counts, would award it."""
    waiver: Waiver | None
    """Why the stage need not judge it; None: it has to."""
    kept: int | None
    """What the amount rule gave at the last 集計; None: never, or it was computed from else."""


def stage_entries(
    session: Session,
    scheme: Scheme,
    call: Call,
    stage: Stage,
    versions: str = "",
    application_id: int | None = None,
) -> list[StageEntry]:
    """Give the applications of a stage by their numbers, or the one asked for; two statements.

    :param versions: by what the amount rule is read now, as `versions_key` says; empty where
        nobody asks for the amounts that were kept
    """
    which = Which(call.id, ways_into(scheme, stage), application_id is not None)
    asked = {"application": application_id}
    past = _past_awards(session, scheme, which, asked)
    entries = _entries(stage.id, which, with_waivers=bool(stage.waived_for))
    return [
        _entry(scheme, stage, call, row, past.get(row.organisation_id, ()), versions)
        for row in read_columns(session, entries, asked)
    ]


def stage_budgets(
    session: Session,
    scheme: Scheme,
    call_id: int,
    stage: Stage,
    application_id: int | None = None,
) -> dict[int, Budget]:
    """Give the budgets of a stage's applications as they were last handed in; one statement."""
    question = scheme.forms[FilingKind.PROPOSAL].of_kind("budget")
    if question is None:
        return {}
    which = Which(call_id, ways_into(scheme, stage), application_id is not None)
    rows = read_columns(session, _answers(question.id, which), {"application": application_id})
    return {key: budget_from_json(kept) for key, kept in rows if kept}


def versions_key(call: Call, core: str, plugin: str) -> str:
    """Name the release that a call is pinned to, and the versions that read it."""
    return f"{call.release_id}/{core}/{plugin}"


def computed_from(versions: str, snapshot_id: int, time: int) -> str:
    """Name all that the amount of an application is computed from."""
    return f"{versions}/{snapshot_id}/{time}"


def earlier_totals(
    session: Session, call_id: int, stage: Stage
) -> dict[int, dict[str, StageTotal]]:
    """Give what applications came to in the earlier stages that this one counts, exactly.

    They stand in the recommendations, as the panel had them before it. One statement, none where
    the stage counts no other.
    """
    counted = [one.stage for one in stage.counts if one.stage != stage.id]
    found: defaultdict[int, dict[str, StageTotal]] = defaultdict(dict)
    if not counted:
        return found
    rows = session.execute(
        select(Recommendation.stage_id, Recommendation.selection).where(
            Recommendation.call_id == call_id, Recommendation.stage_id.in_(counted)
        )
    )
    for stage_id, selection in rows:
        for one in selection["outcomes"]:
            if score := one["score"]:
                total, highest = Fraction(score["total"]), Fraction(score["highest"])
                found[one["application_id"]][stage_id] = StageTotal(total, highest)
    return found


# Put together once for each stage and question: to build a statement takes longer than to run it
# for one application.
@lru_cache(maxsize=KEPT)
def _answers(question_id: str, which: Which) -> Select[int, Any]:
    return (
        select(Application.id, Snapshot.answers[question_id])
        .join(Filing, is_proposal())
        .join(Snapshot, is_newest())
        .where(which.clause)
    )


@lru_cache(maxsize=KEPT)
def _entries(stage_id: str, which: Which, *, with_waivers: bool) -> Select[*tuple[Any, ...]]:
    is_standing = and_(Standing.application_id == Application.id, Standing.stage_id == stage_id)
    return (
        select(
            Application.id,
            Application.course_id,
            Application.receipt_number,
            Application.project_name,
            Application.organisation_id,
            Organisation.name,
            Application.requested,
            Application.received_at,
            Snapshot.id.label("snapshot_id"),
            Standing.calculated,
            Standing.calculated_from,
            *_waiving(stage_id, with_waivers=with_waivers),
        )
        .join(Organisation, Organisation.id == Application.organisation_id)
        .join(Filing, is_proposal())
        .join(Snapshot, is_newest())
        .outerjoin(Standing, is_standing)
        .where(which.clause)
        .order_by(Application.id)
    )


def _waiving(stage_id: str, *, with_waivers: bool) -> Sequence[ColumnElement[Any]]:
    """Give what says whether a stage lets an application pass; nothing is read where none does.

    One that was given sheets is judged by them.
    """
    if not with_waivers:
        unknown = type_coerce(null(), Boolean)
        return unknown.label("unchanged"), null().label("finding"), unknown.label("has_sheets")
    finding = select(StaffFindingRow.answer).where(
        StaffFindingRow.application_id == Application.id, StaffFindingRow.rule == CONFIRMED_BY
    )
    return (
        Snapshot.answers[UNCHANGED].as_boolean().label("unchanged"),
        finding.scalar_subquery().label("finding"),
        exists()
        .where(Review.application_id == Application.id, Review.stage_id == stage_id)
        .label("has_sheets"),
    )


@lru_cache(maxsize=KEPT)
def _awards(which: Which) -> Select[int, str, int]:
    applying = select(Application.organisation_id).where(which.clause)
    return select(
        PastAwardRow.organisation_id, PastAwardRow.course_id, PastAwardRow.fiscal_year
    ).where(PastAwardRow.organisation_id.in_(applying))


def _past_awards(
    session: Session, scheme: Scheme, which: Which, asked: Mapping[str, int | None]
) -> Mapping[int, Sequence[PastAward]]:
    """Give the past awards of those who apply, under the ids that courses have today."""
    rows = read_columns(session, _awards(which), asked)
    found: defaultdict[int, list[PastAward]] = defaultdict(list)
    for organisation_id, course_id, fiscal_year in rows:
        award = PastAward(scheme.canonical(course_id), fiscal_year)
        found[organisation_id].append(award)
    return found


def _entry(
    scheme: Scheme, stage: Stage, call: Call, row: Any, past: Sequence[PastAward], versions: str
) -> StageEntry:
    course, year = scheme.course(row.course_id), call.fiscal_year
    time = nth_time(scheme, course, past, year) if past else 1
    is_same = row.calculated_from == computed_from(versions, row.snapshot_id, time)
    return StageEntry(
        id=row.id,
        course_id=row.course_id,
        receipt_number=row.receipt_number or "",
        project=row.project_name,
        organisation=NamedOrganisation(row.organisation_id, row.name),
        requested=row.requested or 0,
        received_at=row.received_at,
        snapshot_id=row.snapshot_id,
        nth_time=time,
        waiver=None
        if row.has_sheets
        else waiver_of(
            stage,
            said=bool(row.unchanged),
            continued=continues(course, past, year),
            finding=row.finding,
        ),
        kept=row.calculated if is_same else None,
    )
