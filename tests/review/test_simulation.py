"""Trying other rules: who comes out otherwise is exactly who does when both are computed by hand."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from koubo.problems import Problems
from koubo.review.selection.inputs import Entry, SelectionInputs
from koubo.review.selection.select import select
from koubo.review.selection.values import Pot
from koubo.review.simulation import PassMark, Variation, compare, varied, with_budget
from koubo.review.simulation_schemas import read_variation
from koubo.schemes.review_words import Aggregate, Allocation, Recusal, TieBreak, TieBreaker
from review.marks import FILED, a_rule, a_stage, sheets_of

STAGE = a_stage("公益性", "優先性")
COURSE = "kurashiki.collab_prep"
MARKS = st.lists(st.integers(1, 5), min_size=2, max_size=2)
APPLICATIONS = st.lists(st.tuples(MARKS, MARKS, st.integers(0, 400_000)), max_size=6)
VARIATIONS = st.builds(
    Variation,
    budget=st.none() | st.integers(0, 1_000_000),
    pass_mark=st.none() | st.builds(PassMark, st.none() | st.fractions(0, 1)),
    aggregate=st.none() | st.sampled_from(Aggregate),
    first_tie_breaker=st.none() | st.just(TieBreaker(TieBreak.SMALLER_REQUEST)),
    recusal=st.none() | st.sampled_from(Recusal),
    allocation=st.none() | st.sampled_from(Allocation),
)


def table(applications, budget=600_000):
    entries = tuple(
        Entry(
            application_id=number,
            course_id=COURSE,
            sheets=sheets_of(公益性=good, 優先性=urgent),
            requested=amount,
            calculated=amount,
            filed_at=FILED,
        )
        for number, (good, urgent, amount) in enumerate(applications, start=1)
    )
    return SelectionInputs(STAGE, a_rule(), entries, (Pot("予算", budget),))


@settings(max_examples=200, deadline=None)
@given(APPLICATIONS, VARIATIONS)
def test_who_flips_is_who_differs_when_both_are_computed(applications, variation):
    inputs = table(applications)
    before, after = select(inputs), select(varied(inputs, variation))

    compared = compare(before, after)

    now = {one.application_id: one for one in before.outcomes}
    then = {one.application_id: one for one in after.outcomes}
    assert [one.before.application_id for one in compared.flips] == [
        key
        for key, one in now.items()
        if one.verdict is not then[key].verdict or one.amount != then[key].amount
    ]
    ranks = sum(one.rank != then[key].rank for key, one in now.items())
    flipped = sum(one.before.rank != one.after.rank for one in compared.flips)
    assert compared.moved == ranks - flipped
    if variation.is_none:
        assert (compared.flips, compared.moved) == ((), 0)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=4), st.integers(0, 10**10))
def test_another_budget_is_held_by_the_pots_to_the_yen(amounts, budget):
    pots = [Pot(f"枠{place}", amount, (COURSE,)) for place, amount in enumerate(amounts)]
    pots.append(Pot("共通枠", 0))

    found = with_budget(pots, budget)

    assert sum(one.amount for one in found) == budget
    assert all(one.amount >= 0 for one in found)
    if budget >= sum(amounts):
        assert [one.amount for one in found[:-1]] == amounts


def test_what_is_typed_is_read_and_what_cannot_be_is_named():
    read = read_variation(
        STAGE,
        a_rule(),
        {"budget": "５００，０００", "pass_mark": "60%", "tie_breaker": "earlier_filing"},
    )

    assert (read.budget, read.pass_mark) == (500_000, PassMark(share=Fraction(3, 5)))
    assert read.first_tie_breaker == TieBreaker(TieBreak.EARLIER_FILING)
    assert read_variation(STAGE, a_rule(), {"pass_mark": "12点"}).pass_mark == PassMark(
        points=Fraction(12)
    )
    assert read_variation(STAGE, a_rule(), {"pass_mark": "なし"}).pass_mark == PassMark()
    assert read_variation(STAGE, a_rule(), {"aggregate": "best"}).is_none
    with pytest.raises(Problems) as wrong:
        read_variation(STAGE, a_rule(), {"budget": "-1", "pass_mark": "NaN点"})
    assert [one.field for one in wrong.value.problems] == ["budget", "pass_mark"]
