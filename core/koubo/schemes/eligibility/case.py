"""The facts an application is judged by, and the answer that a rule gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from koubo.calendar import JST, fiscal_year
from koubo.money import Working
from koubo.problems import Problem


class Answer(StrEnum):
    """What a rule says: met, not met, or unknown until somebody finds out."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


ANSWER_NAMES = {Answer.MET: "満たす", Answer.NOT_MET: "満たさない", Answer.UNKNOWN: "未確認"}


@dataclass(frozen=True)
class ApplicantFacts:
    """The organisation as it stood at the filing; None is not known."""

    name: str
    kind: str = ""
    members: int | None = None
    established_on: date | None = None
    in_city: bool | None = None


@dataclass(frozen=True)
class PastAward:
    """One year's award of the organisation, in Koubo or from the ledger before it."""

    course_id: str
    fiscal_year: int


@dataclass(frozen=True)
class ThemeFacts:
    """The city's theme that the proposal answers."""

    department: str
    title: str


@dataclass(frozen=True)
class FilingTime:
    """When a filing came in (server's clock or 収受 stamp) and when its time ended."""

    kind: str
    received_at: datetime
    closes_at: datetime


@dataclass(frozen=True)
class StaffFinding:
    """What an officer found out where the rule alone cannot know."""

    answer: Answer
    note: str = ""


@dataclass(frozen=True)
class EligibilityCase:
    """All that an eligibility rule may look at; rules get no database and no clock."""

    applicant: ApplicantFacts
    fiscal_year: int
    """事業年度 of the call."""
    filings: tuple[FilingTime, ...]
    past_awards: tuple[PastAward, ...] = ()
    theme: ThemeFacts | None = None
    partner_department: str = ""
    """担当課 that plans the project together with the organisation."""
    declarations: Mapping[str, bool] = field(default_factory=dict)
    staff: Mapping[str, StaffFinding] = field(default_factory=dict)

    @property
    def filed_on(self) -> date:
        """Give the day in Japan on which the first filing came in."""
        return self.filings[0].received_at.astimezone(JST).date()

    @property
    def running_year(self) -> int:
        """Give the 年度 that is not yet over on the day of filing."""
        return fiscal_year(self.filed_on)


@dataclass(frozen=True)
class Finding:
    """One rule's answer about one application, with its working and, if need be, its problem."""

    rule: str
    title: str
    answer: Answer
    working: Working
    problem: Problem | None = None
