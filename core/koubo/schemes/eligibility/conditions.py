"""The closed vocabulary of eligibility conditions; each word is one class.

A new word: a frozen dataclass with ``word``, its marshmallow ``asks`` (marshmallow fields) and ``finding(case)``,
added to ``CONDITIONS``. It names the day it is counted on, and whether a running year counts.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import fields

from koubo.calendar import format_date, format_fiscal_year, months_between
from koubo.fields import Text, Whole, YesNo
from koubo.money import Line, Working
from koubo.problems import Problem
from koubo.schemes.eligibility.case import Answer, EligibilityCase, Finding, PastAward
from koubo.schemes.figures import Figure
from koubo.schemes.file_fields import Figured


@dataclass(frozen=True)
class Condition(ABC):
    """One requirement of a course."""

    word: ClassVar[str]
    asks: ClassVar[Mapping[str, fields.Field[Any]]]

    @abstractmethod
    def finding(self, case: EligibilityCase) -> Finding:
        """Answer for one application; never raises for facts that are missing."""

    def answered(
        self, title: str, met: bool | None, line: Line, *, code: str, message: str
    ) -> Finding:
        """Give the finding of this word; ``met`` None is unknown."""
        working = Working((line,))
        if met:
            return Finding(self.word, title, Answer.MET, working)
        if met is None:
            return Finding(self.word, title, Answer.UNKNOWN, working)
        return Finding(self.word, title, Answer.NOT_MET, working, Problem(code, message))


@dataclass(frozen=True)
class Members(Condition):
    """At least so many people, counted at the filing."""

    word: ClassVar[str] = "members"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {
        "at_least": Figured(Whole(minimum=1), required=True),
    }
    at_least: Figure[int]

    def finding(self, case: EligibilityCase) -> Finding:
        """Compare the members recorded at the filing."""
        least, members = self.at_least.value, case.applicant.members
        told = "構成員の数が分かりません" if members is None else f"構成員 {members}人"
        return self.answered(
            f"構成員が{least}人以上いる",
            None if members is None else members >= least,
            Line(f"{told}（{least}人以上）", self.at_least.to_confirm),
            code="too_few_members",
            message=f"構成員が{least}人以上必要です（{told}）。団体の情報を確かめてください。",
        )


@dataclass(frozen=True)
class ActivityMonths(Condition):
    """Active for so many whole months on the day of filing."""

    word: ClassVar[str] = "activity_months"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {
        "at_least": Figured(Whole(minimum=1), required=True),
    }
    at_least: Figure[int]

    def finding(self, case: EligibilityCase) -> Finding:
        """Count whole months from the founding day to the day of filing."""
        least, since, day = self.at_least.value, case.applicant.established_on, case.filed_on
        title = f"提出日までに{least}か月以上の活動実績がある"
        if since is None:
            line = Line("設立した日が分かりません", self.at_least.to_confirm)
            return self.answered(title, None, line, code="", message="")
        months = months_between(since, day)
        told = f"設立 {format_date(since)} から提出日 {format_date(day)} まで {months}か月"
        return self.answered(
            title,
            months >= least,
            Line(f"{told}（{least}か月以上）", self.at_least.to_confirm),
            code="too_short_history",
            message=f"{least}か月以上の活動実績が必要です（{told}）。",
        )


@dataclass(frozen=True)
class FirstTime(Condition):
    """Never awarded in this scheme before the call's 事業年度, in whichever course."""

    word: ClassVar[str] = "first_time"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {
        "scheme": Figured(Text(), required=True),
    }
    scheme: Figure[str]

    def finding(self, case: EligibilityCase) -> Finding:
        """Look for any award of the scheme in the past."""
        prefix = f"{self.scheme.value}."
        # The award that this very application leads to is no past one.
        past = [
            one
            for one in case.past_awards
            if one.course_id.startswith(prefix) and one.fiscal_year < case.fiscal_year
        ]
        told = _years_text(past) if past else "この制度で交付を受けたことがない"
        return self.answered(
            "この制度に初めて申し込む",
            not past,
            Line(told, self.scheme.to_confirm),
            code="not_first_time",
            message=f"初めて申し込む団体のためのコースです（{told}）。ほかのコースを選んでください。",
        )


