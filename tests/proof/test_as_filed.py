"""A case that names what its scheme does not have fails and says so: a slip never passes unseen."""

import pytest

from koubo.plugins import load
from koubo.proof.rules import CaseOutcome
from koubo.proof.running import prove
from koubo.schemes.file.loading import load_scheme
from schemes.small import small

CATALOG = load(found=()).catalog
SMALL = small()

CASE = """
cases:
- id: A
  scheme: small.start
  title: 例
  applicant: {name: 例の会, members: 9, previous_awards: []}
  filing: {deadline: '2025-12-08', filed_at: 2025-12-01T10:00}
  budget:
    expenses: [{category: 報償費, item: 講師, amount: 100000}]
    income: [{kind: requested_grant, amount: 100000}]
  expected: {decision: eligible, award: 75000}
"""


def difference(*changes, file=SMALL):
    text = CASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    scheme = load_scheme(file, cases=text.encode())
    (result,) = prove(CATALOG.with_draft(scheme), scheme).results
    assert (result.outcome is CaseOutcome.PASSED) == (not result.difference)
    return result.difference


def test_a_case_in_the_schemes_own_words_passes():
    assert difference() == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "  budget:",
            "  answers: {fee_menbers: '4'}\n  budget:",
            "answers：質問「fee_menbers」は、このコースの企画提案書にありません",
        ),
        (
            "  budget:",
            "  staff: {exclusoin: はい}\n  budget:",
            "staff：「exclusoin」を確かめるきまり（staff_check）が、このコースにありません",
        ),
        ("報償費", "講師料", "budget：費目「講師料」は制度ファイルの costs にありません"),
    ],
)
def test_what_the_scheme_does_not_have_is_told(old, new, told):
    assert difference((old, new)) == (told,)


def test_a_category_that_never_counts_is_left_out_as_on_the_page():
    line = "{category: 食糧費, item: 茶, amount: 5000}"
    changed = ("amount: 100000}]\n    income", f"amount: 100000}}, {line}]\n    income")

    assert difference(changed) == ()


def test_an_answer_that_says_a_fact_stands_in_place_of_the_profile():
    asked = "          - {id: voters, kind: whole, label: 会員の数, fact: members}\n"
    anchor = "          - {id: theme, kind: choice"
    file = small((anchor, asked + anchor))

    (told,) = difference(("  budget:", "  answers: {voters: '3'}\n  budget:"), file=file)

    assert told == (
        "理由：想定はなし（要件を満たす）、結果はtoo_few_members（「構成員が5人以上いる」でない）"
    )


def test_the_time_is_counted_from_the_past_awards():
    rates = small(
        ("- {step: rate, rate: 75%}", "- {step: rate_by_time, rates: [75%, 1/2]}"),
        ("      - {rule: first_time, scheme: small}\n", ""),
    )
    past = ("previous_awards: []", "previous_awards: [{course: small.start, fiscal_year: 2024}]")

    assert difference(past, ("award: 75000", "award: 50000"), file=rates) == ()
    assert difference(past, ("  title: 例", "  title: 例\n  nth_time: 1"), file=rates) == (
        "nth_time は 1 ですが、これまでの交付から数えると 2 回目です",
    )
