"""Stages, rules and sheets in short, for tests of the selection."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from koubo.money import Line, Working
from koubo.review.selection.inputs import Entry
from koubo.review.selection.values import Cell, CellState, Score, Scored, Sheet
from koubo.schemes.figures import Figure
from koubo.schemes.review_words import (
    Aggregate,
    Allocation,
    Criterion,
    SelectionRule,
    Stage,
    StageMethod,
    TieBreak,
    TieBreaker,
    Veto,
    Waiver,
)

FILED = datetime(2005, 1, 20, 3, 0, tzinfo=UTC)
KURASHIKI_2005 = ("公益性", "優先性", "実現性", "独創性")


def a_stage(*titles: str, allocates: bool = True, lowest: int = 1, highest: int = 5) -> Stage:
    """Make a stage whose criteria are known by their titles."""
    criteria = tuple(
        Criterion(title, Figure(title), "", lowest, highest, (), reason_at_most=2)
        for title in titles or KURASHIKI_2005
    )
    return Stage("last", "2次審査", StageMethod.PRESENTATION, criteria, allocates)


def a_rule(**changes: Any) -> SelectionRule:
    """Make 倉敷市's rule of 2005, with the cut line of 小諸市."""
    values: dict[str, Any] = {
        "aggregate": Figure(Aggregate.SUM_OF_ITEM_MEANS),
        "vetoes": Figure((Veto("公益性", 2, Fraction(1, 2)),)),
        "tie_breakers": Figure(
            (
                TieBreaker(TieBreak.CRITERION, "優先性"),
                TieBreaker(TieBreak.SMALLER_REQUEST),
                TieBreaker(TieBreak.EARLIER_FILING),
            )
        ),
        "allocation": Figure(Allocation.CUT_LINE),
    }
    return SelectionRule(**{**values, **changes})


def sheets_of(**marks: list[Cell | int]) -> tuple[Sheet, ...]:
    """Make one sheet for each reviewer of the columns: 公益性=[5, 4], 優先性=[3, 3]."""
    reviewers = len(next(iter(marks.values())))
    return tuple(
        Sheet(
            f"{'ABCDEFG'[place]}委員",
            {title: as_cell(column[place]) for title, column in marks.items()},
        )
        for place in range(reviewers)
    )


def as_cell(mark: Cell | int) -> Cell:
    """Make a cell of plain points."""
    return mark if isinstance(mark, Cell) else Cell(CellState.VALUE, mark)


def a_score(total: str | int, highest: int = 20, vetoed_by: str = "", **means: str) -> Score:
    """Make a score as it enters the ranking."""
    return Score(
        total=Fraction(total),
        highest=highest,
        item_means={title: Fraction(mean) for title, mean in means.items()},
        sheets=5,
        vetoed_by=vetoed_by,
    )


def a_scored(
    number: int,
    score: Score | None,
    *,
    requested: int = 300_000,
    calculated: int | None = None,
    course: str = "kurashiki.collab_prep",
    filed_at: datetime = FILED,
    unit: int = 1,
    waived: Waiver | None = None,
    **more: Any,
) -> Scored:
    """Make an application as it enters the ranking."""
    return Scored(
        application_id=number,
        course_id=course,
        score=score,
        requested=requested,
        calculated=requested if calculated is None else calculated,
        calculated_working=Working((Line("算定"),)),
        filed_at=filed_at,
        unit=unit,
        waived=waived,
        **more,
    )


def an_entry(number: int, sheets: tuple[Sheet, ...], **changes: Any) -> Entry:
    """Make an application with its sheets, as it is recorded."""
    values: dict[str, Any] = {
        "course_id": "kurashiki.collab_prep",
        "requested": 300_000,
        "calculated": 300_000,
        "filed_at": FILED,
        **changes,
    }
    return Entry(number, sheets=sheets, **values)
