"""The board as a page shows it: fifty kept standings by key, whatever the number of applications."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from koubo.money import format_yen
from koubo.people.rules import Actor
from koubo.review.models import UNSCORED, StageTerms
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.computed import versions_of
from koubo.review.queries.entries import stage_entries
from koubo.review.queries.hindrances import MemberProgress, hindrances_of
from koubo.review.queries.progress import progress_of
from koubo.review.queries.stage import stage_of
from koubo.review.queries.standing_rows import (
    PAGE,
    Key,
    assigned_in,
    panel_progress,
    places_by_total,
    standing_page,
)
from koubo.review.rules import is_last
from koubo.review.selection.values import Verdict
from koubo.review.tallied import Summary
from koubo.schemes.catalog import Catalog
from koubo.schemes.models import Call
from koubo.schemes.review_words import Stage, TieBreak
from koubo.schemes.rules import CallFacts, CallState, Scheme


@dataclass(frozen=True)
class RankedLine:
    """One application in the ranking (円)."""

    application_id: int
    project: str
    organisation: str
    course: str
    requested: int
    total: str
    """With the most that it could be; empty where no sheet is in."""
    rank: int | None
    verdict: Verdict | None
    """None before the first 集計."""
    calculated: int | None
    amount: int
    rest: int | None
    """What its pots still hold below it; None where the stage gives no money."""
    waived: bool
    sheets_in: int
    sheets_due: int
    key: Key


@dataclass(frozen=True)
class Tallied:
    """When the kept ranks were computed, and what has come since."""

    at: datetime
    summary: Summary
    since: tuple[str, ...]
    """What has changed since then, each in a sentence; empty: nothing has."""


@dataclass(frozen=True)
class Ranking:
    """A stage as its board shows it."""

    call: CallFacts
    call_state: CallState
    scheme: Scheme
    stage: Stage
    last: bool
    lines: tuple[RankedLine, ...]
    tallied: Tallied | None
    """None before the first 集計: ranks are provisional then."""
    lot_seed: str
    judged: int
    """Applications in the stage."""
    assigned: int
    """Those that somebody was given a sheet for."""
    wishes: int
    """Sheets that are in and that their reviewers ask to have back."""
    unassigned: int
    """Those that nobody was, though they are judged."""
    members: tuple[MemberProgress, ...]
    concluded_on: date | None
    waits_for: str
    undecided: int
    given_beside: int
    previous: Key | None
    following: Key | None

    @property
    def started(self) -> bool:
        """Say whether sheets were given out."""
        return self.assigned > 0

    @property
    def complete(self) -> bool:
        """Say whether no sheet is waited for."""
        return self.started and not any(one.open for one in self.members)

    @property
    def draws_lots(self) -> bool:
        """Say whether the scheme lets a lot decide between equals."""
        return any(one.by is TieBreak.LOT for one in self.scheme.selection.tie_breakers.value)

    def hindrances(self, now: datetime) -> tuple[str, ...]:
        """Say, each in a sentence, what keeps the panel's conclusion from being recorded."""
        return tuple(
            hindrances_of(
                concluded=self.concluded_on is not None,
                call_state=self.call_state,
                closes_at=self.call.closes_at,
                waits_for=self.waits_for,
                undecided=self.undecided,
                judged=self.judged,
                unassigned=self.unassigned,
                members=self.members,
                now=now,
            )
        )


