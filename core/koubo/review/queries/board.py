"""The officer's board of a stage: ranking, proposed amounts, workings, and how far the panel is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from koubo.calendar import format_deadline
from koubo.people.rules import Actor
from koubo.review.conclusions import Proposal, proposed_conclusion
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.computed import scored_application, select_stage
from koubo.review.queries.progress import progress_of
from koubo.review.queries.stage import (
    SheetState,
    StageApplication,
    by_application,
    stage_applications,
    stage_of,
    stage_sheets,
)
from koubo.review.rules import (
    DUE_STATES,
    OPEN_STATES,
    ReviewState,
    is_last,
    pseudonym_order,
)
from koubo.review.selection.values import Outcome, Scored, Selection
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts, CallState, Scheme

WHOLE_BUDGET = "予算"


@dataclass(frozen=True)
class BoardRow:
    """One application on the board."""

    application: StageApplication
    course: str
    scored: Scored
    outcome: Outcome
    sheets: tuple[SheetState, ...]

    @property
    def sheets_due(self) -> int:
        """Give how many sheets count or are waited for."""
        return sum(sheet.state in DUE_STATES for sheet in self.sheets)

    @property
    def sheets_in(self) -> int:
        """Give how many sheets were handed in."""
        return len(self.in_state(ReviewState.HANDED_IN))

    def in_state(self, state: ReviewState) -> tuple[str, ...]:
        """Give the pseudonyms of those whose sheet is in a state."""
        return tuple(sheet.reviewer for sheet in self.sheets if sheet.state is state)


@dataclass(frozen=True)
class MemberProgress:
    """How far one reviewer is in a stage."""

    member_id: int
    reviewer: str
    counts: Counter[ReviewState]

    @property
    def due(self) -> int:
        """Give how many sheets this reviewer has handed in or still owes."""
        return sum(self.counts[state] for state in DUE_STATES)

    @property
    def open(self) -> int:
        """Give how many sheets are waited for."""
        return sum(self.counts[state] for state in OPEN_STATES)

    @property
    def handed_in(self) -> int:
        """Give how many sheets were handed in."""
        return self.counts[ReviewState.HANDED_IN]


@dataclass(frozen=True)
class Board:
    """A stage as the officer sees it; rows stand in ranked order."""

    call: CallFacts
    call_state: CallState
    scheme: Scheme
    stage: Stage
    last: bool
    rows: tuple[BoardRow, ...]
    members: tuple[MemberProgress, ...]
    selection: Selection
    concluded_on: date | None
    waits_for: str
    """Title of an earlier stage that is not concluded yet; empty if none is."""
    undecided: int
    """Applications of the call that are neither accepted nor found ineligible."""
    given_beside: int
    """What other stages have recommended already, out of the same budget (円)."""

    @property
    def started(self) -> bool:
        """Say whether sheets were given out."""
        return any(row.sheets for row in self.rows)

    @property
    def unassigned(self) -> int:
        """Give how many applications nobody was given a sheet for, though they are judged."""
        return sum(not row.sheets and not row.scored.waived for row in self.rows)

    @property
    def waived(self) -> int:
        """Give how many applications pass without being judged."""
        return sum(row.scored.waived is not None for row in self.rows)

    @property
    def budget(self) -> int:
        """Give what this stage may recommend (円)."""
        return max(self.call.budget - self.given_beside, 0)

    @property
    def scored(self) -> tuple[Scored, ...]:
        """Give what the selection was computed from."""
        return tuple(row.scored for row in self.rows)

    def proposals(self) -> list[Proposal]:
        """Give what the computed selection proposes to the panel, and what bounds it."""
        return [
            Proposal(
                application_id=row.application.id,
                project=row.application.project,
                conclusion=proposed_conclusion(row.outcome.verdict, last=self.last),
                amount=row.outcome.amount,
                requested=row.application.requested,
                calculated=row.scored.calculated,
                with_money=self.scheme.course(row.application.course_id).funding.gives_money,
            )
            for row in self.rows
        ]

    def hindrances(self, now: datetime) -> tuple[str, ...]:
        """Say, each in a sentence, what keeps the panel's conclusion from being recorded."""
        return tuple(_hindrances(self, now))


def stage_board(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str
) -> Board:
    """Give a stage's board, computed exactly from what was handed in; six statements."""
    call = load_reviewed_call(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    applications = stage_applications(session, scheme, call_id, stage)
    sheets = stage_sheets(session, call_id, stage_id)
    progress = progress_of(session, {call_id: scheme})[call_id]
    grouped = by_application(sheets)
    scored = {
        one.id: scored_application(catalog, scheme, stage, one, grouped.get(one.id, ()))
        for one in applications
    }
    given_beside = progress.given_beside(stage)
    budget = max(call.budget - given_beside, 0)
    selection = select_stage(catalog, scheme, stage, scored.values(), budget)
    by_id = {one.id: one for one in applications}
    before, concluded = progress.waits_for(stage), progress.concluded.get(stage_id)
    return Board(
        call=call.facts(),
        call_state=call.state,
        scheme=scheme,
        stage=stage,
        last=is_last(scheme, stage),
        rows=tuple(
            BoardRow(
                by_id[outcome.application_id],
                scheme.course(by_id[outcome.application_id].course_id).title,
                scored[outcome.application_id],
                outcome,
                grouped.get(outcome.application_id, ()),
            )
            for outcome in selection.outcomes
        ),
        members=_progress(one for one in sheets if one.application_id in by_id),
        selection=selection,
        concluded_on=concluded.on if concluded else None,
        waits_for=before.title if before else "",
        undecided=progress.entered.undecided,
        given_beside=given_beside,
    )


def _progress(sheets: Iterable[SheetState]) -> tuple[MemberProgress, ...]:
    counts: dict[tuple[int, str], Counter[ReviewState]] = {}
    for sheet in sheets:
        counts.setdefault((sheet.member_id, sheet.reviewer), Counter())[sheet.state] += 1
    members = [MemberProgress(*member, counted) for member, counted in counts.items()]
    return tuple(sorted(members, key=lambda one: pseudonym_order(one.reviewer)))


def _hindrances(board: Board, now: datetime) -> Iterable[str]:
    if board.concluded_on is not None:
        yield "この審査の結論はもう記録されています。"
        return
    if board.call_state is not CallState.PUBLISHED:
        yield "この募集は審査の段階にありません。募集の状態を確かめてください。"
    if now < board.call.closes_at:
        told = format_deadline(board.call.closes_at)
        yield f"募集の受付が続いています（{told}）。締切の後に記録してください。"
    if board.waits_for:
        yield f"「{board.waits_for}」の結論がまだ記録されていません。先に記録してください。"
    if board.undecided:
        yield (
            f"受理か要件不適合かが決まっていない応募が {board.undecided}件あります。"
            "先に要件の確認を終えてください。"
        )
    if not board.rows:
        yield "この審査の対象になる応募がありません。"
    elif board.unassigned:
        yield (
            f"審査票が割り当てられていない応募が {board.unassigned}件あります。"
            "審査を始めて、割り当ててください。"
        )
    if late := [f"{one.reviewer} {one.open}件" for one in board.members if one.open]:
        yield (
            f"提出されていない審査票があります（{'、'.join(late)}）。"
            "提出を待つか、欠席を記録してください。"
        )
