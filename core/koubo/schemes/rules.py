"""What a scheme is, and the states of a call and a theme, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from koubo.calendar import fiscal_year_end, fiscal_year_start
from koubo.schemes.amount import Funding
from koubo.schemes.eligibility.conditions import Condition
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.letters import LetterKind, LetterTemplate
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.states import Steps


class MoneyKind(StrEnum):
    """The legal kind of the money."""

    SUBSIDY = "補助金"
    SHARE = "負担金"
    COMMISSION = "委託料"


@dataclass(frozen=True)
class Costs:
    """Cost categories that count, and those that stay out of the base."""

    allowed: tuple[str, ...]
    not_allowed: tuple[str, ...]
    to_confirm: str = ""


@dataclass(frozen=True)
class Course:
    """One course of a scheme; ``id`` is ``<scheme>.<name>``."""

    id: str
    title: str
    division: str
    summary: str
    funding: Funding
    max_years_text: str
    conditions: tuple[Condition, ...]
    theme_bound: bool

    @property
    def scheme_id(self) -> str:
        """Give the id of the scheme that the course belongs to."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """Give the course's id within its scheme file."""
        return self.id.partition(".")[2]


@dataclass(frozen=True)
class Scheme:
    """One programme's rules."""

    id: str
    title: str
    city: str
    office: str
    law: Figure[str]
    money: MoneyKind
    summary: str
    receipt_prefix: str
    appeal: str
    contact: tuple[str, ...]
    costs: Costs
    courses: tuple[Course, ...]
    forms: Mapping[FilingKind, Form]
    stages: tuple[Stage, ...]
    selection: SelectionRule
    letters: Mapping[LetterKind, LetterTemplate]
    report_due_days: Figure[int]
    """Days after the end of the 事業年度 by which the report is due."""
    advance_share: Figure[Fraction]
    """Share of the award that may be paid before the settlement; 0 for none."""
    text: str = ""
    """The scheme file as it was read; a release keeps it."""
    cases: bytes = b""
    """The scheme's golden cases as they were read; empty where it ships none."""

    def course(self, course_id: str) -> Course:
        """Give a course by its full id; KeyError if the scheme has none such."""
        for one in self.courses:
            if one.id == course_id:
                return one
        raise KeyError(course_id)

    def stage(self, stage_id: str) -> Stage:
        """Give a stage by its id; KeyError if the scheme has none such."""
        for one in self.stages:
            if one.id == stage_id:
                return one
        raise KeyError(stage_id)

    def form_for(self, kind: FilingKind, course: Course) -> Form:
        """Give the form of a kind of filing as one course is asked it."""
        return self.forms[kind].for_course(course.name)


class CallState(StrEnum):
    """Where a call is; open and closed are the clock's answer, not stored."""

    PLANNED = "planned"
    PUBLISHED = "published"
    DECIDED = "decided"
    FINISHED = "finished"
    CANCELLED = "cancelled"


CALL_STEPS = Steps(
    "call",
    "募集",
    {
        CallState.PLANNED: "準備中",
        CallState.PUBLISHED: "公開",
        CallState.DECIDED: "採否決定済み",
        CallState.FINISHED: "終了",
        CallState.CANCELLED: "中止",
    },
    {
        CallState.PLANNED: frozenset({CallState.PUBLISHED, CallState.CANCELLED}),
        CallState.PUBLISHED: frozenset({CallState.DECIDED, CallState.CANCELLED}),
        CallState.DECIDED: frozenset({CallState.FINISHED}),
    },
)


class ThemeState(StrEnum):
    """Where a department's theme is."""

    OFFERED = "offered"
    COORDINATED = "coordinated"
    PUBLISHED = "published"
    TAKEN = "taken"
    NOT_TAKEN = "not_taken"


THEME_STEPS = Steps(
    "theme",
    "テーマ",
    {
        ThemeState.OFFERED: "提出済み",
        ThemeState.COORDINATED: "調整済み",
        ThemeState.PUBLISHED: "公開",
        ThemeState.TAKEN: "提案あり",
        ThemeState.NOT_TAKEN: "提案なし",
    },
    {
        ThemeState.OFFERED: frozenset({ThemeState.COORDINATED, ThemeState.NOT_TAKEN}),
        ThemeState.COORDINATED: frozenset({ThemeState.PUBLISHED, ThemeState.NOT_TAKEN}),
        ThemeState.PUBLISHED: frozenset({ThemeState.TAKEN, ThemeState.NOT_TAKEN}),
    },
)


class Phase(StrEnum):
    """What the clock says of a published call."""

    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


PHASE_NAMES = {Phase.COMING: "まもなく開始", Phase.OPEN: "受付中", Phase.CLOSED: "受付終了"}


@dataclass(frozen=True)
class CallFacts:
    """A call as rules and papers see it (円, JST)."""

    id: int
    scheme_id: str
    title: str
    intake_year: int
    """募集年度."""
    fiscal_year: int
    """事業年度: budget, year counts and numbers follow it."""
    opens_at: datetime
    closes_at: datetime
    budget: int
    voted_on: date | None

    def phase(self, now: datetime) -> Phase:
        """Say what the clock says."""
        if now < self.opens_at:
            return Phase.COMING
        return Phase.OPEN if now < self.closes_at else Phase.CLOSED

    def may_grant_on(self, day: date) -> bool:
        """Say whether money may be granted: the budget is voted and its year has begun."""
        return self.voted_on is not None and day >= fiscal_year_start(self.fiscal_year)

    def report_due(self, scheme: Scheme) -> date:
        """Give the last day for the report."""
        end = fiscal_year_end(self.fiscal_year)
        return date.fromordinal(end.toordinal() + scheme.report_due_days.value)
