"""Words that count: how long a group has been active, how often it was awarded before."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from marshmallow import fields

from koubo.calendar import fiscal_year, format_date, format_fiscal_year, months_between
from koubo.fields import Text, Whole, YesNo
from koubo.money import Line
from koubo.schemes.eligibility.case import DAY_NAMES, Day, EligibilityCase, Finding, PastAward
from koubo.schemes.eligibility.condition import Condition
from koubo.schemes.eligibility.wants import Want, Wanted
from koubo.schemes.figures import Figure
from koubo.schemes.file.complaints import Said
from koubo.schemes.file.fields import Figured, OneWord, at_least_one
from koubo.schemes.words import Around, Asks, Path, Told, joined


class CountUnit(StrEnum):
    """What a city calls the number of its awards; two awards of one 年度 are one in either."""

    YEARS = "年"
    TIMES = "回"


UNIT_ORDER = {CountUnit.YEARS: "年目", CountUnit.TIMES: "回目"}
ON_FILING = Figure(Day.FILING)
COUNTS = Figure(True)
COUNTED_ON: dict[str, Any] = {
    "counted_on": Figured(OneWord(Day), load_default=ON_FILING),
    "running_year": Figured(YesNo(), load_default=COUNTS),
}
"""What every counter of years asks: on which day, and whether a running year counts."""


@dataclass(frozen=True)
class ActivityMonths(Condition):
    """Active for so many whole months on a named day."""

    word: ClassVar[str] = "activity_months"
    title: ClassVar[str] = "活動してきた期間"
    asks: ClassVar[Asks] = {
        "at_least": Figured(Whole(minimum=1), required=True),
        "counted_on": COUNTED_ON["counted_on"],
    }
    example: ClassVar[str] = "{rule: activity_months, at_least: 24, counted_on: grant_application}"
    at_least: Figure[int]
    counted_on: Figure[Day] = ON_FILING

    def told(self) -> tuple[Told, ...]:
        """Say how long, and until which day."""
        day = DAY_NAMES[self.counted_on.value]
        text = f"設立から{_span(self.at_least.value)}以上活動していること（{day}で数える）"
        return (Told(text, (self.at_least, self.counted_on)),)

    def wants(self) -> tuple[Want, ...]:
        """Ask since when the group has been there."""
        return (Want(Wanted.ESTABLISHED_ON),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Count whole months from the founding day to the named day."""
        least, since = self.at_least.value, case.applicant.established_on
        name, day = DAY_NAMES[self.counted_on.value], case.day(self.counted_on.value)
        title = f"{name}までに{least}か月以上の活動実績がある"
        marks = joined(self.at_least, self.counted_on)
        if since is None or day is None:
            lacking = "設立した日" if since is None else name
            line = Line(f"{lacking}が分かりません（{least}か月以上）", marks)
            return self.answered(title, None, line, code="too_short_history", message="")
        months = months_between(since, day) if since <= day else 0
        told = f"設立 {format_date(since)} から{name} {format_date(day)} まで {months}か月"
        return self.answered(
            title,
            months >= least,
            Line(f"{told}（{least}か月以上）", marks),
            code="too_short_history",
            message=f"{least}か月以上の活動実績が必要です（{told}）。",
        )