@dataclass(frozen=True)
class Years(Condition):
    """At most so many years in all, counted in the course and in those counted with it.

    Counted by 事業年度 on the day of filing; the year applied for is one of them, and a running
    year counts where ``running_year`` says so.
    """

    word: ClassVar[str] = "years"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {
        "at_most": Figured(Whole(minimum=1), required=True),
        "counted_in": fields.List(Text(), required=True),
        "running_year": Figured(YesNo(), required=True),
    }
    at_most: Figure[int]
    counted_in: tuple[str, ...]
    running_year: Figure[bool]

    def finding(self, case: EligibilityCase) -> Finding:
        """Count the years already awarded and add the one applied for."""
        past = counted_years(case, self.counted_in, running=self.running_year.value)
        number, most = len({one.fiscal_year for one in past}) + 1, self.at_most.value
        told = f"これまで {_years_text(past)}、今回で{number}年目" if past else "今回が1年目"
        return self.answered(
            f"補助を受ける年数が通算{most}年以内",
            number <= most,
            Line(f"{told}（通算{most}年以内）", _joined(self.at_most, self.running_year)),
            code="over_max_years",
            message=f"補助は通算{most}年までです（{told}）。",
        )


@dataclass(frozen=True)
class Prerequisite(Condition):
    """So many years done in another course first, counted on the day of filing."""

    word: ClassVar[str] = "prerequisite"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {
        "course": Text(required=True),
        "title": Text(required=True),
        "years": Figured(Whole(minimum=1), required=True),
        "running_year": Figured(YesNo(), required=True),
    }
    course: str
    title: str
    years: Figure[int]
    running_year: Figure[bool]

    def finding(self, case: EligibilityCase) -> Finding:
        """Count the years awarded in the earlier course."""
        past = counted_years(case, (self.course,), running=self.running_year.value)
        least = self.years.value
        told = f"{self.title} {_years_text(past)}" if past else f"{self.title}の実績なし"
        return self.answered(
            f"{self.title}を{least}年以上行った",
            len({one.fiscal_year for one in past}) >= least,
            Line(told, _joined(self.years, self.running_year)),
            code="prerequisite_course_missing",
            message=f"先に{self.title}で{least}年以上の実績が必要です（{told}）。",
        )


@dataclass(frozen=True)
class CityTheme(Condition):
    """The proposal answers a theme that the city published."""

    word: ClassVar[str] = "city_theme"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {}

    def finding(self, case: EligibilityCase) -> Finding:
        """Look whether a theme was chosen."""
        theme = case.theme
        told = f"{theme.department}「{theme.title}」" if theme else "テーマが選ばれていません"
        return self.answered(
            "市が提示したテーマに基づく",
            theme is not None,
            Line(told),
            code="theme_missing",
            message="市が提示したテーマに基づく提案が必要です。テーマを選んでください。",
        )


@dataclass(frozen=True)
class BaseInCity(Condition):
    """The group's base of activity lies in the city, as it says and staff confirm."""

    word: ClassVar[str] = "base_in_city"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {
        "city": Figured(Text(), required=True),
    }
    city: Figure[str]

    def finding(self, case: EligibilityCase) -> Finding:
        """Take the organisation's own statement."""
        stated = case.applicant.in_city
        words = {True: "あると申告", False: "ないと申告", None: "申告がありません"}
        told = f"{self.city.value}内の活動拠点：{words[stated]}"
        return self.answered(
            f"{self.city.value}内に活動拠点がある",
            stated,
            Line(told, self.city.to_confirm),
            code="not_based_in_city",
            message=f"{self.city.value}内に活動拠点がある団体が対象です。",
        )


@dataclass(frozen=True)
class StaffCheck(Condition):
    """Something only an officer can find out, such as the answer to a 暴力団照会."""

    word: ClassVar[str] = "staff_check"
    asks: ClassVar[Mapping[str, fields.Field[Any]]] = {
        "id": Text(required=True),
        "title": Figured(Text(), required=True),
        "code": Text(required=True),
    }
    id: str
    title: Figure[str]
    code: str

    def finding(self, case: EligibilityCase) -> Finding:
        """Unknown: the officer's own finding is laid over every rule's answer."""
        line = Line("職員の確認を待っています", self.title.to_confirm)
        return Finding(f"staff_check.{self.id}", self.title.value, Answer.UNKNOWN, Working((line,)))


def counted_years(
    case: EligibilityCase, courses: tuple[str, ...], *, running: bool
) -> list[PastAward]:
    """Give the past awards of these courses before the call's year, oldest first."""
    return sorted(
        (
            one
            for one in case.past_awards
            if one.course_id in courses
            and one.fiscal_year < case.fiscal_year
            and (running or one.fiscal_year < case.running_year)
        ),
        key=lambda one: one.fiscal_year,
    )


def _years_text(past: list[PastAward]) -> str:
    return "・".join(format_fiscal_year(year) for year in sorted({p.fiscal_year for p in past}))


def _joined(*figures: Figure[Any]) -> str:
    return "／".join(one.to_confirm for one in figures if one.to_confirm)


CONDITIONS: Mapping[str, type[Condition]] = {
    kind.word: kind
    for kind in (
        Members,
        ActivityMonths,
        FirstTime,
        Years,
        Prerequisite,
        CityTheme,
        BaseInCity,
        StaffCheck,
    )
}
