"""The words that count: the day they are counted on, and whether a running year counts."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.schemes.eligibility.case import Day, FilingTime, PastAward
from koubo.schemes.eligibility.years import (
    ActivityMonths,
    FirstTime,
    Prerequisite,
    Years,
    counted_years,
)
from koubo.schemes.figures import Figure
from schemes.eligibility.judging import (
    CASE,
    CLOSES,
    MET,
    NOT_MET,
    UNKNOWN,
    answer,
    case,
    filed_at,
    judged,
    problem,
    told,
)

YEAR = ActivityMonths(Figure(12))
FIRST = FirstTime(Figure("k"))
TOGETHER = ("k.proposal", "k.theme")
FINISHED, RUNNING = Figure(False), Figure(True)
THREE = Years(Figure(3), TOGETHER, running_year=FINISHED)


@pytest.mark.parametrize(
    ("established_on", "expected"),
    [
        (date(2024, 12, 5), MET),
        (date(2024, 12, 6), NOT_MET),
        (date(2025, 4, 5), NOT_MET),
        (date(2026, 1, 1), NOT_MET),
        (None, UNKNOWN),
    ],
)
def test_activity_is_counted_in_whole_months_to_the_day_of_filing(established_on, expected):
    assert judged(YEAR, case(established_on=established_on)).answer is expected


def test_activity_is_told_with_both_days():
    assert told(YEAR) == ["設立から1年以上活動していること（提出日で数える）"]
    assert answer(YEAR, CASE) == (
        MET,
        "設立 令和6年12月5日 から提出日 令和7年12月5日 まで 12か月（12か月以上）",
    )
    assert answer(YEAR, case(established_on=None)) == (
        UNKNOWN,
        "設立した日が分かりません（12か月以上）",
    )
    assert problem(YEAR, case(established_on=date(2025, 1, 5))) == (
        "too_short_history",
        "12か月以上の活動実績が必要です（設立 令和7年1月5日 から提出日 令和7年12月5日 まで 11か月）。",
    )


def test_the_day_of_filing_is_the_day_in_japan():
    evening_in_utc = replace(
        CASE, filings=(FilingTime("proposal", datetime.fromisoformat("2025-12-04T15:00Z"), CLOSES),)
    )

    assert evening_in_utc.filed_on == date(2025, 12, 5)
    assert judged(YEAR, evening_in_utc).answer is MET
    assert judged(YEAR, filed_at(2025, 12, 4, 23, 59)).answer is NOT_MET


@pytest.mark.parametrize(
    ("day", "known", "expected"),
    [
        (Day.GRANT_APPLICATION, {Day.GRANT_APPLICATION: date(2026, 4, 10)}, MET),
        (Day.GRANT_APPLICATION, {}, UNKNOWN),
        (Day.CALL_OPENS, {Day.CALL_OPENS: date(2025, 11, 6)}, NOT_MET),
        (Day.CALL_CLOSES, {Day.CALL_CLOSES: date(2026, 3, 1)}, MET),
        (Day.FISCAL_YEAR_START, {}, MET),
        (Day.FILING, {}, NOT_MET),
    ],
)
def test_activity_is_counted_on_the_day_that_the_scheme_names(day, known, expected):
    rule = ActivityMonths(Figure(12), Figure(day))

    found = judged(rule, replace(case(established_on=date(2025, 3, 1)), days=known))

    assert found.answer is expected


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([], MET),
        ([("akita.kyodo_support", 2024)], MET),
        ([("k_youth.start", 2024)], MET),
        ([("k.prep", 2005)], NOT_MET),
        ([("k.new", 2025)], NOT_MET),
        ([("k.new", 2026)], MET),
    ],
)
def test_first_time_looks_at_every_course_of_the_scheme(past, expected):
    assert judged(FIRST, case(*past)).answer is expected


def test_first_time_may_look_at_some_courses_alone():
    once = FirstTime(Figure("k"), ("k.new",))

    assert told(once) == ["このコースで補助を受けたことがないこと（いま行っている年度も含む）"]
    assert answer(once, case(("k.prep", 2024))) == (MET, "このコースで交付を受けたことがない")
    assert answer(once, case(("k.prep", 2024), ("k.new", 2023))) == (NOT_MET, "令和5年度")
    assert judged(once, CASE).title == "このコースの補助を初めて受ける"


def test_first_time_says_what_was_awarded():
    assert told(FIRST) == ["この制度で補助を受けたことがないこと（いま行っている年度も含む）"]
    assert answer(FIRST, CASE) == (MET, "この制度で交付を受けたことがない")
    assert problem(FIRST, case(("k.new", 2024), ("k.prep", 2022))) == (
        "not_first_time",
        "この補助を受けたことのない団体のためのコースです（令和4年度・令和6年度）。ほかのコースを選んでください。",
    )


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([], MET),
        ([("k.proposal", 2023), ("k.theme", 2024)], MET),
        ([("k.proposal", 2022), ("k.theme", 2023), ("k.theme", 2024)], NOT_MET),
        ([("k.prep", 2021), ("k.prep", 2022), ("k.prep", 2023)], MET),
        ([("k.proposal", 2024), ("k.theme", 2024), ("k.theme", 2023)], MET),
        ([("k.theme", 2023), ("k.theme", 2024), ("k.theme", 2026)], MET),
    ],
    ids=["none", "third year", "fourth year", "other course", "two in one year", "this very year"],
)
def test_years_are_counted_across_courses_with_the_one_applied_for(past, expected):
    assert judged(THREE, case(*past)).answer is expected


def test_years_say_which_ones_were_counted():
    assert told(THREE) == [
        "補助を受けるのは通算3年まで（ほかのコースの年数も合わせて）（終わった年度だけを数える）"
    ]
    assert answer(THREE, CASE) == (MET, "今回が1年目（通算3年以内）")
    past = case(("k.theme", 2024), ("k.theme", 2023), ("k.proposal", 2022))
    assert problem(THREE, past) == (
        "over_max_years",
        "補助は通算3年までです（これまで 令和4年度・令和5年度・令和6年度、今回で4年目）。",
    )


def test_what_is_to_be_confirmed_stands_in_the_working():
    rule = Years(
        Figure(2, to_confirm="年数は仮"), ("k.prep",), running_year=Figure(True, to_confirm="実施中は仮")
    )  # fmt: skip

    assert rule.finding(case(("k.prep", 2025), ("k.prep", 2024))).working.text == (
        "これまで 令和6年度・令和7年度、今回で3年目（通算2年以内）【要確認】年数は仮／実施中は仮"
    )


def test_a_running_year_counts_only_where_the_scheme_says_so():
    past = case(("k.theme", 2023), ("k.theme", 2024), ("k.theme", 2025))
    assert past.running_year == 2025

    assert judged(replace(THREE, running_year=RUNNING), past).answer is NOT_MET
    assert judged(THREE, past).answer is MET


PREP = Prerequisite("k.prep", "準備コース", Figure(1), running_year=FINISHED)


def test_the_running_year_is_that_of_the_day_of_filing():
    past = (PastAward("k.prep", 2025),)
    march = replace(filed_at(2026, 3, 31, 23, 59), past_awards=past)
    april = replace(filed_at(2026, 4, 1, 0, 0), past_awards=past)

    assert judged(PREP, march).answer is NOT_MET
    assert judged(PREP, april).answer is MET


def test_a_year_that_ends_before_the_day_named_is_finished_on_it():
    past = replace(CASE, past_awards=(PastAward("k.prep", 2025),))
    on_grant_application = replace(PREP, counted_on=Figure(Day.GRANT_APPLICATION))
    applied = replace(past, days={Day.GRANT_APPLICATION: date(2026, 4, 10)})

    assert judged(PREP, past).answer is NOT_MET
    assert judged(on_grant_application, past).answer is NOT_MET  # the day is not known yet
    assert judged(on_grant_application, applied).answer is MET
    assert told(on_grant_application) == [
        "先に準備コースの補助を受けていること（交付申請書の提出日で数え、終わった年度だけを数える）"
    ]


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        ([], (NOT_MET, "準備コースの実績なし")),
        ([("k.prep", 2025)], (NOT_MET, "準備コース 令和7年度")),
        ([("k.prep", 2024), ("k.prep", 2025)], (MET, "準備コース 令和6年度・令和7年度")),
        ([("k.prep", 2024), ("k.prep", 2024)], (NOT_MET, "準備コース 令和6年度")),
        ([("k.theme", 2024), ("k.theme", 2025)], (NOT_MET, "準備コースの実績なし")),
    ],
)
def test_a_prerequisite_counts_years_in_the_other_course(past, expected):
    rule = Prerequisite("k.prep", "準備コース", Figure(2), running_year=RUNNING)

    assert answer(rule, case(*past)) == expected


def test_a_prerequisite_names_the_course():
    assert problem(PREP, CASE) == (
        "prerequisite_course_missing",
        "先に準備コースで1年以上の実績が必要です（準備コースの実績なし）。",
    )


AWARDS = st.lists(
    st.builds(PastAward, st.sampled_from(["k.prep", "k.theme"]), st.integers(2018, 2027)),
    max_size=8,
)


@given(AWARDS, st.sampled_from(Day), st.booleans())
def test_counted_years_are_past_in_order_and_never_more_without_running_ones(awards, day, running):
    given_case = replace(CASE, past_awards=tuple(awards))

    found = counted_years(given_case, ("k.prep",), day, running=running)
    fewer = counted_years(given_case, ("k.prep",), day, running=False)

    years = [one.fiscal_year for one in found]
    assert years == sorted(years)
    assert all(one.course_id == "k.prep" and one.fiscal_year < 2026 for one in found)
    assert set(fewer) <= set(found)
