"""Each word of eligibility: met, not met, unknown; the day and the running year it counts by."""

from dataclasses import fields, replace
from datetime import date, datetime

import pytest

from koubo.calendar import JST
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    PastAward,
    ThemeFacts,
)
from koubo.schemes.eligibility.conditions import (
    CONDITIONS,
    ActivityMonths,
    BaseInCity,
    CityTheme,
    FirstTime,
    Members,
    Prerequisite,
    StaffCheck,
    Years,
)
from koubo.schemes.figures import Figure

FILED = datetime(2025, 12, 5, 14, 20, tzinfo=JST)
CLOSES = datetime(2025, 12, 9, tzinfo=JST)
CASE = EligibilityCase(
    applicant=ApplicantFacts("みずたま防災クラブ", members=5, established_on=date(2024, 12, 5)),
    fiscal_year=2026,
    filings=(FilingTime("proposal", FILED, CLOSES),),
)
MET, NOT_MET, UNKNOWN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN


def case(*past: tuple[str, int], theme: ThemeFacts | None = None, **facts) -> EligibilityCase:
    return replace(
        CASE,
        applicant=replace(CASE.applicant, **facts),
        past_awards=tuple(PastAward(*one) for one in past),
        theme=theme,
    )


def filed_at(*moment: int) -> EligibilityCase:
    return replace(CASE, filings=(FilingTime("proposal", datetime(*moment, tzinfo=JST), CLOSES),))


def told(condition, given: EligibilityCase) -> tuple[Answer, str]:
    finding = condition.finding(given)
    assert finding.rule == condition.word
    assert (finding.problem is None) == (finding.answer is not NOT_MET)
    return finding.answer, finding.problem.code if finding.problem else ""


@pytest.mark.parametrize(
    ("members", "answer"),
    [(5, (MET, "")), (4, (NOT_MET, "too_few_members")), (0, (NOT_MET, "too_few_members")),
     (None, (UNKNOWN, ""))],
)  # fmt: skip
def test_members_are_counted_at_the_filing(members, answer):
    assert told(Members(Figure(5)), case(members=members)) == answer


@pytest.mark.parametrize(
    ("established_on", "answer"),
    [
        (date(2024, 12, 5), (MET, "")),
        (date(2024, 12, 6), (NOT_MET, "too_short_history")),
        (date(2025, 4, 5), (NOT_MET, "too_short_history")),
        (date(2026, 1, 1), (NOT_MET, "too_short_history")),
        (None, (UNKNOWN, "")),
    ],
)
def test_activity_is_counted_in_whole_months_to_the_day_of_filing(established_on, answer):
    assert told(ActivityMonths(Figure(12)), case(established_on=established_on)) == answer


def test_the_day_of_filing_is_the_day_in_japan():
    evening_in_utc = replace(
        CASE, filings=(FilingTime("proposal", datetime.fromisoformat("2025-12-04T15:00Z"), CLOSES),)
    )

    assert evening_in_utc.filed_on == date(2025, 12, 5)
    assert told(ActivityMonths(Figure(12)), evening_in_utc) == (MET, "")
    assert told(ActivityMonths(Figure(12)), filed_at(2025, 12, 4, 23, 59)) == (
        NOT_MET,
        "too_short_history",
    )


@pytest.mark.parametrize(
    ("past", "answer"),
    [
        ([], (MET, "")),
        ([("akita.kyodo_support", 2024)], (MET, "")),
        ([("kurashiki_youth.start", 2024)], (MET, "")),
        ([("kurashiki.collab_prep", 2005)], (NOT_MET, "not_first_time")),
        ([("kurashiki.new_challenge", 2025)], (NOT_MET, "not_first_time")),
        ([("kurashiki.new_challenge", 2026)], (MET, "")),
    ],
)
def test_first_time_looks_at_every_course_of_the_scheme(past, answer):
    assert told(FirstTime(Figure("kurashiki")), case(*past)) == answer


TOGETHER = ("k.proposal", "k.theme")


