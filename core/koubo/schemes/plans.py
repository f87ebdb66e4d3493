"""What an officer plans and a department offers, as frozen values, and what is odd about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from koubo.calendar import (
    day_in_japan,
    fiscal_year,
    fiscal_year_start,
    format_date,
    format_fiscal_year,
)
from koubo.problems import Problem
from koubo.schemes.rules import Scheme

CLOSED_DAYS = ("土曜日", "日曜日")
SATURDAY = 5
NEW_YEAR_HOLIDAY = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


@dataclass(frozen=True)
class ThemeText:
    """A theme as a department words it; belongs to a 事業年度."""

    fiscal_year: int
    title: str
    issue: str
    wish: str
    city_part: str


@dataclass(frozen=True)
class CallPlan:
    """A call as an officer plans it (円, JST)."""

    scheme_id: str
    title: str
    intake_year: int
    fiscal_year: int
    opens_at: datetime
    closes_at: datetime
    budget: int
    course_ids: tuple[str, ...]
    briefing: str = ""


@dataclass(frozen=True)
class Proven:
    """What a call is opened with: the versions that read its scheme, and what its cases came to.

    The proof is made by a higher area: ``{"run", "passed", "skipped", "failed": [{"id", "title",
    "wrong_sum", "difference"}]}``.
    """

    core_version: str
    plugin_version: str
    proof: Mapping[str, Any] = field(default_factory=dict)

    @property
    def failed(self) -> list[Mapping[str, Any]]:
        """Give the cases that failed."""
        return list(self.proof.get("failed", ()))

    @property
    def wrong_sums(self) -> list[Mapping[str, Any]]:
        """Give the failed cases in which yen differ, which nobody may override."""
        return [one for one in self.failed if one.get("wrong_sum", True)]


def last_day(closes_at: datetime) -> date:
    """Give the last day on which people may hand in; midnight belongs to the day that ends."""
    return day_in_japan(closes_at - timedelta(microseconds=1))


def plan_problems(plan: CallPlan, scheme: Scheme) -> Iterator[Problem]:
    """Say what keeps a plan from being saved."""
    if plan.scheme_id != scheme.id:
        yield Problem(
            "scheme", "制度はあとから変えられません。新しい募集を作ってください。", "scheme_id"
        )
    if plan.closes_at <= plan.opens_at:
        message = "締切は受付の開始より後の日時にしてください。"
        yield Problem("closes_before_opening", message, "closes_on")
    if plan.fiscal_year < plan.intake_year:
        message = "事業年度は募集年度と同じか、それより後の年度にしてください。"
        yield Problem("year_before_intake", message, "fiscal_year")
    known = {one.id for one in scheme.courses}
    if not plan.course_ids:
        yield Problem("no_course", "募集するコースを1つ以上選んでください。", "course_ids")
    elif not set(plan.course_ids) <= known:
        yield Problem("unknown_course", "コースを一覧の中から選んでください。", "course_ids")


def plan_warnings(plan: CallPlan) -> Iterator[Problem]:
    """Say what is allowed but may be a slip."""
    day = last_day(plan.closes_at)
    if day.weekday() >= SATURDAY:
        name = CLOSED_DAYS[day.weekday() - SATURDAY]
        yield Problem(
            "closes_on_weekend",
            f"締切の日（{format_date(day)}）は{name}です。窓口と電話が休みの日でよいか確かめてください。",
            "closes_on",
        )
    elif (day.month, day.day) in NEW_YEAR_HOLIDAY:
        yield Problem(
            "closes_in_holidays",
            f"締切の日（{format_date(day)}）は年末年始の閉庁日です。この日でよいか確かめてください。",
            "closes_on",
        )
    if fiscal_year(day_in_japan(plan.opens_at)) != plan.intake_year:
        yield Problem(
            "opens_in_other_year",
            f"受付の開始が募集年度（{format_fiscal_year(plan.intake_year)}）の外にあります。",
            "intake_year",
        )
    if plan.fiscal_year > plan.intake_year + 1:
        yield Problem(
            "fiscal_year_far",
            f"事業年度（{format_fiscal_year(plan.fiscal_year)}）が募集年度の2年以上先です。",
            "fiscal_year",
        )
    if plan.fiscal_year > plan.intake_year and day >= fiscal_year_start(plan.fiscal_year):
        yield Problem(
            "closes_in_fiscal_year",
            "締切が事業年度に入っています。事業年度と締切の両方を確かめてください。",
            "closes_on",
        )
