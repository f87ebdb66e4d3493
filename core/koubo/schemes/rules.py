"""What a scheme is, and the states of a call and a theme, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from koubo.calendar import fiscal_year_end, fiscal_year_start
from koubo.schemes.amendment_form import form_of
from koubo.schemes.amounts.rule import Funding
from koubo.schemes.award_words import AfterAward
from koubo.schemes.change_words import ChangeRule
from koubo.schemes.eligibility.case import Day, Gate
from koubo.schemes.eligibility.condition import Condition, named_in
from koubo.schemes.evaluation_words import Evaluation
from koubo.schemes.figures import Figure
from koubo.schemes.forms import FilingKind, Form
from koubo.schemes.letters import LetterKind, LetterTemplate
from koubo.schemes.office_words import OfficeWords
from koubo.schemes.publication_words import Publication
from koubo.schemes.review_words import SelectionRule, Stage
from koubo.states import Steps

S = TypeVar("S", bound=StrEnum)


class MoneyKind(StrEnum):
    """The legal kind of the money."""

    SUBSIDY = "補助金"
    SHARE = "負担金"
    COMMISSION = "委託料"


class ThemeUse(StrEnum):
    """Whether proposals of a course answer a theme; where they may, these are its two tracks."""

    NONE = "none"
    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Costs:
    """Cost categories that count, and those that stay out of the base."""

    counting: Figure[tuple[str, ...]]
    not_allowed: tuple[str, ...]

    @property
    def allowed(self) -> tuple[str, ...]:
        """Give the categories that count."""
        return self.counting.value


NO_COSTS = Costs(Figure(()), ())
"""What a scheme that gives no money has, such as a mere registration."""


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
    theme: ThemeUse = ThemeUse.NONE
    theme_title: str = ""
    """What the track with a theme is called, where a theme is optional."""
    free_title: str = ""
    """What the track without a theme is called, where a theme is optional."""
    also_allowed: tuple[str, ...] = ()
    """Cost categories that count in this course beside those of the scheme."""
    known_as: tuple[str, ...] = ()
    """Other full ids: of the scheme that it followed, in older ledgers and in case files."""
    ended: Figure[str] | None = None
    """Since when no call opens it any more; it stays readable, and its awards count."""

    @property
    def theme_bound(self) -> bool:
        """Say whether every proposal has to answer a theme."""
        return self.theme is ThemeUse.REQUIRED

    @property
    def takes_themes(self) -> bool:
        """Say whether a proposal may answer a theme."""
        return self.theme is not ThemeUse.NONE

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
    """How sheets become a proposal; a scheme without stages has an empty one."""
    letters: Mapping[LetterKind, LetterTemplate]
    report_due_days: Figure[int]
    """Days after the end of the 事業年度 by which the report is due."""
    advance_share: Figure[Fraction]
    """Share of the award that may be paid before the settlement; 0 for none."""
    after_award: AfterAward = field(default_factory=AfterAward)
    changes: tuple[ChangeRule, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    office_words: OfficeWords = field(default_factory=OfficeWords)
    publication: Publication = field(default_factory=Publication)
    sources: Mapping[str, str] = field(default_factory=dict)
    """What the short names of sources stand for."""
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

    def canonical(self, course_id: str) -> str:
        """Give the id that a course has here, whichever of its ids is given."""
        for one in self.courses:
            if course_id in one.known_as:
                return one.id
        return course_id

    def stages_of(self, course: Course) -> tuple[Stage, ...]:
        """Give the stages that judge a course, in order."""
        return tuple(one for one in self.stages if one.judges(course.name))

    @property
    def open_courses(self) -> tuple[Course, ...]:
        """Give the courses that a new call may open."""
        return tuple(one for one in self.courses if one.ended is None)

    @property
    def gives_money(self) -> bool:
        """Say whether any of its courses gives money; a mere registration gives none."""
        return any(one.funding.gives_money for one in self.courses)

    def categories_of(self, course: Course) -> tuple[str, ...]:
        """Give the cost categories that count in a course."""
        return (*self.costs.allowed, *course.also_allowed)

    def asked_days(self) -> tuple[Day, ...]:
        """Give the named days that an officer has to plan for a call, because rules count on them."""
        return _each(self, "counted_on", (Day.GRANT_APPLICATION,))

    def asked_gates(self) -> tuple[Gate, ...]:
        """Give the gates that have to be passed before a proposal, whose deadlines a call plans."""
        return _each(self, "gate", tuple(Gate))

    def first_kind(self, course: Course) -> FilingKind:
        """Give what an application begins with: 参加表明 where a form and a rule ask for it."""
        asked = Gate.PARTICIPATION in named_in(course.conditions, "gate")
        declares = asked and FilingKind.PARTICIPATION in self.forms
        return FilingKind.PARTICIPATION if declares else FilingKind.PROPOSAL

    def form_for(self, kind: FilingKind, course: Course) -> Form:
        """Give the form of a kind of filing as one course is asked it."""
        return form_of(self.forms, kind).for_course(course.name)


def _each(scheme: Scheme, item: str, of: tuple[S, ...]) -> tuple[S, ...]:
    """Give which of these values stand under an item of any condition."""
    conditions = [one for course in scheme.open_courses for one in course.conditions]
    found = named_in(conditions, item)
    return tuple(one for one in of if one in found)


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
        return fiscal_year_end(self.fiscal_year) + timedelta(days=scheme.report_due_days.value)
