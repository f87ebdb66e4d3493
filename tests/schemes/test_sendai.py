"""Sendai's four schemes: two rates in one budget, roles, tracks, a gate with its own deadline."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from koubo.applications.findings import findings
from koubo.calendar import JST, next_midnight, start_of_day
from koubo.plugins import House, load
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.rule import award_amount
from koubo.schemes.budget import Budget, ExpenseLine
from koubo.schemes.deadlines import track_name, tracks_of
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    Gate,
    GatePass,
    GroupFacts,
    PastAward,
)
from koubo.schemes.figure_list import figures_of
from koubo.schemes.forms import FilingKind
from koubo.schemes.letters import LetterKind
from koubo.schemes.rules import MoneyKind

ENDED = "sendai_machizukuri.kyodo_machizukuri"
SURVEY, PRACTICE, SOCIAL = (f"sendai_partner.{one}" for one in ("survey", "practice", "social"))
PROPOSAL, YOUTH = "sendai_teian.teian", "sendai_youth.youth"
SCHEMES = ("sendai_machizukuri", "sendai_partner", "sendai_teian", "sendai_youth")

CASE = EligibilityCase(
    applicant=ApplicantFacts(
        "こだま交通",
        members=5,
        established_on=date(2024, 10, 20),
        in_city=True,
        member_ages=(18, 24, 30, 39, 39),
    ),
    fiscal_year=2026,
    filings=(
        FilingTime(
            "proposal",
            datetime(2025, 10, 20, 13, tzinfo=JST),
            datetime(2025, 10, 24, 17, 1, tzinfo=JST),
        ),
    ),
    groups=(GroupFacts("みはらし台町内会", "地域団体"),),
    answers={
        "bylaws_kept": True,
        "accounts_kept": True,
        "meetings_held": True,
        "other_city_subsidy": False,
    },
    gates={Gate.CONSULTATION: GatePass(start_of_day(date(2025, 9, 18)))},
)


@pytest.fixture(scope="module")
def house() -> House:
    return load()


def problems(house: House, course_id: str, case: EligibilityCase) -> list[str]:
    asked = findings(house.catalog, house.catalog.course(course_id), case)
    return [one.problem.code for one in asked if one.problem]


def worked(house: House, course_id: str, *lines: ExpenseLine) -> tuple[int, tuple[str, ...]]:
    case = replace(AmountCase.of_budget(Budget(lines)), requested=None)
    amount = award_amount(house.catalog.course(course_id).funding, case)
    return amount.value, tuple(line.text for line in amount.working.lines)


def test_the_published_figures(house):
    figures = {
        course.id: (course.funding.rate_short.text, course.funding.cap.value)
        for scheme in SCHEMES
        for course in house.catalog.installed(scheme).courses
    }

    assert figures == {
        ENDED: ("90%以内（施設等の整備費は50%以内）", 3_000_000),
        SURVEY: ("90%以内", 500_000),
        PRACTICE: ("90%以内", 1_500_000),
        SOCIAL: ("90%以内", 3_000_000),
        PROPOSAL: ("率の定めなし", 3_000_000),
        YOUTH: ("率の定めなし", 300_000),
    }
    assert {one: house.catalog.installed(one).money for one in SCHEMES} == {
        "sendai_machizukuri": MoneyKind.SUBSIDY,
        "sendai_partner": MoneyKind.SUBSIDY,
        "sendai_teian": MoneyKind.SHARE,
        "sendai_youth": MoneyKind.SHARE,
    }


@pytest.mark.parametrize("scheme_id", SCHEMES[1:])
def test_every_figure_has_a_source_or_says_why_it_is_only_assumed(house, scheme_id):
    bare = {
        one.name
        for one in figures_of(house.catalog.installed(scheme_id))
        if not one.source and not one.to_confirm
    }

    # What the vocabulary takes where a file is silent: 構成員 as such, the day of filing.
    assert bare <= {"人数に数える人", "数える日"}


def test_two_rates_stand_in_one_budget_and_the_half_is_marked(house):
    course = house.catalog.course(ENDED)
    half = course.funding.rate.others[0]

    assert worked(
        house,
        ENDED,
        ExpenseLine("人件費", "コーディネーター", 1_000_001),
        ExpenseLine("施設等の整備費", "温室の棚", 333_333),
    ) == (
        1_066_000,
        (
            "対象経費 1,333,334円",
            "そのほかの経費 1,000,001 × 90% = 900,000.9",
            "施設等の整備費 333,333 × 50% = 166,666.5",
            "合計 900,000.9 + 166,666.5 = 1,066,667.4",
            "上限 3,000,000円 以内 → 1,066,667.4",
            "千円未満切捨て → 1,066,000円",
        ),
    )
    assert (half.categories, half.rate.value) == (("施設等の整備費",), Fraction(1, 2))
    assert half.rate.to_confirm


def test_the_ended_scheme_opens_nothing_but_is_still_known(house):
    scheme = house.catalog.installed("sendai_machizukuri")

    assert scheme.open_courses == ()
    assert scheme.course(ENDED).ended.value == "令和3年度で終了"
    assert scheme.canonical("sendai.kyodo_machizukuri") == ENDED
    assert (scheme.forms, scheme.stages, scheme.letters) == ({}, (), {})


@pytest.mark.parametrize("course_id", [SURVEY, PRACTICE, SOCIAL])
@pytest.mark.parametrize(
    ("unit_price", "award"), [(19_999, 270_000), (20_000, 180_000), (None, 270_000)]
)
def test_supplies_count_below_twenty_thousand_yen_apiece(house, course_id, unit_price, award):
    lines = (
        ExpenseLine("消耗品費", "道具", 100_000, unit_price=unit_price),
        ExpenseLine("人件費", "運営", 200_000, unit_price=50_000),
    )

    assert worked(house, course_id, *lines)[0] == award


def test_facilities_count_in_the_practice_course_only(house):
    courses = house.catalog.installed("sendai_partner").courses

    assert [one.name for one in courses if "施設等の整備費" in one.also_allowed] == ["practice"]


@pytest.mark.parametrize("course_id", [SURVEY, PRACTICE, SOCIAL, PROPOSAL])
def test_five_people_and_one_year_are_just_enough(house, course_id):
    applicant = replace(CASE.applicant, members=4, established_on=date(2024, 10, 21))

    assert problems(house, course_id, CASE) == []
    assert sorted(problems(house, course_id, replace(CASE, applicant=applicant))) == [
        "too_few_members",
        "too_short_history",
    ]


@pytest.mark.parametrize(
    ("groups", "codes"),
    [
        ((GroupFacts("みはらし台町内会", "地域団体"),), []),
        ((GroupFacts("あさひ商会", "事業者"),), ["role_missing"]),
        ((GroupFacts("あさひ商会", "事業者"), GroupFacts("はま町内会", "地域団体")), []),
        ((), ["too_few_groups", "role_missing"]),
        (None, []),
    ],
)
def test_a_business_and_a_local_group_join_in_the_social_course(house, groups, codes):
    assert problems(house, SOCIAL, replace(CASE, groups=groups)) == codes


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("bylaws_kept", "no_bylaws"),
        ("accounts_kept", "no_proper_accounts"),
        ("other_city_subsidy", "other_city_subsidy"),
    ],
)
@pytest.mark.parametrize("course_id", [SURVEY, PRACTICE, SOCIAL, PROPOSAL])
def test_the_form_asks_what_keeps_a_group_out(house, course_id, question, code):
    turned = {**CASE.answers, question: not CASE.answers[question]}

    assert problems(house, course_id, replace(CASE, answers=turned)) == [code]


@pytest.mark.parametrize(
    ("consulted_on", "codes"),
    [
        (date(2025, 4, 18), []),
        (date(2025, 4, 19), ["no_prior_consultation"]),
        (None, ["no_prior_consultation"]),
    ],
)
def test_consultation_has_a_deadline_of_its_own(house, consulted_on, codes):
    closes = next_midnight(date(2025, 4, 18))
    passed = GatePass(start_of_day(consulted_on), closes) if consulted_on else None
    support = (GroupFacts("中間支援NPO", "サポート団体"),)
    case = replace(CASE, groups=support, gates={Gate.CONSULTATION: passed})

    assert problems(house, YOUTH, case) == codes


@pytest.mark.parametrize(
    ("ages", "role", "codes"),
    [
        ((18, 24, 39), "サポート団体", []),
        ((17, 24, 39), "サポート団体", ["member_age_out_of_range"]),
        ((18, 24, 40), "サポート団体", ["member_age_out_of_range"]),
        ((18, 24, 39), "一緒に行う団体", ["role_missing"]),
    ],
)
def test_the_youth_scheme_asks_every_age_and_a_supporting_group(house, ages, role, codes):
    applicant = replace(CASE.applicant, members=3, member_ages=ages)
    case = replace(CASE, applicant=applicant, groups=(GroupFacts("中間支援NPO", role),))

    assert problems(house, YOUTH, case) == codes


@pytest.mark.parametrize("course_id", [SOCIAL, PROPOSAL])
@pytest.mark.parametrize(
    ("years", "codes"), [((), []), ((2025,), []), ((2024, 2025), ["over_max_years"])]
)
def test_one_year_and_one_more(house, course_id, years, codes):
    case = replace(CASE, past_awards=tuple(PastAward(course_id, year) for year in years))

    assert problems(house, course_id, case) == codes


def test_a_proposal_may_answer_a_theme_and_the_tracks_have_the_citys_names(house):
    course = house.catalog.course(PROPOSAL)

    assert [track_name(course, track) for track in tracks_of(course)] == [
        "市民協働事業提案（自由提案型）",
        "市民協働事業提案（テーマ設定型）",
    ]
    assert [len(tracks_of(house.catalog.course(one))) for one in (YOUTH, SURVEY)] == [2, 1]


def test_a_candidate_comes_first_and_the_grant_is_applied_for_later(house):
    scheme = house.catalog.installed("sendai_partner")
    selected = scheme.letters[LetterKind.SELECTED]

    assert selected.title == "地域づくりパートナープロジェクト 助成候補事業選定通知書"
    assert FilingKind.GRANT_APPLICATION in scheme.forms
    assert [
        one for one in SCHEMES if FilingKind.INTERIM_REPORT in house.catalog.installed(one).forms
    ] == ["sendai_partner"]
    assert (
        house.catalog.installed("sendai_youth").forms[FilingKind.PROPOSAL].form_number
        == "第1号様式"
    )


def test_each_course_is_asked_for_what_it_needs(house):
    scheme = house.catalog.installed("sendai_partner")
    special = {"groups", "partners", "survey_method", "sharing", "business_model"}
    asked = {
        course.name: [
            one.id
            for one in scheme.form_for(FilingKind.PROPOSAL, course).questions()
            if one.id in special
        ]
        for course in scheme.courses
    }

    assert asked == {
        "survey": ["survey_method"],
        "practice": ["groups", "sharing"],
        "social": ["partners", "sharing", "business_model"],
    }
    assert scheme.asked_gates() == (Gate.CONSULTATION,)


def test_what_nobody_has_told_waits_for_an_officer(house):
    nothing = EligibilityCase(ApplicantFacts(""), 2026, CASE.filings)
    asked = findings(house.catalog, house.catalog.course(SOCIAL), nothing)
    answers = {one.answer for one in asked if not one.rule.startswith(("in_time", "years"))}

    assert answers == {Answer.UNKNOWN}
