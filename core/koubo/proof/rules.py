"""A golden case, what came of running it, and the proof of a scheme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any

from koubo.money import Working
from koubo.schemes.budget import Budget
from koubo.schemes.eligibility.case import EligibilityCase

NOT_WORKED = Working()


class CaseKind(StrEnum):
    """What a golden case shows."""

    AWARD = "award"
    SETTLEMENT = "settlement"
    REVIEW = "review"


class CaseOutcome(StrEnum):
    """What came of running a case."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


OUTCOME_NAMES = {
    CaseOutcome.PASSED: "合格",
    CaseOutcome.FAILED: "不合格",
    CaseOutcome.SKIPPED: "省略",
}


@dataclass(frozen=True)
class AwardFacts:
    """An application, and what it has to come to (円)."""

    eligibility: EligibilityCase
    staff: Mapping[str, bool]
    """What an officer found, by the code of the check."""
    budget: Budget
    nth_time: int | None
    """Which award of the course this is; None: as the past awards say."""
    reasons: frozenset[str]
    """Codes of the problems that reject it; empty where it is eligible."""
    award: int
    raw: Fraction | None
    """Exact amount before cap and rounding; None where the case does not say."""


@dataclass(frozen=True)
class SettlementFacts:
    """A report, and what is fixed, paid and returned (円)."""

    awarded: int
    paid: int
    actual: Budget
    """What was spent and what else came in."""
    nth_time: int
    fixed_amount: int
    further_payment: int
    return_amount: int


class ReviewEntry(StrEnum):
    """Where a review case enters the pipeline, by what it gives."""

    SCORES = "scores"
    ITEM_MEANS = "item_means"
    TOTALS = "totals"
    REVIEWER_TOTALS = "reviewer_totals"
    CALCULATED = "calculated"


@dataclass(frozen=True)
class ReviewedProposal:
    """One proposal of a review case, as far as the case knows it (円)."""

    name: str
    marks: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    """By a criterion's title, each reviewer's points; None: kept out."""
    item_means: Mapping[str, Fraction] = field(default_factory=dict)
    reviewer_totals: tuple[Fraction | None, ...] = ()
    """Each reviewer's total; None: kept out."""
    total: Fraction | None = None
    requested: int = 0
    calculated: int | None = None
    raised: int | None = None
    """What the raised rate gives; None: the case knows of none."""
    organisation: str = ""
    """Whose it is; empty: of one that has no other in the case."""


@dataclass(frozen=True)
class ReviewFacts:
    """A review, and what has to come of it; only what the case expects is compared."""

    entry: ReviewEntry
    proposals: tuple[ReviewedProposal, ...]
    budget: int | None = None
    expected: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class GoldenCase:
    """One worked case of a file."""

    id: str
    title: str
    course_id: str
    kind: CaseKind
    facts: AwardFacts | SettlementFacts | ReviewFacts | None
    """None where the course is not installed or the case is broken."""
    complaints: tuple[str, ...] = ()
    """What is wrong with the case itself, with lines."""


@dataclass(frozen=True)
class CaseResult:
    """What came of one case."""

    id: str
    title: str
    scheme: str
    outcome: CaseOutcome
    difference: tuple[str, ...] = ()
    working: Working = NOT_WORKED
    wrong_sum: bool = False
    """Whether yen differ, or none could be computed; an officer cannot override that."""

    def as_json(self) -> dict[str, Any]:
        """Give the result as plain values that JSON can carry."""
        return {
            "id": self.id,
            "title": self.title,
            "scheme": self.scheme,
            "outcome": self.outcome.value,
            "difference": list(self.difference),
            "wrong_sum": self.wrong_sum,
            "working": self.working.as_json(),
        }


def passed(case: GoldenCase, working: Working) -> CaseResult:
    """Give the result of a case that came out as it says."""
    return CaseResult(case.id, case.title, case.course_id, CaseOutcome.PASSED, working=working)


def failed(
    case: GoldenCase,
    difference: Iterable[str],
    working: Working = NOT_WORKED,
    *,
    wrong_sum: bool = False,
) -> CaseResult:
    """Give the result of a case that did not, with what differs."""
    return CaseResult(
        case.id,
        case.title,
        case.course_id,
        CaseOutcome.FAILED,
        tuple(difference),
        working,
        wrong_sum,
    )


@dataclass(frozen=True)
class Proof:
    """All results of one file of cases; its summary is kept with a release."""

    results: tuple[CaseResult, ...]
    digest: str
    """SHA-256 of the file of cases; empty where there is none."""

    def count(self, outcome: CaseOutcome) -> int:
        """Give how many cases came out so."""
        return sum(one.outcome is outcome for one in self.results)

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """Give the cases that failed."""
        return tuple(one for one in self.results if one.outcome is CaseOutcome.FAILED)

    @property
    def holds(self) -> bool:
        """Say whether no case failed."""
        return not self.failed

    def as_json(self) -> dict[str, Any]:
        """Give the summary that a release keeps."""
        return {
            "digest": self.digest,
            "run": self.count(CaseOutcome.PASSED) + self.count(CaseOutcome.FAILED),
            "passed": self.count(CaseOutcome.PASSED),
            "skipped": self.count(CaseOutcome.SKIPPED),
            "failed": [
                {
                    "id": one.id,
                    "title": one.title,
                    "wrong_sum": one.wrong_sum,
                    "difference": list(one.difference),
                }
                for one in self.failed
            ],
        }
