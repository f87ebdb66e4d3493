"""The closed vocabulary of review in scheme files: stages, criteria and how a panel's marks count.

What the words do is in ``koubo.review.selection``; here is only what may be said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import lcm

from koubo.money import format_number, format_rate
from koubo.schemes.figures import Figure

HALF = Fraction(1, 2)
ORGANISATION = "organisation"
"""What a stage may hide beside questions: who applies."""


class StageMethod(StrEnum):
    """How a stage judges."""

    DOCUMENTS = "documents"
    PRESENTATION = "presentation"
    HEARING = "hearing"
    CONTEST = "contest"


class Waiver(StrEnum):
    """Which applications a stage lets through without judging them."""

    UNCHANGED_CONTINUATION = "unchanged_continuation"


WAIVER_NAMES = {Waiver.UNCHANGED_CONTINUATION: "前の年度から内容の変わらない継続の事業"}


class Aggregate(StrEnum):
    """How reviewers' points become one total."""

    SUM_OF_ITEM_MEANS = "sum_of_item_means"
    SUM_OF_POINTS = "sum_of_points"
    MEAN_OF_TOTALS = "mean_of_totals"
    MEDIAN_OF_TOTALS = "median_of_totals"
    TRIMMED_MEAN_OF_TOTALS = "trimmed_mean_of_totals"


class CellPolicy(StrEnum):
    """What a cell without points counts as."""

    LEAVE_OUT = "leave_out"
    """Neither the points nor the most that they could be are counted."""
    ZERO = "zero"
    ITEM_MEAN = "item_mean"
    """The mean of all that counts for the same criterion stands for it."""
    REFUSED = "refused"
    """A sheet cannot be handed in with it; where one is in all the same, it counts as zero."""


class TieBreak(StrEnum):
    """What decides between equal totals, tried in the order written."""

    CRITERION = "criterion"
    SMALLER_REQUEST = "smaller_request"
    EARLIER_FILING = "earlier_filing"
    CHAIR = "chair"
    LOT = "lot"


TIE_BREAK_NAMES = {
    TieBreak.CRITERION: "審査項目の平均の高い順",
    TieBreak.SMALLER_REQUEST: "申請額の少ない順",
    TieBreak.EARLIER_FILING: "提出の早い順",
    TieBreak.CHAIR: "委員長の点の高い順",
    TieBreak.LOT: "抽選",
}


class Allocation(StrEnum):
    """How the pot is given out along the ranking."""

    WHILE_MONEY_LASTS = "while_money_lasts"
    CUT_LINE = "cut_line"
    PARTIAL = "partial"
    PROPORTIONAL = "proportional"
    EQUAL_AND_SCORE = "equal_and_score"


class Recusal(StrEnum):
    """What becomes of the points of a reviewer who was kept out of one application."""

    DROP = "drop"
    IMPUTE_MEAN = "impute_mean"
    SUBSTITUTE = "substitute"


UNSAID = "制度ファイルに書かれていないので、Koubo の決まりによる"
"""Stands as the source of what a file leaves to the core, so that nobody takes it for the city's."""
WITHOUT_POINTS = Figure(Recusal.DROP, UNSAID)
NOT_COUNTED = Figure(CellPolicy.LEAVE_OUT, UNSAID)
KEPT_OUT = Figure(False, UNSAID)
MUST_BE_MARKED = Figure(CellPolicy.REFUSED, UNSAID)


@dataclass(frozen=True)
class Criterion:
    """Something that is marked, on a scale of whole points with anchored labels."""

    id: str
    named: Figure[str]
    support: str
    lowest: int
    highest: int
    anchors: tuple[str, ...]
    """Labels from the lowest to the highest point."""
    reason_at_most: int | None = None
    """A reason must be written for this many points or fewer; None: never required."""
    weight: Fraction = Fraction(1)
    """By what its points are multiplied before they are added to the others'."""
    grade_points: tuple[int, ...] = ()
    """What each grade from the lowest to the highest is worth; empty: the points themselves."""

    @property
    def title(self) -> str:
        """Give what the criterion is called."""
        return self.named.value

    @property
    def most(self) -> int:
        """Give what the best mark is worth, before the weight."""
        return max(self.grade_points) if self.grade_points else self.highest

    def worth(self, points: int) -> int:
        """Give what a mark is worth, before the weight.

        :raises ValueError: for a grade that is off the scale
        """
        if not self.grade_points:
            return points
        if not self.lowest <= points <= self.highest:
            raise ValueError(f"「{self.title}」の段階 {points} は決められた幅にありません")
        return self.grade_points[points - self.lowest]


