"""Each case that a plugin ships comes out as the case says."""

import pytest

from koubo.plugins import load
from koubo.proof.rules import CaseOutcome
from koubo.proof.running import prove

HOUSE = load()
RESULTS = [
    one for scheme in sorted(HOUSE.catalog.schemes) for one in prove(HOUSE.catalog, scheme).results
]


@pytest.mark.parametrize("result", RESULTS, ids=[one.id for one in RESULTS])
def test_golden_case(result):
    assert (result.outcome, result.difference) == (CaseOutcome.PASSED, ())


def test_every_installed_scheme_ships_cases():
    proven = {one.scheme.partition(".")[0] for one in RESULTS}

    assert proven == set(HOUSE.catalog.schemes)


def test_every_course_has_a_case():
    courses = {course.id for scheme in HOUSE.catalog.schemes.values() for course in scheme.courses}

    assert {one.scheme for one in RESULTS} == courses
