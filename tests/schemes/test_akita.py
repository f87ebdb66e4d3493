"""Akita's two schemes: gate at the minute, renewal as a course, the floor after the request."""

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from koubo.applications.findings import findings
from koubo.calendar import JST
from koubo.plugins import House, load
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.amounts.rule import award_amount
from koubo.schemes.eligibility.case import (
    Answer,
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    Gate,
    GatePass,
    PastAward,
    StaffFinding,
)
from koubo.schemes.figure_list import figures_of
from koubo.schemes.forms import FilingKind
from koubo.schemes.letters import LetterKind

SUPPORT, RENEWAL = "akita_support.kyodo_support", "akita_support.keizoku"
AREA, CITIZENS = "akita_chiiki.chiiki_haibun", "akita_chiiki.shimin_gakusei"
DECLARATIONS_END = datetime(2023, 2, 22, 17, 16, tzinfo=JST)
"""17時15分必着: the whole of that minute is still in time."""
CASE = EligibilityCase(
    applicant=ApplicantFacts("かまくらネット", members=24, established_on=date(2015, 4, 1)),
    fiscal_year=2023,
    filings=(
        FilingTime(
            "proposal",
            datetime(2023, 3, 17, 17, 15, 59, tzinfo=JST),
            datetime(2023, 3, 17, 17, 16, tzinfo=JST),
        ),
    ),
    answers={"bylaws_kept": True, "separate_accounts": True},
    gates={
        Gate.PARTICIPATION: GatePass(datetime(2023, 2, 20, 10, tzinfo=JST), DECLARATIONS_END),
    },
)


@pytest.fixture(scope="module")
def house() -> House:
    return load()


def found(house: House, course_id: str, case: EligibilityCase) -> dict[str, tuple[Answer, str]]:
    course = house.catalog.course(course_id)
    return {
        one.rule: (one.answer, one.problem.code if one.problem else "")
        for one in findings(house.catalog, course, case)
    }


def yen(house: House, course_id: str, cost: int, requested: int) -> int:
    funding = house.catalog.course(course_id).funding
    return award_amount(funding, AmountCase(cost, requested=requested)).value


def test_the_published_figures(house):
    figures = {
        course.id: (
            course.funding.cap.value,
            course.funding.minimum and course.funding.minimum.value,
        )
        for scheme in ("akita_support", "akita_chiiki")
        for course in house.catalog.installed(scheme).courses
    }

    assert figures == {
        SUPPORT: (1_000_000, None),
        RENEWAL: (1_000_000, None),
        AREA: (500_000, 100_000),
        CITIZENS: (500_000, 100_000),
    }
    assert house.catalog.course(SUPPORT).funding.cap.to_confirm == ""


@pytest.mark.parametrize("course_id", [SUPPORT, RENEWAL, AREA, CITIZENS])
def test_the_rate_that_nobody_has_published_is_marked_in_every_amount(house, course_id):
    funding = house.catalog.course(course_id).funding
    worked = award_amount(funding, AmountCase(480_500))

    assert worked.value == 480_000
    assert funding.rate.rate.value == Fraction(1)
    assert funding.rate.rate.to_confirm in worked.working.to_confirm


@pytest.mark.parametrize("scheme_id", ["akita_support", "akita_chiiki"])
def test_every_figure_has_a_source_or_says_why_it_is_only_assumed(house, scheme_id):
    bare = {
        one.name
        for one in figures_of(house.catalog.installed(scheme_id))
        if not one.source and not one.to_confirm
    }

    # 構成員 as such, and the day of filing: what the vocabulary takes where a file is silent.
    assert bare <= {"人数に数える人", "数える日"}


@pytest.mark.parametrize(
    ("declared_at", "answer"),
    [
        (datetime(2023, 2, 22, 17, 15, 59, 999_999, tzinfo=JST), (Answer.MET, "")),
        (DECLARATIONS_END, (Answer.NOT_MET, "no_participation_declaration")),
    ],
)
def test_the_participation_is_declared_in_its_own_time(house, declared_at, answer):
    gate = GatePass(declared_at, DECLARATIONS_END)
    case = replace(CASE, gates={Gate.PARTICIPATION: gate})

    assert found(house, SUPPORT, case)["gate.participation"] == answer


