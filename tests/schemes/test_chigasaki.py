"""Chigasaki's two schemes: a day that is not the filing's, a rate by count, one that ended."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from koubo.plugins import House, load
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.rule import award_amount
from koubo.schemes.budget import IncomeKind
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    Day,
    EligibilityCase,
    Fact,
    FilingTime,
    PastAward,
)
from koubo.schemes.forms import FilingKind
from koubo.schemes.rules import Scheme, ThemeUse
from schemes.changed import failures, with_one_figure_changed, with_text

START, STEP_UP = "chigasaki_genki.start", "chigasaki_genki.step_up"
FILED = FilingTime(
    "proposal", datetime(2025, 12, 15, 1, tzinfo=UTC), datetime(2025, 12, 19, 15, tzinfo=UTC)
)
CASE = EligibilityCase(
    ApplicantFacts("てのひら（架空）", members=8, established_on=date(2024, 4, 1), residents=6),
    fiscal_year=2026,
    filings=(FILED,),
)


@pytest.fixture(scope="module")
def house() -> House:
    return load()


@pytest.fixture(scope="module")
def genki(house: House) -> Scheme:
    return house.catalog.installed("chigasaki_genki")


@pytest.fixture(scope="module")
def kyodo(house: House) -> Scheme:
    return house.catalog.installed("chigasaki_kyodo")


def answer(scheme: Scheme, course_id: str, code: str, case: EligibilityCase) -> Answer:
    found = [one.finding(case) for one in scheme.course(course_id).conditions]
    (answered,) = [one.answer for one in found if one.code == code]
    return answered


def test_every_golden_case_comes_out(house, genki, kyodo):
    assert failures(house, genki) == failures(house, kyodo) == []


def test_no_figure_of_an_amount_rule_changes_unnoticed(house, genki):
    changed = dict(with_one_figure_changed(genki))

    assert len(changed) == 10
    assert [figure for figure, scheme in changed.items() if not failures(house, scheme)] == []


def test_a_rate_changed_in_the_file_fails_cases(house, genki):
    changed = with_text(genki, "{value: 70/100, source: C4", "{value: 75/100, source: C4")

    assert failures(house, changed) == ["CH-07", "CH-18"]


def test_the_published_figures_and_those_assumed(genki):
    start, step_up = (course.funding for course in genki.courses)

    assert (start.rate.rate.value, start.cap.value) == (Fraction(9, 10), 100_000)
    assert (start.rate.rate.to_confirm, start.cap.to_confirm) == ("", "")
    assert [one.value for one in step_up.rate.rates] == [
        Fraction(8, 10),
        Fraction(7, 10),
        Fraction(6, 10),
    ]
    assert all(one.source and one.to_confirm for one in step_up.rate.rates)
    assert (step_up.cap.value, start.unit, step_up.unit) == (500_000, 1, 1)


def test_other_subsidies_never_make_the_base_negative(genki):
    case = AmountCase(50_000, incomes={IncomeKind.OTHER_SUBSIDIES: 50_001})

    assert award_amount(genki.course(START).funding, case).value == 0


@pytest.mark.parametrize(
    ("established_on", "grant_application", "expected"),
    [
        (date(2024, 4, 1), date(2026, 4, 1), Answer.MET),
        (date(2024, 4, 2), date(2026, 4, 1), Answer.NOT_MET),
        (date(2011, 4, 1), date(2013, 4, 1), Answer.MET),  # the city's own example
        (date(2024, 4, 2), None, Answer.UNKNOWN),
    ],
)
def test_two_years_are_counted_to_the_day_of_the_second_filing(
    genki, established_on, grant_application, expected
):
    case = replace(
        CASE,
        applicant=replace(CASE.applicant, established_on=established_on),
        days={Day.GRANT_APPLICATION: grant_application} if grant_application else {},
    )

    assert answer(genki, STEP_UP, "too_short_history", case) is expected


def test_who_had_the_start_course_needs_no_two_years(genki):
    young = replace(
        CASE,
        applicant=replace(CASE.applicant, established_on=date(2025, 11, 1)),
        past_awards=(PastAward(START, 2025),),
        days={Day.GRANT_APPLICATION: date(2026, 4, 1)},
    )

    assert answer(genki, STEP_UP, "too_short_history", young) is Answer.MET


def test_an_officer_plans_the_day_of_the_second_filing(genki):
    assert genki.asked_days() == (Day.GRANT_APPLICATION,)
    assert [genki.forms[kind].title for kind in (FilingKind.PROPOSAL, FilingKind.GRANT_APPLICATION)] == [
        "事業企画書",
        "補助金交付申請書",
    ]  # fmt: skip


def test_the_form_asks_for_those_with_a_vote_and_the_citizens_among_them(genki):
    facts = {
        question.fact: question.id
        for question in genki.forms[FilingKind.PROPOSAL].questions()
        if question.fact
    }

    assert facts == {Fact.MEMBERS: "voting_members", Fact.RESIDENTS: "citizens"}


@pytest.mark.parametrize(
    ("old", "now"), [("chigasaki.start", START), ("chigasaki.step_up", STEP_UP)]
)
def test_older_ledgers_know_the_courses_by_another_name(genki, old, now):
    assert genki.canonical(old) == now


def test_the_programme_that_ended_is_readable_and_opens_no_call(house, kyodo):
    pinned = house.catalog.pinned(kyodo.text)

    assert pinned == replace(kyodo, cases=b"")
    assert kyodo.open_courses == ()
    assert [(one.title, one.theme, one.ended.source) for one in kyodo.courses] == [
        ("行政提案型", ThemeUse.REQUIRED, "C1"),
        ("市民提案型", ThemeUse.NONE, "C1"),
    ]
    assert (kyodo.gives_money, kyodo.stages, dict(kyodo.forms)) == (False, (), {})
