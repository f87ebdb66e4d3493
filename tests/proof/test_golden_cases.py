"""Each case that a plugin ships comes out as the case says."""

import pytest

from koubo.plugins import load
from koubo.proof.rules import CaseOutcome
from koubo.proof.running import prove

CATALOG = load().catalog
PROOFS = {name: prove(CATALOG, scheme) for name, scheme in sorted(CATALOG.schemes.items())}
RESULTS = [(name, one) for name, proof in PROOFS.items() for one in proof.results]


@pytest.mark.parametrize("result", [one for _, one in RESULTS], ids=[f"{name} {one.id}" for name, one in RESULTS])  # fmt: skip
def test_golden_case(result):
    assert (result.outcome, result.difference) == (CaseOutcome.PASSED, ())


@pytest.mark.parametrize("name", PROOFS)
def test_every_course_has_a_case(name):
    scheme = CATALOG.schemes[name]
    proven = {scheme.canonical(one.scheme) for one in PROOFS[name].results}

    assert {course.id for course in scheme.courses} - proven == set()


@pytest.mark.parametrize("name", PROOFS)
def test_no_case_of_a_scheme_is_told_twice(name):
    ids = [one.id for one in PROOFS[name].results]

    assert len(ids) == len(set(ids))
