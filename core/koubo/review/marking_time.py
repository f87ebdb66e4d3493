"""Until when a stage's sheets may be written, and what stands against it now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, select
from sqlalchemy.orm import Session

from koubo.calendar import format_deadline_short, in_time
from koubo.problems import Refused
from koubo.review.conclusion_models import Recommendation
from koubo.review.models import Review, StageTerms
from koubo.review.panels.models import PanelMember
from koubo.schemes.models import Call
from koubo.schemes.rules import CallState
from koubo.storage.columns import read_columns

CONCLUDED = "この段階の審査は、審査会の結論を記録して終わっています。採点を書くことも、直すこともできません。"
OVER = "この募集はもう公開中ではないため、採点を書くことも、直すこともできません。"

# Put together once: to build a statement takes longer than to run it.
TIMES = (
    select(
        StageTerms.due_at,
        exists().where(
            Recommendation.call_id == Call.id, Recommendation.stage_id == bindparam("stage")
        ),
        Call.state,
    )
    .select_from(Call)
    .outerjoin(
        StageTerms,
        and_(StageTerms.call_id == Call.id, StageTerms.stage_id == bindparam("stage")),
    )
)
OF_CALL = TIMES.where(Call.id == bindparam("call"))
OF_MEMBER = TIMES.where(
    Call.id
    == select(PanelMember.call_id).where(PanelMember.id == bindparam("member")).scalar_subquery()
)


@dataclass(frozen=True)
class MarkingTime:
    """The day for a stage's sheets, and whether the stage is over."""

    due_at: datetime | None
    """None: no day was set."""
    is_concluded: bool
    is_running: bool

    def due_for(self, extended_to: datetime | None) -> datetime | None:
        """Give until when (exclusive) one sheet is asked for; it may have more time of its own."""
        if self.due_at is None or extended_to is None:
            return self.due_at
        return max(self.due_at, extended_to)

    def hindrance(self, now: datetime, extended_to: datetime | None = None) -> str:
        """Say in one sentence why a sheet cannot be written now; empty where it can."""
        if self.is_concluded:
            return CONCLUDED
        if not self.is_running:
            return OVER
        due = self.due_for(extended_to)
        if due is not None and not in_time(now, due):
            return (
                f"審査票の提出期限（{format_deadline_short(due)}）を過ぎているため、保存も提出もできません。"
                "まだ採点が要るときは、事務局に連絡してください。"
            )
        return ""


def marking_time(session: Session, call_id: int, stage_id: str) -> MarkingTime:
    """Give until when the sheets of a stage may be written; one statement."""
    return _found(session, OF_CALL, {"call": call_id, "stage": stage_id})


def refuse_closed(session: Session, review: Review, now: datetime) -> None:
    """Refuse to write in a sheet whose time is over; one statement.

    :raises Refused: in a sentence that says why, and what to do
    """
    asked: dict[str, int | str] = {"member": review.panel_member_id, "stage": review.stage_id}
    found = _found(session, OF_MEMBER, asked)
    if hindrance := found.hindrance(now, review.extended_to):
        raise Refused(hindrance)


def _found(
    session: Session, statement: Select[*tuple[Any, ...]], asked: Mapping[str, int | str]
) -> MarkingTime:
    ((due_at, is_concluded, state),) = read_columns(session, statement, asked)
    return MarkingTime(due_at, bool(is_concluded), state is CallState.PUBLISHED)