@pytest.mark.parametrize(
    ("past", "answer"),
    [
        ([], (MET, "")),
        ([("k.proposal", 2023), ("k.theme", 2024)], (MET, "")),
        ([("k.proposal", 2022), ("k.theme", 2023), ("k.theme", 2024)], (NOT_MET, "over_max_years")),
        ([("k.prep", 2021), ("k.prep", 2022), ("k.prep", 2023)], (MET, "")),
        ([("k.proposal", 2024), ("k.theme", 2024), ("k.theme", 2023)], (MET, "")),
        ([("k.theme", 2023), ("k.theme", 2024), ("k.theme", 2026)], (MET, "")),
    ],
    ids=[
        "none",
        "third year",
        "fourth year",
        "another course",
        "two in one year",
        "this very year",
    ],
)
def test_years_are_counted_across_courses_with_the_one_applied_for(past, answer):
    assert told(Years(Figure(3), TOGETHER, Figure(False)), case(*past)) == answer


def test_a_running_year_counts_only_where_the_scheme_says_so():
    past = case(("k.theme", 2023), ("k.theme", 2024), ("k.theme", 2025))
    assert past.running_year == 2025

    assert told(Years(Figure(3), TOGETHER, Figure(True)), past) == (NOT_MET, "over_max_years")
    assert told(Years(Figure(3), TOGETHER, Figure(False)), past) == (MET, "")


def test_the_running_year_is_that_of_the_day_of_filing():
    past = (PastAward("k.prep", 2025),)
    march = replace(filed_at(2026, 3, 31, 23, 59), past_awards=past)
    april = replace(filed_at(2026, 4, 1, 0, 0), past_awards=past)
    one_finished_year = Prerequisite("k.prep", "準備コース", Figure(1), Figure(False))

    assert told(one_finished_year, march) == (NOT_MET, "prerequisite_course_missing")
    assert told(one_finished_year, april) == (MET, "")


@pytest.mark.parametrize(
    ("past", "answer"),
    [
        ([], (NOT_MET, "prerequisite_course_missing")),
        ([("k.prep", 2025)], (NOT_MET, "prerequisite_course_missing")),
        ([("k.prep", 2024), ("k.prep", 2025)], (MET, "")),
        ([("k.theme", 2024), ("k.theme", 2025)], (NOT_MET, "prerequisite_course_missing")),
    ],
)
def test_a_prerequisite_counts_years_in_the_other_course(past, answer):
    condition = Prerequisite("k.prep", "準備コース", Figure(2), Figure(True))

    assert told(condition, case(*past)) == answer


def test_a_theme_of_the_city_has_to_be_chosen():
    assert told(CityTheme(), case()) == (NOT_MET, "theme_missing")
    assert told(CityTheme(), case(theme=ThemeFacts("防災推進課", "避難所"))) == (MET, "")


@pytest.mark.parametrize(
    ("in_city", "answer"),
    [(True, (MET, "")), (False, (NOT_MET, "not_based_in_city")), (None, (UNKNOWN, ""))],
)
def test_the_base_is_where_the_group_says(in_city, answer):
    assert told(BaseInCity(Figure("倉敷市")), case(in_city=in_city)) == answer


def test_a_staff_check_is_unknown_and_bears_its_own_name():
    check = StaffCheck(
        "exclusion", Figure("暴力団と関係がない", to_confirm="仮"), "boryokudan_exclusion"
    )

    finding = check.finding(CASE)

    assert (finding.rule, finding.title, finding.answer, finding.problem) == (
        "staff_check.exclusion",
        "暴力団と関係がない",
        UNKNOWN,
        None,
    )
    assert finding.working.text == "職員の確認を待っています【要確認】仮"


def test_the_working_tells_days_and_years_and_what_is_to_be_confirmed():
    months = ActivityMonths(Figure(12, to_confirm="月数は仮")).finding(CASE)
    years = Years(
        Figure(2, to_confirm="年数は仮"), ("k.prep",), Figure(True, to_confirm="実施中は仮")
    )

    assert months.working.text == (
        "設立 令和6年12月5日 から提出日 令和7年12月5日 まで 12か月（12か月以上）【要確認】月数は仮"
    )
    assert years.finding(case(("k.prep", 2025), ("k.prep", 2024))).working.text == (
        "これまで 令和6年度・令和7年度、今回で3年目（通算2年以内）【要確認】年数は仮／実施中は仮"
    )


@pytest.mark.parametrize("word", CONDITIONS)
def test_every_word_is_documented_and_asks_for_its_own_fields(word):
    kind = CONDITIONS[word]

    assert kind.word == word
    assert kind.__doc__
    assert set(kind.asks) == {one.name for one in fields(kind)}