@dataclass(frozen=True)
class Veto:
    """Out whatever the total, if more than a share of reviewers gave so few points."""

    criterion: str
    at_most: int
    more_than: Fraction

    def told(self, titles: Mapping[str, str]) -> str:
        """Say the rule in words; criteria are called by their titles."""
        title = titles.get(self.criterion, self.criterion)
        share = "半数" if self.more_than == HALF else f"{format_rate(self.more_than)}"
        return f"「{title}」を{self.at_most}点以下とした委員が{share}を超えたら不採択"


@dataclass(frozen=True)
class TieBreaker:
    """One link of the tie-break chain."""

    by: TieBreak
    criterion: str = ""

    def told(self, titles: Mapping[str, str]) -> str:
        """Say the order in words; criteria are called by their titles."""
        if self.by is TieBreak.CRITERION:
            return f"「{titles.get(self.criterion, self.criterion)}」の平均の高い順"
        return TIE_BREAK_NAMES[self.by]


@dataclass(frozen=True)
class RaisedRate:
    """A higher rate for those whose criterion reaches a mean, for at most a share of the awarded."""

    criterion: str
    at_least: Fraction
    rate: Fraction
    most_share: Fraction

    def told(self, titles: Mapping[str, str]) -> str:
        """Say the rule in words; criteria are called by their titles."""
        title = titles.get(self.criterion, self.criterion)
        return (
            f"「{title}」の平均が{format_number(self.at_least)}点以上なら{format_rate(self.rate)}"
            f"（採択の{format_rate(self.most_share)}まで）"
        )


@dataclass(frozen=True)
class StageWeight:
    """How much an earlier stage's total, or this one's own, counts in a stage's total."""

    stage: str
    weight: Fraction


@dataclass(frozen=True)
class SelectionRule:
    """How sheets become a ranking and a ranking becomes money."""

    aggregate: Figure[Aggregate]
    vetoes: Figure[tuple[Veto, ...]]
    tie_breakers: Figure[tuple[TieBreaker, ...]]
    allocation: Figure[Allocation]
    recusal: Figure[Recusal] = WITHOUT_POINTS
    pass_share: Figure[Fraction] | None = None
    """Least share of the highest possible total; None: no pass mark."""
    pass_points: Figure[Fraction] | None = None
    """Least total in points; None: no such mark."""
    trimmed: int = 1
    """How many reviewers' totals are left out at either end by the trimmed mean."""
    missing: Figure[CellPolicy] = MUST_BE_MARKED
    not_applicable: Figure[CellPolicy] = NOT_COUNTED
    abstained: Figure[CellPolicy] = NOT_COUNTED
    minimum_award: Figure[int] | None = None
    """Nobody is given less than this (円); None: no such bound."""
    most_per_organisation: Figure[int] | None = None
    """How many applications of one organisation may pass in the call; None: any number."""
    raised_rate: Figure[RaisedRate] | None = None
    offer_days: Figure[int] | None = None
    """Days within which a runner-up takes what is left, or passes it on; None: not known."""
    own_department_judges: Figure[bool] = KEPT_OUT
    """Whether the department that takes part may judge the application (担当課)."""


NO_SELECTION = SelectionRule(
    aggregate=Figure(Aggregate.SUM_OF_ITEM_MEANS),
    vetoes=Figure(()),
    tie_breakers=Figure(()),
    allocation=Figure(Allocation.CUT_LINE),
)
"""What a scheme without stages has, such as a mere registration; nothing asks it."""


@dataclass(frozen=True)
class Stage:
    """One step of review."""

    id: str
    title: str
    method: StageMethod
    criteria: tuple[Criterion, ...]
    allocates: bool
    """Whether this stage's ranking is given money; only the last one of its courses does."""
    panel: Figure[str] | None = None
    """Name of the body that judges; None: the scheme names none."""
    courses: tuple[str, ...] = ()
    """Courses judged in it, by their names within the file; empty means all."""
    waived_for: tuple[Waiver, ...] = ()
    """Applications that pass it without being judged."""
    counts: tuple[StageWeight, ...] = ()
    """Stages whose totals make this one's, each with its weight; empty: its own alone."""
    hides: tuple[str, ...] = ()
    """What reviewers are not shown in it: questions by their id, or `organisation` (blind review)."""
    talk_minutes: Figure[int] | None = None
    question_minutes: Figure[int] | None = None
    marking_minutes: Figure[int] | None = None
    quorum: Figure[Fraction] | None = None
    """Share of the panel that has to be there; None: the scheme names none."""

    @cached_property
    def whole_weights(self) -> tuple[tuple[int, ...], int]:
        """Give the weights of the criteria as whole numbers, and by what they were multiplied."""
        whole = lcm(*(one.weight.denominator for one in self.criteria))
        return tuple(int(one.weight * whole) for one in self.criteria), whole

    def judges(self, course_name: str) -> bool:
        """Say whether applications of a course, by its name within the file, are judged in it."""
        return not self.courses or course_name in self.courses
