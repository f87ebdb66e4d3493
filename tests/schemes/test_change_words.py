"""What a change after the award needs: its kind, its direction, its share of the base."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koubo.schemes.change_words import (
    STRENGTH,
    Change,
    ChangeKind,
    ChangeRule,
    Direction,
    Need,
    need_of,
)
from koubo.schemes.figures import Figure

FIFTH = Figure(Fraction(1, 5), to_confirm="いわき市の例")
RULES = (
    ChangeRule(ChangeKind.AMOUNT, Figure(Need.APPROVAL), Direction.INCREASE),
    ChangeRule(ChangeKind.AMOUNT, Figure(Need.APPROVAL), Direction.DECREASE, FIFTH),
    ChangeRule(ChangeKind.AMOUNT, Figure(Need.NOTICE), Direction.DECREASE),
    ChangeRule(ChangeKind.STOP, Figure(Need.APPROVAL)),
)


@pytest.mark.parametrize(
    ("kind", "before", "after", "need"),
    [
        (ChangeKind.AMOUNT, 100_000, 100_001, Need.APPROVAL),
        (ChangeKind.AMOUNT, 100_000, 80_000, Need.NOTICE),
        (ChangeKind.AMOUNT, 100_000, 79_999, Need.APPROVAL),
        (ChangeKind.AMOUNT, 100_000, 100_000, Need.NOTHING),
        (ChangeKind.STOP, 0, 0, Need.APPROVAL),
        (ChangeKind.PERIOD, 0, 0, Need.NOTHING),
    ],
)
def test_the_strongest_rule_that_applies_counts(kind, before, after, need):
    assert need_of(RULES, Change(kind, before, after, base=100_000)).value is need


def test_the_working_names_every_rule_that_applied_with_its_mark():
    lines = need_of(RULES, Change(ChangeKind.AMOUNT, 100_000, 70_000, 100_000)).working.lines

    assert [(line.text, line.to_confirm) for line in lines] == [
        (
            "補助金の額が交付決定額の20%を超えて減少するとき：前もって承認を受ける（変わる額 -30,000円）",
            "いわき市の例",
        ),
        ("補助金の額を減らすとき：届け出る（変わる額 -30,000円）", ""),
    ]


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_larger_decrease_never_needs_less(small, more):
    def need(after):
        change = Change(ChangeKind.AMOUNT, 10**7, after, 10**7)
        return STRENGTH.index(need_of(RULES, change).value)

    high, low = max(small, more), min(small, more)
    assert high == 10**7 or need(low) >= need(high)