@dataclass(frozen=True)
class FirstTime(Condition):
    """Never awarded before the call's 事業年度: in the whole scheme, or in the courses named."""

    word: ClassVar[str] = "first_time"
    title: ClassVar[str] = "はじめての団体に限る"
    asks: ClassVar[Asks] = {
        "scheme": Figured(Text(), required=True),
        "courses": fields.List(Text(), load_default=list),
        **COUNTED_ON,
    }
    example: ClassVar[str] = "{rule: first_time, scheme: example}"
    scheme: Figure[str]
    courses: tuple[str, ...] = ()
    counted_on: Figure[Day] = ON_FILING
    running_year: Figure[bool] = COUNTS

    def told(self) -> tuple[Told, ...]:
        """Say that it is for those who come first."""
        text = f"{self._what}で補助を受けたことがないこと{_year_words(self)}"
        return (Told(text, (self.scheme, self.counted_on, self.running_year)),)

    @property
    def _what(self) -> str:
        return "このコース" if self.courses else "この制度"

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where another file's scheme or course is named."""
        if self.scheme.value != around.scheme_id:
            yield ("scheme",), Said("other_scheme", name=around.scheme_id)
        yield from unknown_courses("courses", self.courses, around)

    def wants(self) -> tuple[Want, ...]:
        """Ask in which years it was awarded; in any course where none is named."""
        return tuple(
            Want(Wanted.PAST_AWARDS, one) for one in self.courses or (f"{self.scheme.value}.",)
        )

    def finding(self, case: EligibilityCase) -> Finding:
        """Look for any award in the past."""
        prefix = f"{self.scheme.value}."
        courses = self.courses or tuple(
            {one.course_id for one in case.past_awards if one.course_id.startswith(prefix)}
        )
        past = counted_years(case, courses, self.counted_on.value, running=self.running_year.value)
        told = years_text(past) if past else f"{self._what}で交付を受けたことがない"
        return self.answered(
            f"{self._what}の補助を初めて受ける",
            None if Wanted.PAST_AWARDS in case.unasked else not past,
            Line(told, joined(self.scheme, self.counted_on, self.running_year)),
            code="not_first_time",
            message=f"この補助を受けたことのない団体のためのコースです（{told}）。ほかのコースを選んでください。",
        )


