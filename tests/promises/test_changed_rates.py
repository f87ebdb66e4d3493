"""A changed rate, cap or unit of any shipped scheme fails a golden case and opens no call."""

import pytest

from koubo.plugins import load
from koubo.proof.proving import proving_of
from koubo.schemes.plans import proof_problems
from schemes.changed import with_one_figure_changed

HOUSE = load()
CHANGED = [
    pytest.param(changed, id=f"{what} #{number}")
    for _, scheme in sorted(HOUSE.catalog.schemes.items())
    for number, (what, changed) in enumerate(with_one_figure_changed(scheme))
]


@pytest.mark.parametrize("scheme", CHANGED)
def test_a_changed_figure_keeps_a_call_from_opening(scheme):
    proven = proving_of(HOUSE.catalog, scheme).proven

    assert proven.wrong_sums
    assert [one.code for one in proof_problems(proven, "確認例のほうが古い")] == ["wrong_sum"]


def test_unchanged_schemes_keep_nothing_back():
    problems = [
        problem
        for scheme in HOUSE.catalog.schemes.values()
        for problem in proof_problems(proving_of(HOUSE.catalog, scheme).proven, "")
    ]

    assert problems == []
    assert CHANGED
