"""What selection takes and gives: cells, sheets, scores, pots, outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from koubo.money import Working
from koubo.schemes.review_words import Waiver


class CellState(StrEnum):
    """Four different things that a cell of a score sheet may be; zero is a value."""

    VALUE = "value"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    ABSTAINED = "abstained"


CELL_NAMES = {
    CellState.VALUE: "採点",
    CellState.MISSING: "未採点",
    CellState.NOT_APPLICABLE: "対象外",
    CellState.ABSTAINED: "棄権",
}


@dataclass(frozen=True)
class Cell:
    """One reviewer's mark on one criterion; points only where the state is VALUE."""

    state: CellState
    points: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Sheet:
    """One reviewer's sheet for one application in one stage."""

    reviewer: str
    """Stable pseudonym, such as A委員."""
    cells: Mapping[str, Cell]
    recused: bool = False
    """The reviewer was kept out of this application; the sheet has no cells."""
    in_place_of: str = ""
    """Pseudonym of the reviewer for whom a substitute judges; empty: judges for themselves."""
    chair: bool = False
    """The chair's own sheet, which may decide between equal totals."""


@dataclass(frozen=True)
class StageTotal:
    """What an application came to in one stage, and the most that it could have come to."""

    total: Fraction
    highest: int | Fraction
    title: str = ""
    """What the stage is called, for the working; empty: its id."""


@dataclass(frozen=True)
class Score:
    """What the panel's sheets come to for one application."""

    total: Fraction
    highest: int | Fraction
    """Highest total that could be had: what comes out where every counted mark is the best one."""
    item_means: Mapping[str, Fraction]
    """Of each criterion that was marked, before its weight."""
    sheets: int
    """How many sheets count."""
    vetoed_by: str = ""
    """Title of the criterion that throws it out; empty if none does."""
    working: Working = field(default_factory=Working)


@dataclass(frozen=True)
class Scored:
    """One application as it enters the ranking (円)."""

    application_id: int
    course_id: str
    score: Score | None
    """None: no sheet was handed in."""
    requested: int
    calculated: int
    """What the amount rule gives, before any pot."""
    calculated_working: Working
    filed_at: datetime
    unit: int = 1
    """Unit of yen to which the course cuts amounts down; a share of a pot is cut to it too."""
    waived: Waiver | None = None
    """Why the stage lets it pass without sheets; None: it is judged."""
    chair_total: Fraction | None = None
    """What the chair's own sheet comes to; None where the chair handed none in."""
    lot: str = ""
    """Its place in the lot, drawn from the recorded seed, as a text that sorts; empty: not drawn."""
    organisation_id: int | None = None
    """Whose it is, for a bound on how many one organisation gets; None: bound by none."""
    raised: int | None = None
    """What the amount rule gives at the raised rate (円); None: the scheme has none."""
    raised_working: Working = field(default_factory=Working)


@dataclass(frozen=True)
class Pot:
    """Money for some courses; empty ``course_ids`` means that all draw on it, after their own."""

    title: str
    amount: int
    course_ids: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What the computation proposes for an application."""

    PASSED = "passed"
    RUNNER_UP = "runner_up"
    NO_MONEY = "no_money"
    BELOW_MARK = "below_mark"
    VETOED = "vetoed"
    UNSCORED = "unscored"
    TIED = "tied"
    """Others stand on the same rank, and not all of them can be served: the panel decides."""
    ORGANISATION_LIMIT = "organisation_limit"
    """Its organisation has as many that pass as one may have."""


VERDICT_NAMES = {
    Verdict.PASSED: "通過",
    Verdict.RUNNER_UP: "次点",
    Verdict.NO_MONEY: "予算なし",
    Verdict.BELOW_MARK: "基準点未満",
    Verdict.VETOED: "項目の基準で不採択",
    Verdict.UNSCORED: "採点なし",
    Verdict.TIED: "同順位で決まらない",
    Verdict.ORGANISATION_LIMIT: "1団体の件数の上限",
}


@dataclass(frozen=True)
class Outcome:
    """The proposal for one application: place, verdict, yen, and why."""

    application_id: int
    rank: int | None
    verdict: Verdict
    amount: int
    working: Working
    raised: bool = False
    """It is given by the raised rate."""

    @property
    def given(self) -> int:
        """Give what is taken out of the pots (円): a runner-up is only offered what is left."""
        return self.amount if self.verdict is Verdict.PASSED else 0


def entitled_to(scored: Scored, outcome: Outcome) -> int:
    """Give the calculated amount that bounds an outcome: by the raised rate where it has that (円)."""
    return scored.raised if outcome.raised and scored.raised is not None else scored.calculated


@dataclass(frozen=True)
class Selection:
    """The computed proposal, in ranked order; the panel concludes, the city decides."""

    outcomes: tuple[Outcome, ...]
    working: Working