def test_who_declared_nothing_is_kept_out_and_who_is_not_known_waits(house):
    nobody = replace(CASE, gates={Gate.PARTICIPATION: None})
    unknown = replace(CASE, gates={})

    assert found(house, SUPPORT, nobody)["gate.participation"] == (
        Answer.NOT_MET,
        "no_participation_declaration",
    )
    assert found(house, SUPPORT, unknown)["gate.participation"] == (Answer.UNKNOWN, "")
    assert "gate.participation" not in found(house, RENEWAL, unknown)


def test_only_an_officer_can_say_that_a_programme_is_a_duplicate(house):
    rule = "staff_check.duplicate"
    judged = replace(CASE, staff={rule: StaffFinding(Answer.NOT_MET, "健康教室と同じ内容")})

    assert found(house, SUPPORT, CASE)[rule] == (Answer.UNKNOWN, "")
    assert found(house, SUPPORT, judged)[rule] == (
        Answer.NOT_MET,
        "duplicate_of_existing_programme",
    )


@pytest.mark.parametrize(
    ("years", "prerequisite", "limit"),
    [
        ((), (Answer.NOT_MET, "prerequisite_course_missing"), (Answer.MET, "")),
        ((2022,), (Answer.MET, ""), (Answer.MET, "")),
        ((2021, 2022), (Answer.MET, ""), (Answer.MET, "")),
        ((2020, 2021, 2022), (Answer.MET, ""), (Answer.NOT_MET, "over_max_years")),
    ],
)
def test_a_renewal_follows_the_running_year_up_to_the_third(house, years, prerequisite, limit):
    """2022年度 still runs on the day of filing in March 2023, and counts."""
    past = tuple(PastAward(RENEWAL if place else SUPPORT, year) for place, year in enumerate(years))
    answers = found(house, RENEWAL, replace(CASE, past_awards=past))

    assert (answers["prerequisite"], answers["years"]) == (prerequisite, limit)


def test_new_and_continuing_projects_are_judged_by_different_bodies(house):
    bodies = {
        name: [
            (stage.panel.value, stage.allocates)
            for stage in house.catalog.installed("akita_support").stages
            if stage.judges(name)
        ]
        for name in ("kyodo_support", "keizoku")
    }

    assert bodies == {
        "kyodo_support": [("審査会", True)],
        "keizoku": [("継続事業評価会", True)],
    }


def test_the_two_filings_ask_each_course_for_what_it_needs(house):
    scheme = house.catalog.installed("akita_support")
    special = {"new_viewpoint", "last_year", "changes"}
    asked = {
        course.name: [
            one.id
            for one in scheme.form_for(FilingKind.PROPOSAL, course).questions()
            if one.id in special
        ]
        for course in scheme.courses
    }

    assert asked == {
        "kyodo_support": ["new_viewpoint"],
        "keizoku": ["last_year", "changes"],
    }
    assert scheme.forms[FilingKind.PARTICIPATION].title == "参加表明書"
    assert scheme.asked_gates() == (Gate.PARTICIPATION,)
    begins = {one.name: scheme.first_kind(one) for one in scheme.courses}
    assert begins == {
        "kyodo_support": FilingKind.PARTICIPATION,
        "keizoku": FilingKind.PROPOSAL,
    }


@pytest.mark.parametrize("course_id", [AREA, CITIZENS])
@pytest.mark.parametrize(
    ("cost", "requested", "award"),
    [
        (120_000, 100_000, 100_000),
        (120_000, 99_999, 0),
        (99_999, 99_999, 0),
        (600_000, 600_000, 500_000),
    ],
)
def test_the_floor_is_asked_after_the_request_has_bound_the_sum(
    house, course_id, cost, requested, award
):
    assert yen(house, course_id, cost, requested) == award


@pytest.mark.parametrize(
    ("question", "code"),
    [("bylaws_kept", "no_bylaws"), ("separate_accounts", "no_separate_accounts")],
)
@pytest.mark.parametrize("course_id", [AREA, CITIZENS])
def test_bylaws_and_separate_accounts_are_answers_of_the_form(house, course_id, question, code):
    case = replace(CASE, answers={**CASE.answers, question: False})
    answers = findings(house.catalog, house.catalog.course(course_id), case)

    assert [one.problem.code for one in answers if one.problem] == [code]


def test_the_form_numbers_that_are_known_stand_in_the_letter_of_the_grant(house):
    letters = house.catalog.installed("akita_chiiki").letters
    told = "".join(letters[LetterKind.GRANTED].conditions)

    assert [one for one in ("様式第3号", "様式第5号", "様式第6号") if one not in told] == []
    assert all(one.form_number.to_confirm for one in letters.values())
