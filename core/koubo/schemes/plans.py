"""What an officer plans and a department offers, as frozen values, and what is odd about it."""

from collections.abc import Iterable, Iterator, Mapping
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
from koubo.schemes.deadlines import (
    CourseDeadlines,
    Deadlines,
    Track,
    has_tracks,
    track_name,
    tracks_of,
)
from koubo.schemes.eligibility.case import DAY_NAMES, GATE_NAMES, Day, Gate
from koubo.schemes.rules import Course, Scheme

CLOSED_DAYS = ("土曜日", "日曜日")
SATURDAY = 5
CLOSES, THEME_CLOSES, GATES, DAYS = "closes", "theme_closes", "gates", "days"
"""The groups of a call's own moments, as forms and problems name them."""
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
    closes: tuple[CourseDeadlines, ...] = ()
    """Courses that do not close with the call."""
    days: Mapping[Day, date] = field(default_factory=dict)
    """Named days that the scheme's rules are counted on."""
    gates: Mapping[Gate, datetime] = field(default_factory=dict)
    """Deadlines of what has to be done before filing."""

    @property
    def deadlines(self) -> Deadlines:
        """Give all deadlines, those that courses share with the call included."""
        own = {one.course_id: one for one in self.closes}
        courses = tuple(own.get(one, CourseDeadlines(one)) for one in self.course_ids)
        return Deadlines(self.closes_at, courses, self.gates)


@dataclass(frozen=True)
class Proven:
    """What a call is opened with: the versions that read its scheme, and what its cases came to.

    The proof is made by a higher area: ``{"run", "passed", "skipped", "failed": [{"id", "title",
    "wrong_sum", "difference"}]}``.
    """

    core_version: str
    plugin_version: str
    proof: Mapping[str, Any] = field(default_factory=dict)
    content: str = ""
    """Which scheme and cases were run: ``catalog.content_digest``."""

    @property
    def failed(self) -> list[Mapping[str, Any]]:
        """Give the cases that failed."""
        return list(self.proof.get("failed", ()))

    @property
    def wrong_sums(self) -> list[Mapping[str, Any]]:
        """Give the failed cases in which yen differ, which nobody may override."""
        return [one for one in self.failed if one.get("wrong_sum", True)]


def proof_problems(proven: Proven, override: str) -> Iterator[Problem]:
    """Say what of a proof keeps a scheme from the public.

    :param override: why a failed rule case does not matter; never counts for a wrong sum
    """
    if wrong := proven.wrong_sums:
        titles = "、".join(f"「{one['title']}」" for one in wrong)
        message = (
            f"制度の確認例と計算の結果が合わないため、公開できません（{titles}）。"
            "制度ファイルか確認例の、書き違えたほうを直してください。"
        )
        yield Problem("wrong_sum", message)
    elif proven.failed and not override.strip():
        titles = "、".join(f"「{one['title']}」" for one in proven.failed)
        message = f"確認例と結果が合いません（{titles}）。それでも公開するときは、理由を入力してください。"
        yield Problem("failed_case", message, "override")


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
    known = {one.id for one in scheme.open_courses}
    if not plan.course_ids:
        yield Problem("no_course", "募集するコースを1つ以上選んでください。", "course_ids")
    elif not set(plan.course_ids) <= known:
        yield Problem("unknown_course", "コースを一覧の中から選んでください。", "course_ids")
    yield from moment_problems(plan, scheme)


@dataclass(frozen=True)
class AskedMoment:
    """A moment that a call may have beside its own opening and closing."""

    group: str
    key: str
    """The course's name, or the gate."""
    label: str
    required: bool = False


def asked_moments(scheme: Scheme) -> tuple[AskedMoment, ...]:
    """Give the moments that an officer is asked for a call of a scheme, in the order of its form."""
    courses = scheme.open_courses
    found = []
    for one in courses:
        if len(courses) > 1 or has_tracks(one):
            found.append(AskedMoment(CLOSES, one.name, f"{one.title}の締切"))
        if has_tracks(one):
            name = track_name(one, Track(one.id, with_theme=True))
            found.append(AskedMoment(THEME_CLOSES, one.name, f"{name}の締切"))
    found += [
        AskedMoment(GATES, gate.value, f"{GATE_NAMES[gate]}の期限", required=True)
        for gate in scheme.asked_gates()
    ]
    return tuple(found)