def stage_ranking(
    session: Session,
    catalog: Catalog,
    actor: Actor,
    call_id: int,
    stage_id: str,
    *,
    after: Key | None = None,
    before: Key | None = None,
) -> Ranking:
    """Give a page of a stage's ranking as it was kept; eight statements at most.

    :param after: the key of the last line of the page before
    :param before: the key of the first line of the page after, to go back
    """
    call = load_reviewed_call(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    progress = progress_of(session, {call_id: scheme})[call_id]
    terms = session.scalars(
        select(StageTerms).where(StageTerms.call_id == call_id, StageTerms.stage_id == stage_id)
    ).first()
    (assigned, wishes), judged = assigned_in(session, call_id, stage_id), progress.judged_in(stage)
    tallied = tallied_of(terms, call, judged)
    rows = standing_page(
        session,
        call_id,
        stage_id,
        by_place=tallied is not None,
        after=after,
        before=before,
    )
    shown, more = (rows[-PAGE:] if before else rows[:PAGE]), len(rows) > PAGE
    first = 1, 1
    if shown and tallied is None and (after or before):
        first = places_by_total(session, call_id, stage_id, _key(shown[0], by_place=False))
    lines = tuple(_lines(scheme, shown, first, by_place=tallied is not None))
    waiting, concluded = progress.waits_for(stage), progress.concluded.get(stage_id)
    return Ranking(
        call=call.facts(),
        call_state=call.state,
        scheme=scheme,
        stage=stage,
        last=is_last(scheme, stage),
        lines=lines,
        tallied=tallied,
        lot_seed=terms.lot_seed if terms else "",
        judged=judged,
        assigned=assigned,
        wishes=wishes,
        unassigned=_unassigned(session, catalog, call, stage, judged, assigned),
        members=panel_progress(session, call_id, stage_id),
        concluded_on=concluded.on if concluded else None,
        waits_for=waiting.title if waiting else "",
        undecided=progress.entered.undecided,
        given_beside=progress.given_beside(stage),
        previous=lines[0].key if lines and (more if before else after) else None,
        following=lines[-1].key if lines and (before or more) else None,
    )


def tallied_of(terms: StageTerms | None, call: Call, judged: int | None = None) -> Tallied | None:
    """Give when a stage was last computed, and what has come since; None where it never was.

    :param judged: applications in the stage now; None where nobody counted them
    """
    if terms is None or terms.tallied_at is None:
        return None
    summary = Summary.from_json(terms.summary)
    since: list[str] = []
    if terms.revision != terms.tallied_revision:
        since.append("その後に、審査票の提出など、結果を変えることがありました。")
    if judged is not None and judged != summary.applications:
        before = summary.applications
        since.append(f"その後に、対象の応募が {before}件から {judged}件になりました。")
    if terms.tallied_budget is not None and terms.tallied_budget != call.budget:
        told = f"{format_yen(terms.tallied_budget)} から {format_yen(call.budget)}"
        since.append(f"その後に、予算額が {told} に変わりました。")
    return Tallied(terms.tallied_at, summary, tuple(since))


def _unassigned(
    session: Session, catalog: Catalog, call: Call, stage: Stage, judged: int, assigned: int
) -> int:
    """Count those that nobody was given a sheet for; who is let through needs none."""
    if judged == assigned or not stage.waived_for:
        return max(judged - assigned, 0)
    scheme = catalog.of(call.release)
    entries = stage_entries(session, scheme, call, stage, versions_of(catalog, call))
    return sum(one.waiver is None for one in entries) - assigned


def _key(row: Any, *, by_place: bool) -> Key:
    return Key(row.place) if by_place else Key(row.total_millionths, row.application_id)


def _lines(
    scheme: Scheme, rows: Sequence[Any], first: tuple[int, int], *, by_place: bool
) -> Iterator[RankedLine]:
    """Give the lines of a page; before the first 集計 a rank is provisional: equals share one.

    :param first: which one the first row is, and its rank
    """
    (start, rank), total = first, None
    for place, row in enumerate(rows, start=start):
        if total not in (None, row.total_millionths):
            rank = place
        total = row.total_millionths
        provisional = None if row.total_millionths == UNSCORED else rank
        yield RankedLine(
            application_id=row.application_id,
            project=row.project_name,
            organisation=row.organisation,
            course=scheme.course(row.course_id).title,
            requested=row.requested or 0,
            total=row.total_text,
            rank=row.rank if by_place else provisional,
            verdict=row.verdict,
            calculated=row.calculated,
            amount=row.amount,
            rest=row.rest,
            waived=row.waived,
            sheets_in=row.sheets_in,
            sheets_due=row.sheets_due,
            key=_key(row, by_place=by_place),
        )
