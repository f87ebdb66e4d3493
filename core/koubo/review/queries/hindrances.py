"""How far the panel of a stage is, and what keeps its conclusion from being recorded."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from koubo.calendar import format_deadline
from koubo.review.rules import DUE_STATES, OPEN_STATES, ReviewState
from koubo.schemes.rules import CallState

MOST_SHEETS = 1_000
"""Sheets of one reviewer in one state are counted no further than this, for pages."""


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

    def told(self, state: str) -> str:
        """Say how many sheets are in a state: 「12件」, 「1,000件以上」 where no further was counted."""
        count = self.counts[ReviewState(state)]
        return f"{MOST_SHEETS:,}件以上" if count >= MOST_SHEETS else f"{count}件"


def hindrances_of(
    *,
    concluded: bool,
    call_state: CallState,
    closes_at: datetime,
    waits_for: str,
    undecided: int,
    judged: int,
    unassigned: int,
    members: Sequence[MemberProgress],
    now: datetime,
) -> Iterator[str]:
    """Say, each in a sentence, what keeps the panel's conclusion from being recorded.

    :param waits_for: title of an earlier stage that is not concluded yet; empty if none is
    :param undecided: applications that are neither accepted nor found ineligible
    :param judged: applications in the stage
    :param unassigned: those that nobody was given a sheet for, though they are judged
    """
    if concluded:
        yield "この審査の結論はもう記録されています。"
        return
    if call_state is not CallState.PUBLISHED:
        yield "この募集は審査の段階にありません。募集の状態を確かめてください。"
    if now < closes_at:
        told = format_deadline(closes_at)
        yield f"募集の受付が続いています（{told}）。締切の後に記録してください。"
    if waits_for:
        yield f"「{waits_for}」の結論がまだ記録されていません。先に記録してください。"
    if undecided:
        yield (
            f"受理か要件不適合かが決まっていない応募が {undecided}件あります。"
            "先に要件の確認を終えてください。"
        )
    if not judged:
        yield "この審査の対象になる応募がありません。"
    elif unassigned:
        yield (
            f"審査票が割り当てられていない応募が {unassigned}件あります。"
            "審査を始めて、割り当ててください。"
        )
    if late := [f"{one.reviewer} {one.open}件" for one in members if one.open]:
        yield (
            f"提出されていない審査票があります（{'、'.join(late)}）。"
            "提出を待つか、欠席を記録してください。"
        )
