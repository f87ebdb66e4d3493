"""Kurashiki's scheme: the published figures, what is marked 要確認, and its rule in code."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from koubo.applications.hookspecs import koubo_eligibility_findings
from koubo.calendar import JST
from koubo.plugins import House, load
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    PastAward,
    ThemeFacts,
)
from koubo.schemes.forms import FilingKind
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.rules import MoneyKind, Scheme

CLOSES = datetime(2025, 12, 9, tzinfo=JST)
CASE = EligibilityCase(
    applicant=ApplicantFacts(
        "にほんごテラス", members=16, established_on=date(2014, 5, 1), in_city=True
    ),
    fiscal_year=2026,
    filings=(FilingTime("proposal", datetime(2025, 12, 5, 14, 20, tzinfo=JST), CLOSES),),
    past_awards=(PastAward("kurashiki.collab_prep", 2024),),
    theme=ThemeFacts("防災推進課", "外国人住民への防災情報の届け方"),
    partner_department="防災推進課",
)


@pytest.fixture(scope="module")
def house() -> House:
    return load()


@pytest.fixture(scope="module")
def scheme(house: House) -> Scheme:
    return house.catalog.installed("kurashiki")


def findings(house: House, course_id: str, case: EligibilityCase) -> dict[str, tuple[Answer, str]]:
    ask = house.hooks.all(koubo_eligibility_findings, "kurashiki")
    return {
        one.rule: (one.answer, one.problem.code if one.problem else "")
        for one in ask(course=house.catalog.course(course_id), case=case)
    }


def test_the_published_figures(scheme):
    figures = {
        course.name: (course.funding.rate.rate.value, course.funding.cap.value)
        for course in scheme.open_courses
    }

    assert figures == {
        "new_challenge": (Fraction(75, 100), 150_000),
        "collab_prep": (Fraction(80, 100), 300_000),
        "citizen_proposal": (Fraction(90, 100), 500_000),
        "city_theme": (Fraction(1), 500_000),
    }
    assert all(
        not figure.to_confirm and figure.source == "K1"
        for course in scheme.open_courses
        for figure in (course.funding.rate.rate, course.funding.cap)
    )
    assert scheme.money is MoneyKind.SUBSIDY


def test_what_the_city_has_not_confirmed_is_marked_in_every_amount(house, scheme):
    for course in scheme.open_courses:
        amount = house.hooks.first(koubo_award_amount, "kurashiki")(
            course=course, case=AmountCase(eligible_cost=480_500)
        )

        assert amount.working.to_confirm == (
            "端数処理は公表資料で確認できていない。浜松市の「千円未満切捨て」を仮置き",
        )
    assert all(
        (scheme.law.to_confirm, scheme.costs.counting.to_confirm, scheme.advance_share.to_confirm)
    )
    assert all(letter.form_number.to_confirm for letter in scheme.letters.values())
    assert scheme.selection.vetoes.to_confirm
    assert scheme.selection.tie_breakers.to_confirm


def test_a_group_that_meets_everything_waits_only_for_the_officer(house):
    assert findings(house, "kurashiki.city_theme", CASE) == {
        "joint_plan": (Answer.MET, ""),
        "in_time.proposal": (Answer.MET, ""),
        "base_in_city": (Answer.MET, ""),
        "members": (Answer.MET, ""),
        "activity_months": (Answer.MET, ""),
        "city_theme": (Answer.MET, ""),
        "years": (Answer.MET, ""),
        "staff_check.exclusion": (Answer.UNKNOWN, ""),
    }


@pytest.mark.parametrize("course", ["citizen_proposal", "city_theme"])
def test_the_collaborative_courses_ask_for_the_department(house, course):
    alone = replace(CASE, partner_department="")

    assert findings(house, f"kurashiki.{course}", alone)["joint_plan"] == (
        Answer.NOT_MET,
        "no_department_partner",
    )


@pytest.mark.parametrize("course", ["new_challenge", "collab_prep"])
def test_the_independent_courses_do_not_ask_for_a_department(house, course):
    assert "joint_plan" not in findings(house, f"kurashiki.{course}", CASE)


@pytest.mark.parametrize(
    ("received_at", "answer"),
    [
        (datetime(2025, 12, 8, 23, 59, 59, 999_999, tzinfo=JST), (Answer.MET, "")),
        (CLOSES, (Answer.NOT_MET, "late_filing")),
    ],
)
def test_the_last_instant_is_before_midnight(house, received_at, answer):
    case = replace(CASE, filings=(FilingTime("proposal", received_at, CLOSES),))

    assert findings(house, "kurashiki.city_theme", case)["in_time.proposal"] == answer


def test_the_forms_ask_each_course_for_what_it_needs(scheme):
    collaboration = {
        course.name: [
            question.id
            for question in scheme.form_for(FilingKind.PROPOSAL, course).questions()
            if question.id in {"partner_department", "joint_plan", "city_role", "wish"}
        ]
        for course in scheme.open_courses
    }

    assert collaboration == {
        "new_challenge": [],
        "collab_prep": ["wish"],
        "citizen_proposal": ["partner_department", "joint_plan", "city_role"],
        "city_theme": ["partner_department", "joint_plan", "city_role"],
    }


def test_the_rules_of_2005_stay_readable_and_open_no_call(scheme):
    old = scheme.course("kurashiki.rules_2005")
    (stage,) = scheme.stages_of(old)

    assert old not in scheme.open_courses
    assert (old.ended.source, old.funding.gives_money) == ("K4", False)
    assert [one.title for one in stage.criteria] == ["公益性", "優先性", "実現性", "独創性"]
    assert all(stage not in scheme.stages_of(course) for course in scheme.open_courses)


def test_the_stored_text_is_the_same_scheme(house, scheme):
    pinned = house.catalog.pinned(scheme.text)

    assert pinned == replace(scheme, cases=b"")
    assert house.catalog.pinned(scheme.text) is pinned
