"""The closed vocabulary of review in scheme files: stages, criteria and how a panel's marks count.

What the words do is in ``koubo.review.selection``; here is only what may be said.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from koubo.schemes.figures import Figure


class StageMethod(StrEnum):
    """How a stage judges."""

    DOCUMENTS = "documents"
    PRESENTATION = "presentation"


class Aggregate(StrEnum):
    """How reviewers' points become one total."""

    SUM_OF_ITEM_MEANS = "sum_of_item_means"
    SUM_OF_POINTS = "sum_of_points"


class TieBreak(StrEnum):
    """What decides between equal totals, tried in the order written."""

    CRITERION = "criterion"
    SMALLER_REQUEST = "smaller_request"
    EARLIER_FILING = "earlier_filing"


class Allocation(StrEnum):
    """How the pot is given out along the ranking."""

    WHILE_MONEY_LASTS = "while_money_lasts"
    CUT_LINE = "cut_line"


@dataclass(frozen=True)
class Criterion:
    """Something that is marked, on a scale of whole points with anchored labels."""

    id: str
    title: str
    support: str
    lowest: int
    highest: int
    anchors: tuple[str, ...]
    """Labels from the lowest to the highest point."""
    reason_at_most: int | None = None
    """A reason must be written for this many points or fewer; None: never required."""


@dataclass(frozen=True)
class Veto:
    """Out whatever the total, if more than a share of reviewers gave so few points."""

    criterion: str
    at_most: int
    more_than: Fraction


@dataclass(frozen=True)
class TieBreaker:
    """One link of the tie-break chain."""

    by: TieBreak
    criterion: str = ""


@dataclass(frozen=True)
class SelectionRule:
    """How sheets become a ranking and a ranking becomes money."""

    aggregate: Figure[Aggregate]
    vetoes: tuple[Veto, ...]
    tie_breakers: tuple[TieBreaker, ...]
    allocation: Figure[Allocation]
    pass_share: Figure[Fraction] | None = None
    """Least share of the highest possible total; None: no pass mark."""
    vetoes_note: str = ""
    tie_breakers_note: str = ""


@dataclass(frozen=True)
class Stage:
    """One step of review."""

    id: str
    title: str
    method: StageMethod
    criteria: tuple[Criterion, ...]
    allocates: bool
    """Whether this stage's ranking is given money; only the last one does."""
