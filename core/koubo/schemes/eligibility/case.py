"""The facts an application is judged by, and the answer that a rule gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from koubo.calendar import day_in_japan, fiscal_year, fiscal_year_start
from koubo.money import Working
from koubo.problems import Problem
from koubo.schemes.eligibility.wants import Wanted


class Answer(StrEnum):
    """What a rule says: met, not met, or unknown until somebody finds out."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


ANSWER_NAMES = {Answer.MET: "満たす", Answer.NOT_MET: "満たさない", Answer.UNKNOWN: "未確認"}


class Day(StrEnum):
    """The named days that a rule may be counted on."""

    FILING = "filing"
    CALL_OPENS = "call_opens"
    CALL_CLOSES = "call_closes"
    GRANT_APPLICATION = "grant_application"
    FISCAL_YEAR_START = "fiscal_year_start"


DAY_NAMES: Mapping[Day, str] = {
    Day.FILING: "提出日",
    Day.CALL_OPENS: "募集の開始日",
    Day.CALL_CLOSES: "募集の締切日",
    Day.GRANT_APPLICATION: "交付申請書の提出日",
    Day.FISCAL_YEAR_START: "事業年度の初日",
}


class Gate(StrEnum):
    """What has to be done before a proposal may be filed."""

    CONSULTATION = "consultation"
    PARTICIPATION = "participation"
    REGISTRATION = "registration"


GATE_NAMES: Mapping[Gate, str] = {
    Gate.CONSULTATION: "事前相談",
    Gate.PARTICIPATION: "参加表明",
    Gate.REGISTRATION: "団体登録",
}


class Fact(StrEnum):
    """What a question of the form may say about the applicant, in place of its profile."""

    MEMBERS = "members"
    RESIDENTS = "residents"
    MEMBER_AGES = "member_ages"


FACT_KINDS: Mapping[Fact, str] = {
    Fact.MEMBERS: "whole",
    Fact.RESIDENTS: "whole",
    Fact.MEMBER_AGES: "ages",
}
"""The kind of question whose answer can say it."""


@dataclass(frozen=True)
class ApplicantFacts:
    """The organisation as it stood at the filing; None is not known."""

    name: str
    kind: str = ""
    members: int | None = None
    """Members as the scheme counts them, where its form asks; else those of the profile."""
    established_on: date | None = None
    in_city: bool | None = None
    residents: int | None = None
    member_ages: tuple[int, ...] | None = None


@dataclass(frozen=True)
class GroupFacts:
    """An organisation that carries the project out together with the applicant."""

    name: str
    role: str = ""


@dataclass(frozen=True)
class PastAward:
    """One year's award of the organisation, in Koubo or from the ledger before it."""

    course_id: str
    fiscal_year: int


class AwardOrigin(StrEnum):
    """How a past award came to be on record."""

    KOUBO = "koubo"
    LEDGER = "ledger"
    HAND = "hand"


AWARD_ORIGIN_NAMES: Mapping[AwardOrigin, str] = {
    AwardOrigin.KOUBO: "Kouboで交付",
    AwardOrigin.LEDGER: "台帳から",
    AwardOrigin.HAND: "職員が記録",
}


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
class GatePass:
    """When somebody passed a gate; the moment its time ended, where it has one."""

    passed_at: datetime
    closes_at: datetime | None = None
    told_by: str = ""
    """How it is known, in words: the organisation's own answer, an officer's record, a filing."""


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
    groups: tuple[GroupFacts, ...] | None = None
    """Those who join the applicant, itself left out; None: not asked."""
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Typed answers of the filing by question."""
    declarations: Mapping[str, bool] = field(default_factory=dict)
    days: Mapping[Day, date] = field(default_factory=dict)
    """Named days that do not follow from the filing itself."""
    gates: Mapping[Gate, GatePass | None] = field(default_factory=dict)
    """None: known not to have happened; not in the mapping: nobody knows yet."""
    staff: Mapping[str, StaffFinding] = field(default_factory=dict)
    unasked: frozenset[Wanted] = frozenset()
    """What nobody has asked yet, where nothing said would be taken for none: rules that look at it
    answer unknown. Empty for every application."""

    @property
    def filed_on(self) -> date:
        """Give the day in Japan on which the first filing came in."""
        return day_in_japan(self.filings[0].received_at)

    @property
    def running_year(self) -> int:
        """Give the 年度 that is not yet over on the day of filing."""
        return fiscal_year(self.filed_on)

    def day(self, name: Day) -> date | None:
        """Give a named day; None where it is not known yet."""
        if name in self.days:
            return self.days[name]
        if name is Day.FILING:
            return self.filed_on
        if name is Day.FISCAL_YEAR_START:
            return fiscal_year_start(self.fiscal_year)
        return None


@dataclass(frozen=True)
class Finding:
    """One rule's answer about one application, with its working and, if need be, its problem."""

    rule: str
    title: str
    answer: Answer
    working: Working
    problem: Problem | None = None
    code: str = ""
    """Code of the problem that an officer's 「満たさない」 stands for; empty: the rule's name."""
