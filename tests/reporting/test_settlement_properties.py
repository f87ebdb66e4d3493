"""Whatever happens to the money of an award, its sums meet after the 額の確定."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from koubo.reporting.settling.standing import Standing

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("pay", "settle", "revoke", "receive")),
        st.fractions(min_value=0, max_value=1, max_denominator=1_000),
    ),
    max_size=14,
)


def step(standing: Standing, verb: str, share) -> Standing:
    """Take a step as the city may take it: ``share`` of the most that it could be."""
    if verb == "pay":  # 概算払 before the 額の確定, what is left after it
        before = max(standing.awarded - standing.left, 0) if standing.settled is None else 0
        return standing.pay(int((before or standing.to_pay) * share))
    if verb == "settle" and standing.settled is None:
        return standing.settle(int(standing.awarded * share))[0]
    if verb == "revoke" and standing.awarded:
        return standing.revoke(int((standing.awarded - 1) * share))[0]
    if verb == "receive":
        return standing.receive(int(standing.owed * share))
    return standing


@settings(max_examples=2_500, deadline=None)
@given(awarded=st.integers(1, 10_000_000), steps=STEPS)
def test_sums_meet_after_any_sequence(awarded: int, steps) -> None:
    standing = Standing(awarded)
    for verb, share in steps:
        standing = step(standing, verb, share)
        assert standing.owed >= 0
        assert standing.returned <= standing.paid
        assert 0 <= standing.owed <= standing.kept
        if standing.settled is None:
            assert standing.left <= standing.awarded
            continue
        meets = standing.paid - standing.returned + standing.to_pay - standing.to_return
        assert meets == standing.settled
        assert standing.settled <= standing.awarded <= awarded
        assert not (standing.to_pay and standing.to_return)


@given(awarded=st.integers(1, 1_000_000), paid=st.integers(0, 1_000_000))
def test_a_whole_revocation_asks_for_all_that_was_paid(awarded: int, paid: int) -> None:
    before = Standing(awarded, paid=min(paid, awarded))

    after, asked = before.revoke(0)

    assert (after.awarded, after.settled, asked) == (0, 0, before.paid)
    assert after.receive(asked) == replace(after, returned=asked, owed=0)
