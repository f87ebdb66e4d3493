"""What asking through the hooks costs over calling the same rules directly.

A run of all tests only compares the answers. Both figures and their difference come from one run:

    pytest -n0 --benchmark-enable tests/benchmarks/test_dispatch.py
"""

from collections.abc import Callable, Sequence
from datetime import date
from time import process_time
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from builders import CLOSES, IN_TIME
from koubo.applications import defaults as core_eligibility
from koubo.applications.hookspecs import koubo_eligibility_findings
from koubo.plugins import House, load
from koubo.schemes import defaults as core_amounts
from koubo.schemes.amounts.reckoning import AmountCase
from koubo.schemes.eligibility.case import (
    ApplicantFacts,
    EligibilityCase,
    FilingTime,
    Finding,
    PastAward,
    ThemeFacts,
)
from koubo.schemes.forms import FilingKind
from koubo.schemes.hookspecs import koubo_award_amount
from koubo.schemes.rules import Course
from koubo_kurashiki import plugin as kurashiki

APPLICATIONS = 10_000
MOST_DISPATCH = 100
"""µs of CPU time for one application."""
ROUNDS = 7

RULES = [
    module.koubo_eligibility_findings
    for module in (kurashiki, core_eligibility)
    if hasattr(module, "koubo_eligibility_findings")
]
"""Whom the hooks ask about Kurashiki's courses, in that order."""

pytestmark = pytest.mark.benchmark(
    group=f"{APPLICATIONS:,} applications",
    timer=process_time,  # what else the machine does is not the hooks' affair
)

Case = tuple[Course, EligibilityCase, AmountCase]
Decided = list[tuple[list[Finding], Any]]


def case_of(number: int, courses: Sequence[Course]) -> Case:
    """Make one of many applications: each condition is met by some of them and missed by others."""
    course = courses[number % len(courses)]
    members, years = number % 12, number % 4
    applicant = ApplicantFacts(
        f"第{number}の会", members=members, established_on=date(2015 + years, 4, 1), in_city=True
    )
    case = EligibilityCase(
        applicant,
        fiscal_year=2026,
        filings=(FilingTime(FilingKind.PROPOSAL, IN_TIME, CLOSES),),
        past_awards=tuple(PastAward(course.id, 2022 + year) for year in range(years)),
        theme=ThemeFacts("環境政策課", "水辺の環境学習") if number % 2 else None,
        partner_department="環境政策課" if number % 3 else "",
    )
    cost = 10_000 + 97 * number
    return course, case, AmountCase(eligible_cost=cost, requested=cost * 3 // 4)


@pytest.fixture(scope="module")
def house() -> House:
    return load()


@pytest.fixture(scope="module")
def cases(house: House) -> list[Case]:
    courses = house.catalog.installed("kurashiki").courses
    return [case_of(number, courses) for number in range(APPLICATIONS)]


@pytest.fixture(scope="module")
def seconds() -> dict[str, float]:
    """Keep what each way took at best, so that they can be compared."""
    return {}


def directly(cases: list[Case]) -> Decided:
    """Call the functions that the hooks lead to."""
    return [
        (
            [one for rules in RULES for one in rules(course, case)],
            core_amounts.koubo_award_amount(course, budget),
        )
        for course, case, budget in cases
    ]


def through_hooks(house: House, cases: list[Case]) -> Decided:
    """Ask as the actions do."""
    return [
        (
            house.hooks.all(koubo_eligibility_findings, course.scheme_id)(course=course, case=case),
            house.hooks.first(koubo_award_amount, course.scheme_id)(course=course, case=budget),
        )
        for course, case, budget in cases
    ]


def timed(benchmark: BenchmarkFixture, way: Callable[[], Decided]) -> tuple[Decided, float]:
    """Give what was decided, and the best time of the rounds; 0 where nothing is measured."""
    decided = benchmark.pedantic(way, rounds=ROUNDS, warmup_rounds=1)
    return decided, benchmark.stats.stats.min if benchmark.stats else 0.0


def test_rules_called_directly(benchmark, cases, seconds):
    decided, seconds["directly"] = timed(benchmark, lambda: directly(cases))

    assert len(decided) == APPLICATIONS


def test_rules_asked_through_the_hooks(benchmark, house, cases, seconds, capsys):
    decided, seconds["hooks"] = timed(benchmark, lambda: through_hooks(house, cases))

    assert decided == directly(cases)
    if benchmark.enabled and "directly" in seconds:
        each = {way: 1e6 * taken / APPLICATIONS for way, taken in seconds.items()}
        dispatch = each["hooks"] - each["directly"]
        with capsys.disabled():
            print(
                f"\n{APPLICATIONS:,} applications, best of {ROUNDS} rounds, each: "
                f"directly {each['directly']:.1f} µs, through the hooks {each['hooks']:.1f} µs, "
                f"dispatch {dispatch:.1f} µs (at most {MOST_DISPATCH} µs)"
            )
        assert dispatch <= MOST_DISPATCH
