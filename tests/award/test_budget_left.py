"""A grant fits into the budget and its pots, or is told by how much it does not."""

from hypothesis import given
from hypothesis import strategies as st

from koubo.award.grants.budget_left import overdrawn
from koubo.review.selection.values import Pot

POTS = (Pot("はじめての枠", 300, ("a",)), Pot("つづける枠", 500, ("b",)))
COMMON = (*POTS, Pot("共通枠", 200))


def test_a_pot_is_filled_to_the_last_yen_and_no_further() -> None:
    assert list(overdrawn(800, {"a": 200}, {"a": 100, "b": 500}, POTS)) == []
    assert list(overdrawn(800, {"a": 200}, {"a": 101}, POTS)) == [
        "交付決定額の合計が予算の枠「はじめての枠」を超えます。枠 300円、不足 1円。"
    ]
    assert list(overdrawn(1000, {"a": 300}, {"a": 200}, COMMON)) == []
    assert list(overdrawn(1000, {"a": 300, "b": 600}, {"a": 101}, COMMON)) == [
        "交付決定額の合計が予算を超えます。予算 1,000円、決定済み 900円、この決定 101円、不足 1円。"
    ]
    assert list(overdrawn(1000, {"a": 300}, {"a": 201}, COMMON)) == [
        "交付決定額の合計が予算の枠「共通枠」を超えます。枠 200円、不足 1円。"
    ]


SUMS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 900))


@given(st.integers(0, 2_000), SUMS, SUMS)
def test_what_fits_draws_on_no_more_than_there_is(
    budget: int, taken: dict[str, int], wanted: dict[str, int]
) -> None:
    found = list(overdrawn(budget, taken, wanted, ()))

    assert (found == []) == (sum(taken.values()) + sum(wanted.values()) <= budget)
