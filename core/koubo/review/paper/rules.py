"""Sheets that come on paper or in a workbook from an officer's hand: numbers, states, comparing."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from koubo.review.rules import point_told, reason_field
from koubo.review.selection.values import Cell, CellState
from koubo.schemes.review_words import Criterion, Stage
from koubo.states import Steps
from koubo.storage.receipts import is_receipt_number, receipt_number

PREFIX = "S"
"""Of a sheet's number, as in S-0012-47; the call's own receipt numbers begin otherwise."""
CHECK_DIGITS = 2
COMMENT = "comment"
NOT_MARKED = {CellState.NOT_APPLICABLE: "対象外", CellState.ABSTAINED: "棄権"}
"""What is ticked, typed and printed in place of points."""


class PaperState(StrEnum):
    """Where a sheet is that an officer keyed in."""

    KEYED = "keyed"
    RETURNED = "returned"
    CHECKED = "checked"
    DROPPED = "dropped"


PAPER_STEPS = Steps(
    "paper_sheet",
    "紙の審査票",
    {
        PaperState.KEYED: "読合せ待ち",
        PaperState.RETURNED: "入力の直し待ち",
        PaperState.CHECKED: "読合せ済み",
        PaperState.DROPPED: "取り消し",
    },
    {
        PaperState.KEYED: frozenset(
            {PaperState.KEYED, PaperState.RETURNED, PaperState.CHECKED, PaperState.DROPPED}
        ),
        PaperState.RETURNED: frozenset({PaperState.KEYED, PaperState.DROPPED}),
    },
)
LIVE_STATES = (PaperState.KEYED, PaperState.RETURNED)
"""It may still be handed in; of one review there is only one such."""


class PaperSource(StrEnum):
    """From what an officer took the marks."""

    PAPER = "paper"
    WORKBOOK = "workbook"


@dataclass(frozen=True)
class Difference:
    """Something that is not the same in the first keying and in the second, in words."""

    field: str
    label: str
    keyed: str
    read: str


def sheet_number(review_id: int) -> str:
    """Give the number that is printed on a sheet, with two check digits: S-0012-47."""
    return receipt_number(PREFIX, review_id)


def review_of_number(text: str) -> int | None:
    """Give the review whose sheet bears a number as somebody typed it; None where it is mistyped.

    Full-width and small letters, and missing hyphens and letters, are forgiven: ｓ００１２４７.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    digits = "".join(one for one in plain.removeprefix(PREFIX) if one not in " -‐−–—ー\u3000\t")
    if not digits.isascii() or not digits.isdecimal() or len(digits) <= CHECK_DIGITS:
        return None
    body = digits[:-CHECK_DIGITS]
    number = int(body) if len(body) < LONGEST else 0
    if number < 1 or not is_receipt_number(f"{PREFIX}-{number:04d}-{digits[-CHECK_DIGITS:]}"):
        return None
    return number


LONGEST = 12
"""Digits: no review has a number as long, and the database takes none."""


def told(criterion: Criterion, cell: Cell) -> str:
    """Give a mark as it is read aloud: 4点, 対象外, 棄権; empty where there is none."""
    if cell.points is not None:
        return point_told(criterion, cell.points)
    return NOT_MARKED.get(cell.state, "")


def differences(
    stage: Stage,
    keyed: Mapping[str, Cell],
    read: Mapping[str, Cell],
    comments: tuple[str, str],
) -> Iterator[Difference]:
    """Say, criterion by criterion, where two keyings of one paper are not the same.

    :param comments: the opinion on the whole, as keyed first and as read
    """
    empty = Cell(CellState.MISSING)
    for one in stage.criteria:
        first, second = keyed.get(one.id, empty), read.get(one.id, empty)
        if (first.state, first.points) != (second.state, second.points):
            yield Difference(one.id, one.title, told(one, first), told(one, second))
        if not same_words(first.reason, second.reason):
            label = f"{one.title}の理由・意見"
            yield Difference(reason_field(one.id), label, first.reason, second.reason)
    if not same_words(*comments):
        yield Difference(COMMENT, "全体の意見", *comments)


def same_words(first: str, second: str) -> bool:
    """Say whether two texts are the same but for blanks and 全角/半角."""
    return _plain(first) == _plain(second)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def cells_as_json(cells: Mapping[str, Cell]) -> dict[str, Any]:
    """Give marks as they are kept beside the paper."""
    return {
        key: {"state": one.state.value, "points": one.points, "reason": one.reason}
        for key, one in cells.items()
    }


def cells_from_json(kept: Mapping[str, Any]) -> dict[str, Cell]:
    """Give marks that were kept beside the paper."""
    return {
        key: Cell(CellState(one["state"]), one["points"], one["reason"])
        for key, one in kept.items()
    }
