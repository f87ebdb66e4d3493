"""Whatever a file of cases holds, it is run or complained of."""

from hypothesis import given

from koubo.proof.rules import CaseOutcome
from koubo.proof.running import prove_file
from koubo.schemes.file.reading import BrokenSchemeFile
from proof.small_cases import cases, small_house
from schemes.mutating import mutated

CATALOG = small_house().catalog
REVIEW = """
- id: SM-R1
  scheme: small.start
  title: 順位
  given:
    budget: 600000
    proposals:
    - {name: 甲, total: 231, requested: 200000}
    - {name: 乙, total: 214, requested: 180000}
  expected: {order: [甲, 乙]}
- id: SM-R2
  scheme: small.start
  title: 採点
  given: {scores: {公益性: [3, 2, 3], 実現性: [8, null, 7]}}
  expected: {total: '23'}
- {id: SM-R3, scheme: small.next, title: 合計, given: {totals: [10, null]}, expected: {total: '10'}}
"""
TEXT = cases(review=REVIEW).decode()


def outcomes(content: bytes) -> set[CaseOutcome]:
    """Give what came of the cases; nothing where the file is no file of cases."""
    try:
        return {one.outcome for one in prove_file(CATALOG, content).results}
    except BrokenSchemeFile:
        return set()


def test_the_text_that_is_mutated_comes_out():
    assert outcomes(TEXT.encode()) == {CaseOutcome.PASSED}


@given(mutated(TEXT))
def test_mutated_cases_are_run_or_complained_of(content):
    assert outcomes(content) <= set(CaseOutcome)
