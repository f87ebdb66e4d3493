"""Yokohama's four schemes: two tracks, a falling rate, two contests, a registration alone."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from koubo.plugins import House, load
from koubo.schemes.amounts.categories import CategoryCap
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.rule import award_amount
from koubo.schemes.amounts.steps import FlatRate, RateByTime, WholeCost
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    Gate,
    GroupFacts,
    PastAward,
)
from koubo.schemes.forms import FilingKind
from koubo.schemes.letters import LetterKind
from koubo.schemes.rules import Scheme, ThemeUse
from schemes.changed import failures, with_one_figure_changed, with_text

CITY = ("yokohama_teian", "yokohama_sakae", "yokohama_machibushin", "yokohama_yumefund")
FILED = FilingTime(
    "proposal", datetime(2026, 1, 8, tzinfo=UTC), datetime(2026, 1, 9, 15, tzinfo=UTC)
)
CASE = EligibilityCase(ApplicantFacts("架空の会", members=3), fiscal_year=2026, filings=(FILED,))


@pytest.fixture(scope="module")
def house() -> House:
    return load()


@pytest.fixture(scope="module")
def schemes(house: House) -> dict[str, Scheme]:
    return {name: house.catalog.installed(name) for name in CITY}


def answers(scheme: Scheme, course_id: str, case: EligibilityCase) -> dict[str, Answer]:
    found = [one.finding(case) for one in scheme.course(course_id).conditions]
    return {one.code: one.answer for one in found}


@pytest.mark.parametrize("name", CITY)
def test_every_golden_case_comes_out(house, schemes, name):
    assert failures(house, schemes[name]) == []


@pytest.mark.parametrize("name", CITY[:3])
def test_no_figure_of_an_amount_rule_changes_unnoticed(house, schemes, name):
    changed = dict(with_one_figure_changed(schemes[name]))

    assert len(changed) >= 3
    assert [figure for figure, scheme in changed.items() if not failures(house, scheme)] == []


def test_a_rate_changed_in_the_file_fails_a_case(house, schemes):
    rates = "rates: [{value: 2/3, source: Y9}, {value: 2/3, source: Y9}, {value: 1/2, source: Y9}]}"
    changed = with_text(schemes["yokohama_sakae"], rates, rates.replace("1/2", "2/3"))

    assert failures(house, changed) == ["YO-21"]


def test_the_published_caps_and_rates(schemes):
    def rates(course):
        step = course.funding.rate
        if isinstance(step, FlatRate):
            return (step.rate.value,)
        if isinstance(step, RateByTime):
            return tuple(one.value for one in step.rates)
        assert isinstance(step, WholeCost)
        return ()

    falling = (Fraction(2, 3), Fraction(2, 3), Fraction(1, 2))
    assert {
        course.id: (rates(course), course.funding.cap.value)
        for scheme in schemes.values()
        for course in scheme.courses
        if course.funding.gives_money
    } == {
        "yokohama_teian.teian": ((1,), 300_000),
        "yokohama_sakae.basic": (falling, 50_000),
        "yokohama_sakae.advance": (falling, 200_000),
        "yokohama_sakae.salon": (falling, 20_000),
        "yokohama_machibushin.first_contest": ((), 300_000),
        "yokohama_machibushin.second_contest": ((), 5_000_000),
    }


def test_what_the_city_has_not_confirmed_is_marked_in_every_amount(schemes):
    marks = {
        course.id: len(award_amount(course.funding, AmountCase(480_500)).working.to_confirm)
        for scheme in schemes.values()
        for course in scheme.courses
        if course.funding.gives_money
    }

    rate_and_rounding, rounding = 2, 1
    assert marks == {
        "yokohama_teian.teian": rate_and_rounding,
        "yokohama_sakae.basic": rounding,
        "yokohama_sakae.advance": rounding,
        "yokohama_sakae.salon": rounding,
        "yokohama_machibushin.first_contest": rate_and_rounding,
        "yokohama_machibushin.second_contest": rate_and_rounding,
    }


def test_the_proposal_scheme_has_two_tracks_that_may_close_on_their_own_day(schemes):
    (course,) = schemes["yokohama_teian"].courses

    assert (course.theme, course.theme_title, course.free_title) == (
        ThemeUse.OPTIONAL,
        "行政によるテーマ設定型",
        "従来型",
    )
    assert schemes["yokohama_teian"].asked_gates() == (Gate.CONSULTATION,)


def test_limits_whose_yen_nobody_found_are_said_and_not_invented(schemes):
    sakae = schemes["yokohama_sakae"]
    money = sakae.forms[FilingKind.PROPOSAL].section("money")

    assert all(one.funding.step(CategoryCap) is None for one in sakae.courses)
    assert "備品費と食糧費にはそれぞれ上限がある" in sakae.costs.counting.to_confirm
    assert "備品費と食糧費には、それぞれ上限があります" in money.intro


def test_the_years_of_basic_and_advance_count_together_and_those_of_the_salon_alone(schemes):
    counted = {
        course.name: course.funding.courses_counted(course.id)
        for course in schemes["yokohama_sakae"].courses
    }

    together = ("yokohama_sakae.basic", "yokohama_sakae.advance")
    assert counted == {
        "basic": together,
        "advance": together,
        "salon": ("yokohama_sakae.salon",),
    }


@pytest.mark.parametrize(
    ("groups", "answer"),
    [
        (None, Answer.UNKNOWN),
        ((), Answer.NOT_MET),
        ((GroupFacts("町内会"),), Answer.MET),
    ],
)
def test_advance_is_done_with_another_group(schemes, groups, answer):
    case = EligibilityCase(CASE.applicant, 2020, (FILED,), groups=groups)

    found = answers(schemes["yokohama_sakae"], "yokohama_sakae.advance", case)
    assert found["too_few_groups"] is answer


def test_each_contest_has_its_own_stage_and_its_own_money(schemes):
    scheme = schemes["yokohama_machibushin"]
    ladder = {
        course.name: [(one.id, one.allocates) for one in scheme.stages_of(course)]
        for course in scheme.courses
    }

    assert ladder == {"first_contest": [("first", True)], "second_contest": [("second", True)]}
    assert scheme.course("yokohama_machibushin.second_contest").funding.minimum.value == 500_000
    assert "工事費" in scheme.categories_of(scheme.courses[1])
    assert "工事費" not in scheme.categories_of(scheme.courses[0])


@pytest.mark.parametrize(
    ("past", "answer"),
    [
        ((), Answer.NOT_MET),
        # the first contest is held in July, the second in January of the same 年度
        ((PastAward("yokohama_machibushin.first_contest", 2025),), Answer.MET),
        ((PastAward("yokohama_teian.teian", 2025),), Answer.NOT_MET),
    ],
)
def test_only_the_first_contest_leads_to_the_second(schemes, past, answer):
    case = EligibilityCase(CASE.applicant, 2026, (FILED,), past_awards=past)

    course = "yokohama_machibushin.second_contest"
    found = answers(schemes["yokohama_machibushin"], course, case)
    assert found["prerequisite_course_missing"] is answer


def test_the_registration_is_a_form_with_papers_and_no_money(schemes):
    scheme = schemes["yokohama_yumefund"]
    questions = list(scheme.forms[FilingKind.PROPOSAL].questions())

    assert (scheme.gives_money, scheme.stages, list(scheme.forms)) == (
        False,
        (),
        [FilingKind.PROPOSAL],
    )
    assert sum(one.kind == "files" for one in questions) == 11
    assert not any(one.kind == "budget" for one in questions)
    assert set(scheme.letters) == {
        LetterKind.SELECTED,
        LetterKind.NOT_SELECTED,
        LetterKind.INELIGIBLE,
    }


@pytest.mark.parametrize("name", CITY)
def test_the_stored_text_is_the_same_scheme(house, schemes, name):
    pinned = house.catalog.pinned(schemes[name].text)

    assert (pinned.courses, pinned.forms) == (schemes[name].courses, schemes[name].forms)