@dataclass(frozen=True)
class Years(Condition):
    """At most so many years in all, counted in the courses named; the one applied for is one."""

    word: ClassVar[str] = "years"
    title: ClassVar[str] = "補助を受けられる年数"
    asks: ClassVar[Asks] = {
        "at_most": Figured(Whole(minimum=1), required=True),
        "unit": OneWord(CountUnit, load_default=CountUnit.YEARS),
        "counted_in": fields.List(Text(), required=True, validate=at_least_one),
        **COUNTED_ON,
    }
    example: ClassVar[str] = (
        "{rule: years, at_most: 3, counted_in: [example.main], running_year: はい}"
    )
    at_most: Figure[int]
    counted_in: tuple[str, ...]
    unit: CountUnit = CountUnit.YEARS
    counted_on: Figure[Day] = ON_FILING
    running_year: Figure[bool] = COUNTS

    def told(self) -> tuple[Told, ...]:
        """Say how many years."""
        together = "（ほかのコースの年数も合わせて）" if len(self.counted_in) > 1 else ""
        text = f"補助を受けるのは通算{self.at_most.value}{self.unit.value}まで{together}{_year_words(self)}"
        return (Told(text, (self.at_most, self.counted_on, self.running_year)),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where a course is named that the file has not."""
        yield from unknown_courses("counted_in", self.counted_in, around)

    def wants(self) -> tuple[Want, ...]:
        """Ask in which years it was awarded in these courses."""
        return tuple(Want(Wanted.PAST_AWARDS, one) for one in self.counted_in)

    def finding(self, case: EligibilityCase) -> Finding:
        """Count the years already awarded and add the one applied for."""
        past = counted_years(
            case, self.counted_in, self.counted_on.value, running=self.running_year.value
        )
        number, most = len({one.fiscal_year for one in past}) + 1, self.at_most.value
        unit = self.unit.value
        nth = UNIT_ORDER[self.unit]
        told = f"これまで {years_text(past)}、今回で{number}{nth}" if past else f"今回が1{nth}"
        is_asked = Wanted.PAST_AWARDS not in case.unasked
        marks = joined(self.at_most, self.counted_on, self.running_year)
        return self.answered(
            f"補助を受けるのが通算{most}{unit}以内",
            number <= most if is_asked else None,
            Line(f"{told}（通算{most}{unit}以内）", marks),
            code="over_max_years",
            message=f"補助は通算{most}{unit}までです（{told}）。",
        )


@dataclass(frozen=True)
class Prerequisite(Condition):
    """So many years done in another course first."""

    word: ClassVar[str] = "prerequisite"
    title: ClassVar[str] = "先に必要なコース"
    asks: ClassVar[Asks] = {
        "course": Text(required=True),
        "title": Text(required=True, attribute="course_title"),
        "years": Figured(Whole(minimum=1), required=True),
        **COUNTED_ON,
    }
    example: ClassVar[str] = (
        "{rule: prerequisite, course: example.main, title: 基本コース, years: 1}"
    )
    course: str
    course_title: str
    years: Figure[int]
    counted_on: Figure[Day] = ON_FILING
    running_year: Figure[bool] = COUNTS

    def told(self) -> tuple[Told, ...]:
        """Name the course."""
        least = self.years.value
        done = "の補助を受けていること" if least == 1 else f"を{least}年以上行っていること"
        text = f"先に{self.course_title}{done}{_year_words(self)}"
        return (Told(text, (self.years, self.counted_on, self.running_year)),)

    def complaints(self, around: Around) -> Iterator[tuple[Path, Said]]:
        """Say where a course is named that the file has not."""
        for _, said in unknown_courses("course", (self.course,), around):
            yield ("course",), said

    def wants(self) -> tuple[Want, ...]:
        """Ask in which years it was awarded in the course before."""
        return (Want(Wanted.PAST_AWARDS, self.course),)

    def finding(self, case: EligibilityCase) -> Finding:
        """Count the years awarded in the earlier course."""
        past = counted_years(
            case, (self.course,), self.counted_on.value, running=self.running_year.value
        )
        least = self.years.value
        told = (
            f"{self.course_title} {years_text(past)}" if past else f"{self.course_title}の実績なし"
        )
        enough = len({one.fiscal_year for one in past}) >= least
        return self.answered(
            f"{self.course_title}を{least}年以上行った",
            enough if Wanted.PAST_AWARDS not in case.unasked else None,
            Line(told, joined(self.years, self.counted_on, self.running_year)),
            code="prerequisite_course_missing",
            message=f"先に{self.course_title}で{least}年以上の実績が必要です（{told}）。",
        )


def counted_years(
    case: EligibilityCase, courses: tuple[str, ...], counted_on: Day, *, running: bool
) -> list[PastAward]:
    """Give the past awards of these courses before the call's year, oldest first.

    A 年度 that is not over on the day counts only where running years do; a day that is not known
    yet is taken to be the day of filing, which never counts too much.
    """
    running_year = fiscal_year(case.day(counted_on) or case.filed_on)
    # The award that this very application leads to is no past one.
    return sorted(
        (
            one
            for one in case.past_awards
            if one.course_id in courses
            and one.fiscal_year < case.fiscal_year
            and (running or one.fiscal_year < running_year)
        ),
        key=lambda one: one.fiscal_year,
    )


def years_text(past: list[PastAward]) -> str:
    """Write the years of past awards, each once."""
    return "・".join(format_fiscal_year(year) for year in sorted({p.fiscal_year for p in past}))


def unknown_courses(
    key: str, courses: tuple[str, ...], around: Around
) -> Iterator[tuple[Path, Said]]:
    """Say which of the courses named the file has not."""
    for place, one in enumerate(courses):
        if one not in around.course_ids:
            yield (key, place), Said("unknown_course", name=one)


def _year_words(counter: FirstTime | Years | Prerequisite) -> str:
    """Say what a reader would not take for granted: which years count, and another day."""
    day = counter.counted_on.value
    on = f"{DAY_NAMES[day]}で数え、" if day is not Day.FILING else ""
    if counter.running_year.value:
        return f"（{on}いま行っている年度も含む）"
    return f"（{on}終わった年度だけを数える）"


def _span(months: int) -> str:
    return f"{months // 12}年" if months % 12 == 0 else f"{months}か月"
