"""The officer's board of a stage: ranking, proposed amounts, workings, and how far the panel is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from koubo.people.rules import Actor
from koubo.review.conclusions import Proposal, proposed_conclusion
from koubo.review.policy import load_reviewed_call
from koubo.review.queries.computed import (
    on_the_table,
    scored_of,
    select_stage,
    terms_of,
)
from koubo.review.queries.entries import StageEntry
from koubo.review.queries.hindrances import MemberProgress, hindrances_of
from koubo.review.queries.marks import entered_of, marked_sheets
from koubo.review.queries.progress import progress_of
from koubo.review.queries.stage import SheetState, by_application, stage_of
from koubo.review.rules import (
    DUE_STATES,
    ReviewState,
    is_last,
    pseudonym_order,
)
from koubo.review.selection.inputs import SelectionInputs
from koubo.review.selection.values import Outcome, Scored, Selection, Verdict
from koubo.schemes.catalog import Catalog
from koubo.schemes.review_words import Stage
from koubo.schemes.rules import CallFacts, CallState, Scheme


@dataclass(frozen=True)
class BoardRow:
    """One application on the board."""

    application: StageEntry
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
    inputs: SelectionInputs
    """All that the selection was computed from."""
    revision: int
    """Counted up by whatever changes what the sheets come to."""

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
                calculated=row.scored.raised or 0 if row.outcome.raised else row.scored.calculated,
                with_money=self.scheme.course(row.application.course_id).funding.gives_money,
                course_id=row.application.course_id,
                tied=row.outcome.verdict is Verdict.TIED,
            )
            for row in self.rows
        ]

    def hindrances(self, now: datetime) -> tuple[str, ...]:
        """Say, each in a sentence, what keeps the panel's conclusion from being recorded."""
        return tuple(
            hindrances_of(
                concluded=self.concluded_on is not None,
                call_state=self.call_state,
                closes_at=self.call.closes_at,
                waits_for=self.waits_for,
                undecided=self.undecided,
                judged=len(self.rows),
                unassigned=self.unassigned,
                members=self.members,
                now=now,
            )
        )


def stage_board(
    session: Session, catalog: Catalog, actor: Actor, call_id: int, stage_id: str
) -> Board:
    """Give a stage's board, computed exactly from what was handed in; nine statements at most."""
    call = load_reviewed_call(session, actor, call_id)
    scheme = catalog.of(call.release)
    stage = stage_of(scheme, stage_id)
    progress = progress_of(session, {call_id: scheme})[call_id]
    terms = terms_of(session, call_id, stage_id)
    sheets = marked_sheets(session, call_id, stage)
    grouped = by_application(sheets)
    entered = {key: entered_of(several) for key, several in grouped.items()}
    table = on_the_table(session, catalog, call, stage, progress, terms, entered, afresh=True)
    scored = scored_of(catalog, scheme, table.inputs)
    selection = select_stage(catalog, scheme, table.inputs, scored)
    by_id = {one.application_id: one for one in scored}
    before, concluded = progress.waits_for(stage), progress.concluded.get(stage_id)
    return Board(
        call=call.facts(),
        call_state=call.state,
        scheme=scheme,
        stage=stage,
        last=is_last(scheme, stage),
        rows=tuple(
            BoardRow(
                table.entries[outcome.application_id],
                scheme.course(by_id[outcome.application_id].course_id).title,
                by_id[outcome.application_id],
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
        given_beside=progress.given_beside(stage),
        inputs=table.inputs,
        revision=table.terms.revision,
    )


def _progress(sheets: Iterable[SheetState]) -> tuple[MemberProgress, ...]:
    counts: dict[tuple[int, str], Counter[ReviewState]] = {}
    for sheet in sheets:
        counts.setdefault((sheet.member_id, sheet.reviewer), Counter())[sheet.state] += 1
    members = [MemberProgress(*member, counted) for member, counted in counts.items()]
    return tuple(sorted(members, key=lambda one: pseudonym_order(one.reviewer)))
