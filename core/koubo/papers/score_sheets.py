"""Blank score sheets (審査票) to be marked by hand, with a cover for each reviewer.

Another paper binds the same sheet in: its template says ``#import "score_sheet.typ": score-sheet``
and shows ``score-sheet(sheet)`` with what :func:`sheet_content` gives for one
:class:`BlankScoreSheet`. The sheet is plain flowing content without page settings, about one A4
page; the caller breaks the page before it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from koubo.papers.plain_texts import printable
from koubo.papers.press import print_paper


@dataclass(frozen=True)
class BlankMark:
    """One criterion on a blank sheet.

    :param choices: points with their label, each a box to tick; empty: points are written in
    :param scale: what may be written, such as 0〜30
    :param notes: such as the weight, and when a reason has to be written
    """

    title: str
    support: str
    choices: tuple[tuple[str, str], ...]
    scale: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BlankScoreSheet:
    """A sheet for one reviewer and one application; the reviewer is named by the pseudonym only.

    :param number: the sheet's own number with its check digits, by which it is keyed
    :param order: the place in the order of presentation, such as 3／18
    :param items: what is judged: label and value; what the stage hides is left out
    :param others: what may be ticked instead of points: 対象外, 棄権
    :param total: what the sum is out of, such as 15; empty: nobody adds up by hand
    """

    number: str
    title: str
    reviewer: str
    order: str
    items: tuple[tuple[str, str], ...]
    marks: tuple[BlankMark, ...]
    others: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class ScoreCoverLine:
    """An application on a reviewer's cover, where a conflict is declared."""

    order: str
    receipt_number: str
    project: str
    organisation: str


@dataclass(frozen=True)
class ScoreCover:
    """The first page of a reviewer's sheets; here alone the name stands beside the pseudonym."""

    call: str
    title: str
    issuer: str
    reviewer: str
    name: str
    due: str
    lines: tuple[ScoreCoverLine, ...]
    declared: bool
    """Whether the reviewer has declared already, so that the cover does not ask again."""


@dataclass(frozen=True)
class ScoreSheetSet:
    """All sheets of one reviewer."""

    cover: ScoreCover
    sheets: tuple[BlankScoreSheet, ...]


def sheet_content(sheet: BlankScoreSheet) -> dict[str, Any]:
    """Give what ``score-sheet`` of score_sheet.typ shows, as plain JSON values."""
    content, lacking = printable(asdict(sheet))
    return {**content, "lacking": lacking}


def print_score_sheets(sets: Sequence[ScoreSheetSet]) -> bytes:
    """Give the sheets of one or more reviewers as one tagged PDF (PDF/UA-1), each with its cover."""
    content = []
    for one in sets:
        cover, lacking = printable(asdict(one.cover))
        sheets = [sheet_content(each) for each in one.sheets]
        content.append({"cover": {**cover, "lacking": lacking}, "sheets": sheets})
    return print_paper("score_sheets.typ", sets=content)
