"""The officer's board of a stage: ranking, proposed amounts, workings, and how far the panel is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from koubo.calendar import format_deadline
from koubo.hooks import Fault, PluginFault
from koubo.money import Worked, format_yen
from koubo.people.rules import Actor
from koubo.review.conclusions import Proposal, proposed_conclusion
from koubo.review.hookspecs import koubo_score, koubo_selection
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.stage import (
    SheetState,
    StageApplication,
    by_application,
    concluded_stages,
    stage_applications,
    stage_of,
    stage_sheets,
    undecided_count,
)
from koubo.review.rules import (
    DUE_STATES,
    OPEN_STATES,
    ReviewState,
    is_last,
    pseudonym_order,
    stage_before,
)
from koubo.review.selection.values import Outcome, Pot, Score, Scored, Selection, Sheet
from koubo.schemes.amount import AmountCase
from koubo.schemes.catalog import Catalog
from koubo.schemes.hookspecs import koubo_award_amount
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

    @property
    def started(self) -> bool:
        """Say whether sheets were given out."""
        return any(row.sheets for row in self.rows)

    @property
    def unassigned(self) -> int:
        """Give how many applications nobody was given a sheet for."""
        return sum(not row.sheets for row in self.rows)

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
    scheme = catalog.pinned(call.release.text)
    stage = stage_of(scheme, stage_id)
    applications = stage_applications(session, scheme, call_id, stage)
    sheets = stage_sheets(session, call_id, stage_id)
    concluded = concluded_stages(session, call_id)
    grouped = by_application(sheets)
    scored = {
        one.id: _score(catalog, scheme, stage, one, grouped.get(one.id, ())) for one in applications
    }
    selection = select_stage(catalog, scheme, stage, scored.values(), call.budget)
    by_id = {one.id: one for one in applications}
    before = stage_before(scheme, stage)
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
        concluded_on=concluded.get(stage_id),
        waits_for=before.title if before and before.id not in concluded else "",
        undecided=undecided_count(session, call_id),
    )


def score_of(
    catalog: Catalog, scheme: Scheme, stage: Stage, sheets: Iterable[SheetState]
) -> Score | None:
    """Give the score of the sheets that were handed in; None while there is none."""
    handed_in = tuple(
        Sheet(sheet.reviewer, sheet.cells)
        for sheet in sheets
        if sheet.state is ReviewState.HANDED_IN
    )
    if not handed_in:
        return None
    ask = catalog.hooks.first(koubo_score, scheme.id)
    return ask(stage=stage, rule=scheme.selection, sheets=handed_in)


def calculated_amount(
    catalog: Catalog, scheme: Scheme, application: StageApplication
) -> Worked[int]:
    """Give what the amount rule gives on the budget as it was handed in (円)."""
    ask = catalog.hooks.first(koubo_award_amount, scheme.id)
    course = scheme.course(application.course_id)
    return ask(course=course, case=AmountCase.of_budget(application.budget))


def select_stage(
    catalog: Catalog, scheme: Scheme, stage: Stage, scored: Iterable[Scored], budget: int
) -> Selection:
    """Ask for the selection; a stage that gives no money is asked with no pots."""
    pots = (Pot(WHOLE_BUDGET, budget),) if stage.allocates else ()
    entered = tuple(scored)
    ask = catalog.hooks.first(koubo_selection, scheme.id)
    selection = ask(stage=stage, rule=scheme.selection, scored=entered, pots=pots)
    _refuse_unfit(scheme, selection, entered, pots)
    return selection


def _refuse_unfit(
    scheme: Scheme, selection: Selection, scored: tuple[Scored, ...], pots: tuple[Pot, ...]
) -> None:
    """Nobody is lost, and no more is given than there is, whatever a plugin answers."""
    told = {one.application_id for one in selection.outcomes}
    given, there = sum(one.amount for one in selection.outcomes), sum(one.amount for one in pots)
    text = ""
    if told != {one.application_id for one in scored}:
        text = "集計の結果と、審査の対象の応募が一致しません"
    elif given > there:
        text = f"集計の額の合計 {format_yen(given)} が予算 {format_yen(there)} を超えています"
    if text:
        raise PluginFault(Fault(scheme.id, koubo_selection.__name__, text))


def _score(
    catalog: Catalog,
    scheme: Scheme,
    stage: Stage,
    application: StageApplication,
    sheets: Sequence[SheetState],
) -> Scored:
    calculated = calculated_amount(catalog, scheme, application)
    return Scored(
        application_id=application.id,
        course_id=application.course_id,
        score=score_of(catalog, scheme, stage, sheets),
        requested=application.requested,
        calculated=calculated.value,
        calculated_working=calculated.working,
        filed_at=application.received_at,
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