def moment_problems(plan: CallPlan, scheme: Scheme) -> Iterator[Problem]:
    """Say what is wrong with the deadlines of courses, themes and gates, and which days lack."""
    courses = {one.id: one for one in scheme.courses}
    for own in plan.closes:
        if own.course_id in courses:
            yield from _own_problems(plan, own, courses[own.course_id])
    last = [
        plan.deadlines.of(track)
        for course_id in plan.course_ids
        if course_id in courses
        for track in tracks_of(courses[course_id])
    ]
    if last and max(last) < plan.closes_at:
        message = (
            "どのコースの受付も、募集の締切より前に終わります。"
            "募集の締切を、いちばん遅いコースの締切に合わせてください。"
        )
        yield Problem("closes_after_all", message, "closes_on")
    for day in scheme.asked_days():
        if day not in plan.days:
            message = f"「{DAY_NAMES[day]}」を入力してください。要件をこの日で数えます。"
            yield Problem("day_missing", message, f"{DAYS}.{day}")
    for gate in scheme.asked_gates():
        field, name = f"{GATES}.{gate}.on", f"{GATE_NAMES[gate]}の期限"
        if gate not in plan.gates:
            yield Problem("gate_missing", f"「{name}」を入力してください。", field)
        elif plan.gates[gate] > plan.closes_at:
            message = f"{name}は、募集の締切と同じか、それより前の日時にしてください。"
            yield Problem("gate_after_close", message, field)


def _own_problems(plan: CallPlan, own: CourseDeadlines, course: Course) -> Iterator[Problem]:
    """Judge the deadlines of one course: within the call's time, and for what it opens."""
    themed = Track(course.id, with_theme=True)
    for closes_at, group, name in (
        (own.closes_at, CLOSES, f"{course.title}の締切"),
        (own.theme_closes_at, THEME_CLOSES, f"{track_name(course, themed)}の締切"),
    ):
        if closes_at is None:
            continue
        field = f"{group}.{course.name}.on"
        if course.id not in plan.course_ids:
            message = f"{name}が入力されていますが、コースが選ばれていません。コースを選ぶか、締切を消してください。"
            yield Problem("course_not_opened", message, field)
        elif group == THEME_CLOSES and not has_tracks(course):
            message = f"{course.title}は、テーマに応える提案とそうでない提案に分かれていません。締切を消してください。"
            yield Problem("no_theme_track", message, field)
        elif not plan.opens_at < closes_at <= plan.closes_at:
            message = f"{name}は、受付の開始より後で、募集の締切までの日時にしてください。"
            yield Problem("outside_the_call", message, field)


def plan_warnings(plan: CallPlan, others: Iterable[str] = ()) -> Iterator[Problem]:
    """Say what is allowed but may be a slip.

    :param others: the titles of the scheme's other calls that are not over
    """
    if plan.title in others:
        yield Problem(
            "same_title",
            f"同じ制度に「{plan.title}」という名前の募集がほかにもあります。"
            "見分けが付くように、「第2回」などを名前に入れてください。",
            "title",
        )
    for closes_at in plan.deadlines.distinct():
        yield from _closed_office(last_day(closes_at), "締切の日", "closes_on")
    day = last_day(plan.closes_at)
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
    yield from _moment_warnings(plan)


def _moment_warnings(plan: CallPlan) -> Iterator[Problem]:
    for gate, closes_at in plan.gates.items():
        field, name = f"{GATES}.{gate}.on", f"{GATE_NAMES[gate]}の期限"
        yield from _closed_office(last_day(closes_at), f"{name}の日", field)
        if closes_at <= plan.opens_at:
            message = (
                f"{name}が、受付の開始より前です。募集を公開する日と合わせて確かめてください。"
            )
            yield Problem("gate_before_opening", message, field)
    granted = plan.days.get(Day.GRANT_APPLICATION)
    if granted is not None and granted <= last_day(plan.closes_at):
        message = f"{DAY_NAMES[Day.GRANT_APPLICATION]}（{format_date(granted)}）が、募集の締切までの日です。審査と採否の決定の後の日か確かめてください。"
        yield Problem("day_before_close", message, f"{DAYS}.{Day.GRANT_APPLICATION}")


def _closed_office(day: date, name: str, field: str) -> Iterator[Problem]:
    if day.weekday() >= SATURDAY:
        closed = CLOSED_DAYS[day.weekday() - SATURDAY]
        yield Problem(
            "closes_on_weekend",
            f"{name}（{format_date(day)}）は{closed}です。窓口と電話が休みの日でよいか確かめてください。",
            field,
        )
    elif (day.month, day.day) in NEW_YEAR_HOLIDAY:
        yield Problem(
            "closes_in_holidays",
            f"{name}（{format_date(day)}）は年末年始の閉庁日です。この日でよいか確かめてください。",
            field,
        )
