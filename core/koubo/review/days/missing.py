"""How complete a day's sheets are: application by seat, who missed what, which tablet is silent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from koubo.people.rules import Actor
from koubo.review.days.models import PresentationDay, PresentationSlot, TabletCard
from koubo.review.days.queries import Sitting, SlotLine, lines_of, sittings
from koubo.review.models import Review, ScoreCell
from koubo.review.paper.models import PaperSheet
from koubo.review.rules import OPEN_STATES, ReviewState
from koubo.review.selection.values import CellState

SILENT_AFTER = timedelta(seconds=90)
"""A tablet calls every half minute; after this long it counts as cut off."""


class CellMark(StrEnum):
    """How far one member's sheet for one application is."""

    NONE = "none"
    """There is no such sheet."""
    UNDECLARED = "undeclared"
    NOTHING = "nothing"
    BEGUN = "begun"
    PAPER = "paper"
    """A paper sheet was keyed, and is not read back yet."""
    HANDED_IN = "handed_in"
    RECUSED = "recused"
    ABSENT = "absent"
    REPLACED = "replaced"


MARK_NAMES = {
    CellMark.NONE: "担当外",
    CellMark.UNDECLARED: "申告待ち",
    CellMark.NOTHING: "未記入",
    CellMark.BEGUN: "途中",
    CellMark.PAPER: "紙・読合せ待ち",
    CellMark.HANDED_IN: "提出",
    CellMark.RECUSED: "除斥・回避",
    CellMark.ABSENT: "欠席",
    CellMark.REPLACED: "交代",
}
STATE_MARKS = {
    ReviewState.ASSIGNED: CellMark.UNDECLARED,
    ReviewState.HANDED_IN: CellMark.HANDED_IN,
    ReviewState.RECUSED: CellMark.RECUSED,
    ReviewState.ABSENT: CellMark.ABSENT,
    ReviewState.REPLACED: CellMark.REPLACED,
}
AWAITED = (CellMark.UNDECLARED, CellMark.NOTHING, CellMark.BEGUN, CellMark.PAPER)


@dataclass(frozen=True)
class SeatSeen:
    """A seat with its tablet: when it was last heard of, if a card was opened at all."""

    sitting: Sitting
    has_card: bool
    seen_at: datetime | None

    def is_silent(self, now: datetime) -> bool:
        """Say whether an opened tablet has not been heard of for a while."""
        return self.seen_at is not None and now - self.seen_at > SILENT_AFTER


@dataclass(frozen=True)
class Grid:
    """A day's talks by the panel's seats; no score is in it."""

    seats: tuple[SeatSeen, ...]
    lines: tuple[SlotLine, ...]
    marks: Mapping[tuple[int, int], CellMark]
    """By application and member."""

    def mark(self, application_id: int, member_id: int) -> CellMark:
        """Give one cell."""
        return self.marks.get((application_id, member_id), CellMark.NONE)

    def awaited(self) -> int:
        """Give how many sheets are still waited for."""
        shown = {one.application_id for one in self.lines}
        return sum(
            mark in AWAITED for (application, _), mark in self.marks.items() if application in shown
        )

    def awaited_of(self, application_id: int) -> int:
        """Give how many sheets for one application are still waited for."""
        return sum(
            mark in AWAITED for (number, _), mark in self.marks.items() if number == application_id
        )


@dataclass(frozen=True)
class Missed:
    """A talk that a member did not hear, and whose sheet is still open."""

    application_id: int
    project: str
    begins: datetime


def day_grid(session: Session, actor: Actor, day: PresentationDay) -> Grid:
    """Give how far every sheet of a day is; four statements."""
    lines = tuple(one for one in lines_of(session, actor, day) if one.is_talk and not one.hidden)
    marks = _marks(session, day)
    seen = {
        member_id: (cards, at)
        for member_id, cards, at in session.execute(
            select(
                TabletCard.panel_member_id,
                func.count().filter(TabletCard.revoked_at.is_(None)),
                func.max(TabletCard.seen_at).filter(TabletCard.revoked_at.is_(None)),
            )
            .where(TabletCard.day_id == day.id)
            .group_by(TabletCard.panel_member_id)
        )
    }
    seats = []
    for one in sittings(session, day):
        cards, at = seen.get(one.member_id, (0, None))
        seats.append(SeatSeen(one, cards > 0, at))
    return Grid(tuple(seats), lines, marks)


def _marks(session: Session, day: PresentationDay) -> dict[tuple[int, int], CellMark]:
    marked = exists().where(ScoreCell.review_id == Review.id, ScoreCell.state != CellState.MISSING)
    on_paper = exists().where(PaperSheet.review_id == Review.id, PaperSheet.dropped_at.is_(None))
    rows = session.execute(
        select(
            Review.application_id,
            Review.panel_member_id,
            Review.state,
            marked.label("marked"),
            on_paper.label("on_paper"),
        )
        .join(PresentationSlot, PresentationSlot.application_id == Review.application_id)
        .where(PresentationSlot.day_id == day.id, Review.stage_id == day.stage_id)
    )
    return {
        (application_id, member_id): _mark(state, marked, on_paper)
        for application_id, member_id, state, marked, on_paper in rows
    }


def _mark(state: ReviewState, marked: bool, on_paper: bool) -> CellMark:
    if state is not ReviewState.DECLARED:
        return STATE_MARKS[state]
    if on_paper:
        return CellMark.PAPER
    return CellMark.BEGUN if marked else CellMark.NOTHING


def missed_sheets(session: Session, actor: Actor, day: PresentationDay) -> dict[int, list[Missed]]:
    """Give the talks that each member missed, wholly or in part, and still has an open sheet for.

    Only talks that are over count.
    """
    lines = [one for one in lines_of(session, actor, day) if one.is_talk and not one.hidden]
    rows = session.execute(
        select(Review.application_id, Review.panel_member_id).where(
            Review.application_id.in_([one.application_id for one in lines]),
            Review.stage_id == day.stage_id,
            Review.state.in_(OPEN_STATES),
        )
    )
    open_sheets = {(application_id, member_id) for application_id, member_id in rows}
    found: defaultdict[int, list[Missed]] = defaultdict(list)
    for sitting in sittings(session, day):
        for line in lines:
            number = line.application_id
            if number is None or (number, sitting.member_id) not in open_sheets:
                continue
            if _was_missed(sitting, line):
                found[sitting.member_id].append(Missed(number, line.title, line.begins))
    return dict(found)


def _was_missed(sitting: Sitting, line: SlotLine) -> bool:
    began, ended = line.place.began_at, line.place.ended_at
    return began is not None and ended is not None and sitting.stay.missed(began, ended)


def present(found: Sequence[Sitting], at: datetime) -> int:
    """Give how many of the panel are there at a moment."""
    return sum(one.stay.is_there(at) for one in found)
